import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient } from '@supabase/supabase-js';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import ws from 'ws';
import { createMaintenance } from './app.ts';

// supabase-js wants a WebSocket, which the edge runtime has and Node 20 has not; nothing here opens one.
Object.assign(globalThis, { WebSocket: globalThis.WebSocket ?? ws });

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => vi.restoreAllMocks());

/** The function in front of a REST server that answers each call with `status` and what `answers` has for it. */
async function maintenance(status: number, answers: Record<string, unknown>) {
  const calls: string[] = [];
  const server = http.createServer((request, response) => {
    calls.push(`${request.method} ${request.url}`);
    const body = answers[request.url?.split('/').at(-1) ?? ''];
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const supabaseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const env = { supabaseUrl, publishableKey: 'p', secretKey: 'sb_secret_a', secretKeys: ['sb_secret_a'] };
  const handler = createMaintenance({ env, supabase: createClient(supabaseUrl, 'sb_secret_a') });
  const call = async (apikey: string, input = '{}') => {
    const headers = { apikey, 'content-type': 'application/json' };
    const response = await handler(
      new Request('http://localhost/maintenance', { method: 'POST', headers, body: input }),
    );
    return { status: response.status, body: await response.json() };
  };
  return { calls, call };
}

describe('maintenance', () => {
  test('expires offers and holds and says how many', async () => {
    const { call, calls } = await maintenance(200, { expire_holds: 3, expire_offers: 2 });
    expect(await call('sb_secret_a')).toEqual({ status: 200, body: { holds_expired: 3, offers_expired: 2 } });
    expect(calls).toEqual(['POST /rest/v1/rpc/expire_offers', 'POST /rest/v1/rpc/expire_holds']);
  });

  test('does nothing without the secret key, or with an unknown wish', async () => {
    const { call, calls } = await maintenance(200, {});
    expect((await call('p')).status).toBe(401);
    expect((await call('sb_secret_a', '{"drop": true}')).status).toBe(422);
    expect(calls).toEqual([]);
  });

  test('a failing database is a problem of its own', async () => {
    const failure = { code: '57014', message: 'secret detail' };
    const { call } = await maintenance(500, { expire_holds: failure, expire_offers: failure });
    const { status, body } = await call('sb_secret_a');
    expect({ status, body }).toMatchObject({ status: 502, body: { code: 'database_failed' } });
    expect(JSON.stringify(body)).not.toContain('secret detail');
  });

  test('an answer that is no number is not passed on', async () => {
    for (const answers of [
      { expire_holds: { holds: 1 }, expire_offers: 1 },
      { expire_holds: 1, expire_offers: -1 },
    ]) {
      const { call } = await maintenance(200, answers);
      expect((await call('sb_secret_a')).status).toBeGreaterThanOrEqual(500);
    }
  });
});
