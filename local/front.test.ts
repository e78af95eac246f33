import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFront } from './front.ts';

const listen = (server: http.Server) =>
  new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  );

/** A functions runner that accepts requests and never says a word about /silent. */
const functions = http.createServer((request, response) => {
  if (request.url !== '/functions/v1/silent') response.end('{"status":"ok"}');
});
let front: http.Server;
let port: number;

beforeAll(async () => {
  front = createFront({
    port: 0,
    functionsPort: await listen(functions),
    functionPatienceMs: 100,
    publishableKey: 'sb_publishable_test',
    allowedHosts: ['127.0.0.1'],
    accounts: () => [],
    inbox: (_, response) => void response.end('inbox'),
    generation: () => undefined,
    sandbox: (pathname) =>
      pathname.startsWith('/sandbox/here/') ? (_, response) => void response.end('stand-in') : undefined,
    web: (_, response) => void response.end(),
  });
  port = await listen(front);
});
afterAll(() => {
  front.closeAllConnections();
  front.close();
  functions.closeAllConnections();
  functions.close();
});

test('a function that does not answer in time is given up with 504', async () => {
  const answer = await fetch(`http://127.0.0.1:${port}/functions/v1/silent`);
  expect(answer.status).toBe(504);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(await answer.json()).toMatchObject({ status: 504, code: 'timeout' });
});

test('one that answers is passed on', async () => {
  const answer = await fetch(`http://127.0.0.1:${port}/functions/v1/health`);
  expect(await answer.json()).toEqual({ status: 'ok' });
});

test('a stand-in of the outside world is written to as well as read, under its own path only', async () => {
  const at = (path: string) => fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST' });
  expect(await (await at('/sandbox/here/events')).text()).toBe('stand-in');
  expect((await at('/sandbox/elsewhere/events')).status).toBe(405);
});
