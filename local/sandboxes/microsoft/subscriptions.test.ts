import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lesson, openReceiver, openSandbox } from './testing.ts';

let home: Awaited<ReturnType<typeof openSandbox>>;
let receiver: Awaited<ReturnType<typeof openReceiver>>;
beforeEach(async () => {
  home = await openSandbox();
  receiver = await openReceiver();
});
afterEach(async () => {
  await home.close();
  await receiver.close();
});

async function call(method: string, path: string, body?: unknown) {
  const response = await fetch(`${home.address}/v1.0/subscriptions${path}`, {
    method,
    headers: { authorization: `Bearer ${await home.tokens.access()}`, prefer: 'IdType="ImmutableId"' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
}

const subscribe = (more: Record<string, unknown> = {}) =>
  call('POST', '', {
    changeType: 'created,updated,deleted',
    notificationUrl: receiver.address,
    lifecycleNotificationUrl: `${receiver.address}/lifecycle`,
    resource: `/me/calendars/${encodeURIComponent(home.calendarId)}/events`,
    expirationDateTime: '2026-11-17T10:00:00Z',
    clientState: 'secret',
    ...more,
  });

/** A receiver that answers the handshake wrongly. */
async function answering(answer: (token: string) => { type: string; body: string }) {
  const server = http.createServer((request, response) => {
    const token = new URL(request.url ?? '/', 'http://x').searchParams.get('validationToken') ?? '';
    const { type, body } = answer(token);
    response.writeHead(200, { 'content-type': type }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const notificationUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const { status, body } = await subscribe({ notificationUrl });
  server.closeAllConnections();
  server.close();
  return [status, body.error?.code];
}

test('the handshake wants the decoded token as plain text', async () => {
  const refused = [400, 'ValidationError'];
  expect(await answering((token) => ({ type: 'application/json', body: token }))).toEqual(refused);
  expect(await answering((token) => ({ type: 'text/plain', body: encodeURIComponent(token) }))).toEqual(refused);
  expect(await answering((token) => ({ type: 'text/plain', body: JSON.stringify(token) }))).toEqual(refused);
  expect(await answering((body) => ({ type: 'text/plain; charset=utf-8', body }))).toEqual([201, undefined]);
});

test('expiry is capped, lengthened, renewed and kept', async () => {
  expect((await subscribe({ expirationDateTime: '2026-11-19T10:00:00Z' })).status).toBe(400);
  const { body } = await subscribe({ expirationDateTime: '2026-11-15T10:05:00Z' });
  expect(body.expirationDateTime).toBe('2026-11-15T10:45:00.000Z');
  const renewed = await call('PATCH', `/${body.id}`, { expirationDateTime: '2026-11-16T10:00:00Z' });
  expect(renewed.body.expirationDateTime).toBe('2026-11-16T10:00:00.000Z');
  home.pass(25 * 3_600_000);
  await home.tokens.access('ended by now');
  expect((await call('PATCH', `/${body.id}`, { expirationDateTime: '2026-11-17T10:00:00Z' })).status).toBe(404);
  home.control.addEvent(home.calendarId, lesson(16));
  await home.control.settled();
  expect(receiver.notices).toEqual([]);
});

test('changes of one go travel together, as often as told; other calendars stay quiet', async () => {
  home.control.setNotifications({ held: true, copies: 2 });
  await subscribe();
  const other = home.control.addCalendar(home.email, {});
  const { id } = home.control.addEvent(home.calendarId, lesson(16));
  home.control.addEvent(other, lesson(17));
  home.control.moveEvent(home.calendarId, id, '2026-11-16T10:00:00Z', '2026-11-16T11:00:00Z');
  home.control.deleteEvent(home.calendarId, id);
  await home.control.settled();
  expect(receiver.posts).toHaveLength(2);
  expect(receiver.posts[0]).toEqual(receiver.posts[1]);
  expect(receiver.notices.slice(0, 3).map((notice) => notice.changeType)).toEqual(['created', 'updated', 'deleted']);
  expect(receiver.notices[0]).toMatchObject({ clientState: 'secret', resourceData: { id } });
  expect(JSON.stringify(receiver.posts)).not.toContain('Ada');
});

test('lifecycle notices go to their own address and name no resource', async () => {
  const { body } = await subscribe();
  home.control.lifecycle(body.id, 'missed');
  home.control.lifecycle(body.id, 'subscriptionRemoved');
  await receiver.until(2);
  expect(receiver.posts.every((post) => post.path === '/microsoft/lifecycle')).toBe(true);
  expect(receiver.notices).toMatchObject([
    { subscriptionId: body.id, clientState: 'secret', lifecycleEvent: 'missed' },
    { subscriptionId: body.id, lifecycleEvent: 'subscriptionRemoved' },
  ]);
  expect(receiver.notices[0]).not.toHaveProperty('resource');
  expect((await call('POST', `/${body.id}/reauthorize`)).status).toBe(404);
  expect((await call('GET', '')).body.value).toEqual([]);
});

test('reauthorized, listed and deleted by its owner alone', async () => {
  const { body } = await subscribe();
  expect((await call('POST', `/${body.id}/reauthorize`)).status).toBe(204);
  expect((await call('GET', '')).body.value).toHaveLength(1);
  expect((await call('DELETE', `/${body.id}`)).status).toBe(204);
  expect((await call('DELETE', `/${body.id}`)).status).toBe(404);
});
