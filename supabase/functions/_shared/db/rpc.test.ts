import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient } from '@supabase/supabase-js';
import { expect, onTestFinished, test } from 'vitest';
import ws from 'ws';
import { rpcOf } from './rpc.ts';

// supabase-js wants a WebSocket, which the edge runtime has and Node 20 has not; nothing here opens one.
Object.assign(globalThis, { WebSocket: globalThis.WebSocket ?? ws });

/** A database that gives one answer to everything. */
async function answering(status: number, body: string) {
  const seen: { path: string | undefined; body: string }[] = [];
  const server = http.createServer(async (request, response) => {
    let sent = '';
    for await (const chunk of request) sent += String(chunk);
    seen.push({ path: request.url, body: sent });
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { rpc: rpcOf(createClient(url, 'sb_secret_x')), seen };
}

test('arguments go by name, and the answer comes back as it is', async () => {
  const { rpc, seen } = await answering(200, '{"granted":true}');
  expect(await rpc('begin_token_refresh', { connection_id: 'c' })).toEqual({ granted: true });
  expect(seen).toEqual([{ path: '/rest/v1/rpc/begin_token_refresh', body: '{"connection_id":"c"}' }]);
});

test('what the database raised keeps its code, its sentence and its status', async () => {
  const { rpc } = await answering(409, '{"code":"lease_lost","message":"Another worker has it.","details":null}');
  await expect(rpc('finish_pull', {})).rejects.toMatchObject({
    status: 409,
    code: 'lease_lost',
    message: 'Another worker has it.',
  });
});

test.each([
  ['an error of Postgres', 400, '{"code":"22P02","message":"invalid input syntax: \\"secret\\""}'],
  ['a function that is not there', 404, '{"code":"PGRST202","message":"Could not find the function secret"}'],
  ['a page of something in between', 502, '<html>secret</html>'],
])('%s is the operator’s business: 502, with the cause for the log alone', async (_, status, body) => {
  const { rpc } = await answering(status, body);
  const problem = await rpc('x', {}).catch((error: unknown) => error);
  expect(problem).toMatchObject({ status: 502, code: 'database_failed', message: 'The database could not be asked.' });
  expect((problem as Error).cause).toBeDefined();
});

test('so is a database that does not answer', async () => {
  const rpc = rpcOf(createClient('http://127.0.0.1:9', 'sb_secret_x'));
  await expect(rpc('x', {})).rejects.toMatchObject({ status: 502, code: 'database_failed' });
});
