import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createHttpCalls } from './http-calls.ts';

/** A server that notes what it is asked and answers only when told to. */
async function server() {
  const asked: string[] = [];
  const open: (() => void)[] = [];
  const listening = http.createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    asked.push(`${request.method} ${request.url} ${request.headers.apikey} ${body}`);
    open.push(() => response.end('{}'));
  });
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    listening.closeAllConnections();
    listening.close();
  });
  return { asked, open, url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}` };
}
const wish = (url: string, body: unknown = {}) =>
  JSON.stringify({ url, headers: { apikey: 'k', 'content-type': 'application/json' }, body });

test('a call is made as it was asked for; the same one again only when the first has ended, and then once', async () => {
  const { asked, open, url } = await server();
  const make = createHttpCalls();
  for (let i = 0; i < 5; i++) make(wish(`${url}/f`));
  make(wish(`${url}/f`, { connection_id: '1' }));
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  expect(asked).toEqual(['POST /f k {}', 'POST /f k {"connection_id":"1"}']);
  for (const answer of open.splice(0)) answer();
  await vi.waitFor(() => expect(asked).toHaveLength(3));
  for (const answer of open.splice(0)) answer();
  make(wish(`${url}/f`));
  await vi.waitFor(() => expect(asked).toHaveLength(4));
});

test('nothing is called but this machine, and nonsense is only warned about', async () => {
  const warned = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => warned.mockRestore());
  const { asked } = await server();
  const make = createHttpCalls();
  make(wish('https://example.test/f'));
  make('no json');
  await vi.waitFor(() => expect(warned.mock.calls.length).toBeGreaterThanOrEqual(2));
  expect(asked).toEqual([]);
});
