/** Letting go of a calendar: what is given back to the provider, and what may not keep a person from leaving. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import ws from 'ws';
import { signIn } from '../../../tests/support/clients.ts';
import { createPractice, type PersonWithLogin } from '../../../tests/support/factory.ts';
import { database } from '../../../tests/support/sql.ts';
import { stack } from '../../../tests/support/stack.ts';
import { connectGoogle, newAccount, partsOn } from '../_shared/calendars/testing.ts';
import { createCalendarConnect } from './app.ts';

// supabase-js wants a WebSocket, which the edge runtime has and Node 20 has not; nothing here opens one.
Object.assign(globalThis, { WebSocket: globalThis.WebSocket ?? ws });

const sql = database();
let doctor: PersonWithLogin;
let token: string;
beforeEach(async () => {
  doctor = await (await createPractice(sql)).clinician();
  token = (await (await signIn(doctor)).auth.getSession()).data.session?.access_token ?? '';
});

function ask(method: string, path: string, changes: Record<string, string | undefined> = {}) {
  const handler = createCalendarConnect({
    ...partsOn(stack, changes),
    random: (count) => crypto.getRandomValues(new Uint8Array(count)),
    now: () => new Date(),
  });
  const headers = { authorization: `Bearer ${token}` };
  return handler(new Request(`http://functions.test/calendar-connect/${path}`, { method, headers }));
}
const left = () => sql`select connection_id from public.calendar_sync_connections where user_id = ${doctor.profile_id}`;

/** A place to give grants back to, which answers with `status`. */
async function revocations(status = 200) {
  const given: string[] = [];
  const server = http.createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    given.push(new URLSearchParams(body).get('token') ?? '');
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { given, GOOGLE_REVOKE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/revoke` };
}

test('[SY11] the grant is given back with the last calendar of its account, not before', async () => {
  const parts = partsOn(stack);
  const [email, other] = [await newAccount(stack), await newAccount(stack)];
  const [first, second] = await connectGoogle(parts, doctor.profile_id, email, [email, 'team']);
  const [elsewhere] = await connectGoogle(parts, doctor.profile_id, other);
  const { given, GOOGLE_REVOKE_URL } = await revocations();
  expect((await ask('DELETE', first ?? '', { GOOGLE_REVOKE_URL })).status).toBe(204);
  expect(given).toEqual([]);
  expect((await ask('DELETE', second ?? '', { GOOGLE_REVOKE_URL })).status).toBe(204);
  expect(given).toEqual([expect.stringMatching(/^1\/\//)]);
  expect(await left()).toEqual([{ connection_id: elsewhere }]);
});

test.each([
  ['refuses', 400],
  ['is broken', 500],
])('[SY11] a provider that %s keeps nobody connected', async (_, status) => {
  const [id] = await connectGoogle(partsOn(stack), doctor.profile_id, await newAccount(stack));
  const { given, GOOGLE_REVOKE_URL } = await revocations(status);
  expect((await ask('DELETE', id ?? '', { GOOGLE_REVOKE_URL })).status).toBe(204);
  expect(given).toHaveLength(1);
  expect(await left()).toEqual([]);
});

test('[SY11] neither does an operator who has taken the credentials away', async () => {
  const [id] = await connectGoogle(partsOn(stack), doctor.profile_id, await newAccount(stack));
  expect((await ask('DELETE', id ?? '', { GOOGLE_CLIENT_ID: undefined })).status).toBe(204);
  expect(await left()).toEqual([]);
});

test('[SY16] nor a key that is lost', async () => {
  const [id] = await connectGoogle(partsOn(stack), doctor.profile_id, await newAccount(stack));
  const TOKEN_ENCRYPTION_KEYS = JSON.stringify({ another: `${'B'.repeat(42)}A=` });
  expect((await ask('DELETE', id ?? '', { TOKEN_ENCRYPTION_KEYS })).status).toBe(204);
  expect(await left()).toEqual([]);
});

test('[SY11] nor a CalDAV calendar without a password', async () => {
  const row = {
    user_id: doctor.profile_id,
    provider: 'caldav',
    calendar_id: 'https://dav.test/me/',
    access_token: null,
  };
  const [made] = await sql`insert into public.calendar_sync_connections ${sql(row)} returning connection_id`;
  const id = String(made?.connection_id);
  const calendars = await ask('GET', `${id}/calendars`);
  expect([calendars.status, ((await calendars.json()) as { code: string }).code]).toEqual([409, 'needs_reauth']);
  expect((await ask('DELETE', id)).status).toBe(204);
  expect(await left()).toEqual([]);
});
