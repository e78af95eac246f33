import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RateLimited, UnexpectedResponse, Unreachable } from '../../http/outside.ts';
import { createMicrosoftCalendar } from './microsoft-calendar.ts';

/** A server that says what no Graph should, and an adapter that listens to it. */
let answer: (response: http.ServerResponse) => void;
let paths: string[];
let server: http.Server;
let address: string;

beforeEach(async () => {
  paths = [];
  server = http.createServer((request, response) => {
    paths.push(request.url ?? '');
    answer(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const json = (body: unknown) => (response: http.ServerResponse) =>
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));

const adapter = (path = '') =>
  createMicrosoftCalendar({
    fetch,
    tokens: { access: () => Promise.resolve('token') },
    calendarId: 'cal=',
    baseUrl: address + path,
    now: () => new Date('2026-11-15T10:00:00Z'),
  });

const pull = () =>
  adapter().pull({
    cursor: null,
    page: null,
    window: { start: '2026-11-01T00:00:00Z', end: '2026-12-01T00:00:00Z' },
    isLinked: () => false,
  });

const row = (id: string, more: object = {}) => ({
  id,
  type: 'singleInstance',
  showAs: 'busy',
  start: { dateTime: '2026-11-16T08:00:00.0000000', timeZone: 'UTC' },
  end: { dateTime: '2026-11-16T09:00:00.0000000', timeZone: 'UTC' },
  ...more,
});

test.each([
  [502, Unreachable],
  [418, UnexpectedResponse],
  [302, UnexpectedResponse],
])('a page of HTML with status %i', async (status, error) => {
  answer = (response) =>
    response.writeHead(status, { 'content-type': 'text/html', location: 'http://127.0.0.1:9/' }).end('<h1>Ada</h1>');
  const failure = await pull().catch((e: unknown) => e);
  expect(failure).toBeInstanceOf(error);
  expect(String(failure)).not.toContain('Ada');
});

test('an answer that breaks off is no answer', async () => {
  answer = (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"value": [');
    setImmediate(() => response.destroy());
  };
  await expect(pull()).rejects.toThrow(Unreachable);
});

test('an answer that is no JSON is not quoted', async () => {
  answer = (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"subject": "Ada", }');
  const failure = await pull().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(Unreachable);
  expect(failure).toMatchObject({ cause: undefined });
});

test('a time to wait may be a date', async () => {
  answer = (response) => response.writeHead(429, { 'retry-after': 'Sun, 15 Nov 2026 10:01:30 GMT' }).end();
  await expect(pull()).rejects.toMatchObject({ name: 'RateLimited', retryAfter: 90 });
  answer = (response) => response.writeHead(429).end();
  const failure = await pull().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(RateLimited);
  expect(failure).toMatchObject({ retryAfter: null });
});

test('one row that cannot be read hides no other, and unknown fields are no matter', async () => {
  answer = json({
    value: [
      { subject: 'no id' },
      row('a', { start: 'soon' }),
      row('b', { later: { invented: true }, subject: null }),
      7,
    ],
    '@odata.deltaLink': `${address}/v1.0/me/calendars('cal=')/calendarView/delta?$deltatoken=t`,
  });
  const page = await pull();
  expect(page.changes).toMatchObject([{ kind: 'event', event: { id: 'b', etag: null, updatedAt: null } }]);
  expect(page).toMatchObject({ next: null, cursor: "/me/calendars('cal=')/calendarView/delta?$deltatoken=t" });
});

test('a cursor leads to the configured address, whatever address the link named', async () => {
  answer = json({ value: [], '@odata.nextLink': 'https://elsewhere.example/v1.0/me/x/delta?$skiptoken=a%3Db' });
  const { next } = await pull();
  await adapter('/behind/a/proxy/v1.0').pull({
    cursor: null,
    page: next,
    window: { start: '', end: '' },
    isLinked: () => false,
  });
  expect(paths).toEqual([
    '/v1.0/me/calendars/cal%3D/calendarView/delta?startDateTime=2026-11-01T00:00:00Z&endDateTime=2026-12-01T00:00:00Z',
    '/behind/a/proxy/v1.0/me/x/delta?$skiptoken=a%3Db',
  ]);
});

test.each([
  { value: [] },
  { value: 'none' },
  { value: [], '@odata.nextLink': 'nowhere' },
  { value: [], '@odata.deltaLink': 'https://graph.microsoft.com/beta/me' },
])('%j is nothing to go on with', async (body) => {
  answer = json(body);
  await expect(pull()).rejects.toThrow(UnexpectedResponse);
});
