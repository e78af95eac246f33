import { QueryClient } from '@tanstack/react-query';
import { beforeEach, expect, test } from 'vitest';
import { apiError, createFakeApi } from '../../testing/fake-api.ts';
import { visit } from '../../testing/visits.ts';
import { startSupabase } from '../supabase.ts';
import { moveVisit } from './move.ts';
import { appointmentKeys } from './queries.ts';
import type { Visit } from './schema.ts';

const path = '/rest/v1/rpc/reschedule_appointment';
const key = [...appointmentKeys.lists, { clinicianId: 'c' }];
const other = visit({ appointment_id: 'other', scheduled_start: '2026-11-24T12:00:00Z' });
const noon = { start: '2026-11-24T12:00:00Z', end: '2026-11-24T12:30:00Z' };
const three = { start: '2026-11-24T15:00:00Z', end: '2026-11-24T15:30:00Z' };

let client: QueryClient;
const shown = () => (client.getQueryData<Visit[]>(key) ?? []).find((v) => v.appointment_id === visit().appointment_id);

function serve(handler: Parameters<typeof createFakeApi>[0][string]) {
  const api = createFakeApi({ [path]: handler });
  startSupabase(
    { supabaseUrl: 'http://careslot.test', publishableKey: 'k', home: 'hosted' },
    { fetch: api.fetch, persistSession: false },
  );
  return api;
}
const saved = (body: Record<string, unknown>, version: number) => ({
  body: { ...visit(), scheduled_start: body.slot_start, scheduled_end: body.slot_end, version },
});

beforeEach(() => {
  client = new QueryClient();
  client.setQueryData(key, [visit(), other]);
});

test('the visit is at its new place before the server has answered, and keeps the new version', async () => {
  let answer: () => void = () => undefined;
  const waiting = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const api = serve(async ({ body }) => {
    await waiting;
    return saved(body, 2);
  });
  const moving = moveVisit(client, { visit: visit(), ...noon });
  await expect.poll(() => shown()?.scheduled_start).toBe(noon.start);
  expect(shown()?.version).toBe(1);
  answer();
  await moving;
  expect(shown()).toMatchObject({ scheduled_start: noon.start, version: 2 });
  expect(api.sent(path)[0]?.body).toMatchObject({ expected_version: 1, slot_start: noon.start, slot_end: noon.end });
});

test('a refused move puts back its own row only, and hands on the free times', async () => {
  const alternatives = [three];
  serve(() => apiError(409, 'slot_taken', { alternatives }));
  const moving = moveVisit(client, { visit: visit(), ...noon });
  await expect(moving).rejects.toMatchObject({ code: 'slot_taken', alternatives });
  expect(client.getQueryData(key)).toEqual([visit(), other]);
});

test('two moves of one visit run one after the other, the second with the version of the first', async () => {
  let version = 1;
  let inFlight = 0;
  const api = serve(async ({ body }) => {
    inFlight += 1;
    expect(inFlight).toBe(1);
    await Promise.resolve();
    inFlight -= 1;
    version += 1;
    return saved(body, version);
  });
  await Promise.all([
    moveVisit(client, { visit: visit(), ...noon }),
    moveVisit(client, { visit: visit({ scheduled_start: noon.start, scheduled_end: noon.end }), ...three }),
  ]);
  expect(api.sent(path).map((request) => request.body.expected_version)).toEqual([1, 2]);
  expect(shown()).toMatchObject({ scheduled_start: three.start, version: 3 });
});

test('a first move refused while a second waits does not undo the second', async () => {
  let calls = 0;
  serve(({ body }) => {
    calls += 1;
    return calls === 1 ? apiError(409, 'slot_taken') : saved(body, 2);
  });
  const [first, second] = await Promise.allSettled([
    moveVisit(client, { visit: visit(), ...noon }),
    moveVisit(client, { visit: visit({ scheduled_start: noon.start, scheduled_end: noon.end }), ...three }),
  ]);
  expect([first.status, second.status]).toEqual(['rejected', 'fulfilled']);
  expect(shown()?.scheduled_start).toBe(three.start);
});

test('no network: the visit goes back and the error says so', async () => {
  serve(() => {
    throw new TypeError('Failed to fetch');
  });
  await expect(moveVisit(client, { visit: visit(), ...noon })).rejects.toMatchObject({ code: 'unreachable' });
  expect(shown()?.scheduled_start).toBe(visit().scheduled_start);
});
