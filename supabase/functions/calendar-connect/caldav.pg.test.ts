/** Connecting by address, name and app password: to a small server that does what real ones do now and then. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import ws from 'ws';
import { signIn } from '../../../tests/support/clients.ts';
import { createPractice, type PersonWithLogin, type Practice } from '../../../tests/support/factory.ts';
import { database } from '../../../tests/support/sql.ts';
import { stack } from '../../../tests/support/stack.ts';
import { partsOn } from '../_shared/calendars/testing.ts';
import { createCalendarConnect } from './app.ts';

// supabase-js wants a WebSocket, which the edge runtime has and Node 20 has not; nothing here opens one.
Object.assign(globalThis, { WebSocket: globalThis.WebSocket ?? ws });

const sql = database();
const password = 'app-password-7391';
let practice: Practice;
let doctor: PersonWithLogin;
let token: string;
beforeAll(async () => {
  practice = await createPractice(sql);
});
beforeEach(async () => {
  doctor = await practice.clinician();
  token = (await (await signIn(doctor)).auth.getSession()).data.session?.access_token ?? '';
});

async function connect(input: Record<string, string>, changes: Record<string, string | undefined> = {}) {
  const handler = createCalendarConnect({
    ...partsOn(stack, changes),
    random: (count) => crypto.getRandomValues(new Uint8Array(count)),
    now: () => new Date(),
  });
  const answer = await handler(
    new Request('http://functions.test/calendar-connect/caldav', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'me@dav.test', password, ...input }),
    }),
  );
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}
const rows = () => sql`select * from public.calendar_sync_connections where user_id = ${doctor.profile_id}`;

const property = (href: string, inner: string) =>
  `<response><href>${href}</href><propstat><prop>${inner}</prop><status>HTTP/1.1 200 OK</status></propstat></response>`;
const collection = (href: string, name: string, component: string, privilege: string) =>
  property(
    href,
    `<resourcetype><collection/><C:calendar/></resourcetype><displayname>${name}</displayname>
     <current-user-privilege-set><privilege><${privilege}/></privilege></current-user-privilege-set>
     <C:supported-calendar-component-set><C:comp name="${component}"/></C:supported-calendar-component-set>`,
  );

/** Answers the three questions of discovery, to those who know the password. */
async function server(calendars: string, trouble?: (response: http.ServerResponse) => void) {
  const seen: string[] = [];
  const wanted = `Basic ${Buffer.from(`me@dav.test:${password}`).toString('base64')}`;
  const listener = http.createServer((request, response) => {
    const { url: path = '', headers } = request;
    seen.push(path);
    if (trouble) return void trouble(response);
    if (headers.authorization !== wanted) return void response.writeHead(401).end();
    const answers: Record<string, string> = {
      '/': property('/', '<current-user-principal><href>/me/</href></current-user-principal>'),
      '/me/': property('/me/', '<C:calendar-home-set><href>/me/home/</href></C:calendar-home-set>'),
      '/me/home/': calendars,
    };
    const answer = answers[path];
    if (answer === undefined) return void response.writeHead(404).end();
    response.writeHead(207, { 'content-type': 'application/xml' });
    response.end(`<multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">${answer}</multistatus>`);
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    listener.closeAllConnections();
    listener.close();
  });
  return { seen, server_url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}` };
}
const usual =
  collection('/me/home/tasks/', 'Tasks', 'VTODO', 'write') +
  collection('/me/home/shared/', 'Shared', 'VEVENT', 'read') +
  collection('/me/home/own/', 'Own', 'VEVENT', 'write');

test('[SY11] [SY16] the calendar that can be written is connected, and the password is ciphertext and comes back nowhere', async () => {
  const { server_url } = await server(usual);
  const { status, body } = await connect({ server_url });
  expect(status).toBe(200);
  expect(JSON.stringify(body)).not.toContain(password);
  const [row] = await rows();
  expect(body).toEqual({
    connection_ids: [row?.connection_id],
    calendars: [
      { id: `${server_url}/me/home/shared/`, name: 'Shared', is_primary: false, can_write: false, connected: false },
      { id: `${server_url}/me/home/own/`, name: 'Own', is_primary: true, can_write: true, connected: true },
    ],
  });
  expect(row).toMatchObject({
    provider: 'caldav',
    calendar_id: `${server_url}/me/home/own/`,
    account_id: `${server_url}/me/`,
    account_email: 'me@dav.test',
    refresh_token: null,
    token_expires_at: null,
  });
  expect(row?.access_token).toMatch(/^v1\.test\./);
  expect(JSON.stringify(row)).not.toContain(password);
});

test('[SY11] without an address it is Apple’s', async () => {
  const { server_url } = await server(usual);
  expect((await connect({}, { ICLOUD_CALDAV_URL: server_url })).status).toBe(200);
  expect((await rows()).map(({ provider }) => provider)).toEqual(['apple']);
});

const tasksAlone = collection('/me/home/t/', 'T', 'VTODO', 'write');
test.each<[string, string, number, () => Promise<{ server_url: string }>, Record<string, string>]>([
  ['a wrong password', 'invalid_credentials', 422, () => server(usual), { password: 'wrong' }],
  ['a server without calendars', 'not_caldav', 422, () => server('', (r) => void r.writeHead(404).end()), {}],
  ['a page for browsers', 'not_caldav', 422, () => server('', (r) => void r.end('<!doctype html><p>Hello')), {}],
  ['an account with lists of tasks alone', 'not_caldav', 422, () => server(tasksAlone), {}],
  ['a server in trouble', 'provider_unreachable', 503, () => server('', (r) => void r.writeHead(502).end()), {}],
  ['a server that hangs up', 'provider_unreachable', 503, () => server('', (r) => void r.destroy()), {}],
])('[SY11] %s is %s, and nothing is kept', async (_, code, status, open, more) => {
  const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
  const { server_url } = await open();
  const answer = await connect({ server_url, ...more });
  logged.mockRestore();
  expect([answer.status, answer.body.code]).toEqual([status, code]);
  expect(JSON.stringify(answer.body)).not.toContain(password);
  expect(await rows()).toEqual([]);
});

test('[SY11] a server in a private network is not asked at all, unless the operator allows it', async () => {
  const { server_url, seen } = await server(usual);
  const closed = { CALDAV_ALLOW_PRIVATE: 'false' };
  for (const address of [server_url, server_url.replace('http:', 'https:')]) {
    const { status, body } = await connect({ server_url: address }, closed);
    expect([status, body.code], address).toEqual([422, 'address_refused']);
  }
  expect(seen).toEqual([]);
});

test('[SY11] a server that sends on to another one does not get the password there', async () => {
  const elsewhere = await server(usual);
  const location = elsewhere.server_url.replace('127.0.0.1', 'localhost');
  const { server_url } = await server('', (response) => void response.writeHead(301, { location }).end());
  const { status, body } = await connect({ server_url });
  expect([status, body.code]).toEqual([422, 'address_refused']);
  expect(elsewhere.seen).toEqual([]);
});

test('[SY11] a password belongs in its own field', async () => {
  const { server_url, seen } = await server(usual);
  const { status, body } = await connect({ server_url: server_url.replace('//', '//me:secret@') });
  expect([status, body.code]).toEqual([422, 'invalid_input']);
  expect(seen).toEqual([]);
});
