import { QueryClient } from '@tanstack/react-query';
import { beforeEach, describe, expect, test } from 'vitest';
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

describe('a hand-over', () => {
  const bert = '00000000-0000-4000-8000-00000000000b';
  const day = { from: '2026-11-24T00:00:00Z', to: '2026-11-25T00:00:00Z' };
  const annas = [...appointmentKeys.lists, { clinicianId: visit().clinician_id, ...day }];
  const berts = [...appointmentKeys.lists, { clinicianId: bert, ...day }];
  const practices = [...appointmentKeys.lists, { practiceId: visit().practice_id, ...day }];
  const filtered = [...appointmentKeys.lists, { practiceId: visit().practice_id, status: 'confirmed', ...day }];
  const pages = [...appointmentKeys.lists, 'pages'];
  const rows = (queryKey: readonly unknown[]) =>
    (client.getQueryData<Visit[]>(queryKey) ?? []).map((row) => [
      row.appointment_id === other.appointment_id,
      row.clinician_id,
    ]);

  beforeEach(() => {
    client.setQueryData(annas, [visit(), other]);
    client.setQueryData(berts, []);
    client.setQueryData(practices, [visit(), other]);
    client.setQueryData(filtered, [other]);
    client.setQueryData(pages, { pages: [[visit()]] });
  });
  const move = () =>
    moveVisit(client, {
      visit: visit(),
      start: visit().scheduled_start,
      end: visit().scheduled_end,
      clinicianId: bert,
    });
  const anna = visit().clinician_id;

  test('leaves the lists of the one and joins those of the other, before and after the server has answered', async () => {
    let answer: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const api = serve(async ({ body }) => {
      await waiting;
      return saved(body, 2);
    });
    const moving = move();
    await expect.poll(() => rows(berts)).toEqual([[false, bert]]);
    expect(rows(annas)).toEqual([[true, anna]]);
    expect(rows(practices)).toEqual([
      [false, bert],
      [true, anna],
    ]);
    answer();
    await moving;
    expect(client.getQueryData<Visit[]>(berts)).toMatchObject([{ clinician_id: bert, version: 2 }]);
    expect(api.sent(path)[0]?.body).toMatchObject({ clinician_id: bert, expected_version: 1 });
    // A list with a filter of its own gets no rows that it may not want, and other shapes are not touched.
    expect(rows(filtered)).toEqual([[true, anna]]);
    expect(client.getQueryData(pages)).toEqual({ pages: [[visit()]] });
  });

  test('refused, the visit is back with the first clinician and gone from the other', async () => {
    serve(() => apiError(409, 'outside_availability'));
    await expect(move()).rejects.toMatchObject({ code: 'outside_availability' });
    expect(rows(berts)).toEqual([]);
    expect(rows(annas)).toContainEqual([false, anna]);
    expect(rows(practices)).toEqual([
      [false, anna],
      [true, anna],
    ]);
  });

  test('handed on twice in a row, each time with the version of the time before', async () => {
    let version = 1;
    const api = serve(({ body }) => {
      version += 1;
      return saved(body, version);
    });
    await move();
    const [moved] = client.getQueryData<Visit[]>(berts) ?? [];
    await moveVisit(client, { visit: moved ?? visit(), ...noon, clinicianId: anna });
    expect(api.sent(path).map(({ body }) => [body.clinician_id, body.expected_version])).toEqual([
      [bert, 1],
      [anna, 2],
    ]);
    expect(rows(berts)).toEqual([]);
    expect(rows(annas)).toContainEqual([false, anna]);
  });
});
