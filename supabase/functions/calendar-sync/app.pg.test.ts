/** Who may ask for work, and what a wrong wish leaves as it was; the work itself is told by tests/functions and tests/sync. */
import { beforeAll, expect, test } from 'vitest';
import ws from 'ws';
import { signIn } from '../../../tests/support/clients.ts';
import { createPractice, type PersonWithLogin } from '../../../tests/support/factory.ts';
import { database } from '../../../tests/support/sql.ts';
import { stack } from '../../../tests/support/stack.ts';
import { connectGoogle, newAccount, partsOn } from '../_shared/calendars/testing.ts';
import { createCalendarSync } from './app.ts';

// supabase-js wants a WebSocket, which the edge runtime has and Node 20 has not; nothing here opens one.
Object.assign(globalThis, { WebSocket: globalThis.WebSocket ?? ws });

const sql = database();
let email: string;
let connection: string;
let token: string;
let stranger: string;
const tokenOf = async (login: PersonWithLogin) =>
  (await (await signIn(login)).auth.getSession()).data.session?.access_token ?? '';
beforeAll(async () => {
  const practice = await createPractice(sql);
  const doctor = await practice.clinician();
  email = await newAccount(stack);
  const [id] = await connectGoogle(partsOn(stack), doctor.profile_id, email);
  connection = id ?? '';
  token = await tokenOf(doctor);
  stranger = await tokenOf(await practice.member('admin'));
});

const handler = () =>
  createCalendarSync({
    ...partsOn(stack),
    webhookUrl: 'http://127.0.0.1:9/hook',
    visitUrl: (id) => `${stack.web_url}/calendar?visit=${id}`,
    now: () => Date.now(),
    report: (error) => {
      throw error;
    },
  });
async function ask(headers: Record<string, string>, body: string) {
  const answer = await handler()(new Request('http://functions.test/calendar-sync', { method: 'POST', headers, body }));
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}
const person = (bearer = token) => ({ authorization: `Bearer ${bearer}` });
const wish = (id: string = connection) => JSON.stringify({ connection_id: id });
/** What a wish and the work for it would change, and nobody else's test does. */
const state = async () => [
  await sql`select last_asked_at, cursor, reconciled_at, state from public.calendar_sync_connections where connection_id = ${connection}`,
  await sql`select to_jsonb(p) as row from public.calendar_push_channels p where connection_id = ${connection}`,
];

test.each<[string, () => Record<string, string>, () => string, number, string]>([
  ['nobody', () => ({}), () => wish(), 401, 'unauthorized'],
  ['the publishable key', () => ({ apikey: stack.publishable_key }), () => wish(), 401, 'unauthorized'],
  ['the secret key as a bearer', () => person(stack.secret_key), () => wish(), 401, 'unauthorized'],
  ['a wrong secret key', () => ({ apikey: `${stack.secret_key}x` }), () => wish(), 401, 'unauthorized'],
  ['an admin of the practice', () => person(stranger), () => wish(), 404, 'not_found'],
  ['a person without a calendar', () => person(), () => '{}', 422, 'invalid_input'],
  ['a person with nonsense', () => person(), () => '{"connection_id": 7}', 422, 'invalid_input'],
  [
    'a person with too much',
    () => person(),
    () => `{"connection_id": "${connection}", "all": true}`,
    422,
    'invalid_input',
  ],
  ['a person with half a body', () => person(), () => '{"connection_id"', 400, 'invalid_input'],
  ['the schedule with nonsense', () => ({ apikey: stack.secret_key }), () => wish('x'), 422, 'invalid_input'],
])('[SY8] %s changes nothing', async (_, headers, body, status, code) => {
  const before = await state();
  const answer = await ask(headers(), body());
  expect([answer.status, answer.body.code]).toEqual([status, code]);
  expect(await state()).toEqual(before);
});

test('[SY8] [SY9] the owner’s wish reads the calendar at once, but not every second', async () => {
  const start = new Date(Math.ceil(Date.now() / 3_600_000) * 3_600_000 + 86_400_000).toISOString();
  const end = new Date(Date.parse(start) + 1_800_000).toISOString();
  const made = await fetch(`${stack.web_url}/sandbox/google/_control/calendars/${encodeURIComponent(email)}/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ summary: 'Dentist Okonkwo', start: { dateTime: start }, end: { dateTime: end } }),
  });
  expect(made.status).toBe(200);
  const answer = await ask(person(), wish());
  expect(answer.status).toBe(200);
  expect(answer.body.connections).toEqual([expect.objectContaining({ connection_id: connection })]);
  const busy = await sql`select * from public.external_busy_times where connection_id = ${connection}`;
  expect(busy).toHaveLength(1);
  expect(JSON.stringify(busy)).not.toContain('Okonkwo');

  const before = await state();
  const again = await ask(person(), wish());
  expect([again.status, again.body.code]).toEqual([429, 'rate_limited']);
  expect(await state()).toEqual(before);
});

test('[SY2] a calendar that is paused says so at once instead of waiting', async () => {
  await sql`update public.calendar_sync_connections set state = 'paused', last_asked_at = null where connection_id = ${connection}`;
  const answer = await ask(person(), wish());
  expect([answer.status, answer.body.code]).toEqual([422, 'invalid_input']);
});
