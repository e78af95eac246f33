import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import ws from 'ws';
import { hasSecretKey, requireSecretKey, requireUser } from './auth.ts';
import type { Env } from './env.ts';

// supabase-js wants a WebSocket, which the edge runtime has and Node 20 has not; nothing here opens one.
Object.assign(globalThis, { WebSocket: globalThis.WebSocket ?? ws });

const env: Env = {
  supabaseUrl: 'http://127.0.0.1:1',
  publishableKey: 'sb_publishable_a',
  secretKey: 'sb_secret_new',
  secretKeys: ['sb_secret_old', 'sb_secret_new'],
};
const request = (headers: Record<string, string> = {}) => new Request('http://localhost/x', { headers });

describe('the secret key', () => {
  test.each(['sb_secret_old', 'sb_secret_new'])('%s is accepted during a rotation', async (apikey) => {
    expect(await hasSecretKey(request({ apikey }), env)).toBe(true);
    await expect(requireSecretKey(request({ apikey }), env)).resolves.toBeUndefined();
  });

  test.each([
    {},
    { apikey: '' },
    { apikey: 'sb_secret_' },
    { apikey: 'sb_publishable_a' },
    { authorization: 'Bearer sb_secret_new' },
  ])('%j is not it', async (headers) => {
    expect(await hasSecretKey(request(headers as Record<string, string>), env)).toBe(false);
    await expect(requireSecretKey(request(headers as Record<string, string>), env)).rejects.toMatchObject({
      status: 401,
      code: 'unauthorized',
    });
  });
});

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** An auth server of the hosted kind: tokens signed ES256, the public key at the well-known address. */
async function hosted() {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  const { publicKey, privateKey } = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const jwk = { ...(await crypto.subtle.exportKey('jwk', publicKey)), kid: 'key-1', alg: 'ES256', use: 'sig' };
  const server = http.createServer((incoming, response) => {
    const known = incoming.url === '/auth/v1/.well-known/jwks.json';
    response.writeHead(known ? 200 : 401, { 'content-type': 'application/json' });
    response.end(JSON.stringify(known ? { keys: [jwk] } : { msg: 'invalid' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const supabaseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sign = async (claims: object) => {
    const text = `${encode({ alg: 'ES256', typ: 'JWT', kid: 'key-1' })}.${encode(claims)}`;
    const bytes = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, Buffer.from(text));
    return `${text}.${Buffer.from(bytes).toString('base64url')}`;
  };
  return { env: { ...env, supabaseUrl }, sign };
}

describe('a signed-in person', () => {
  const claims = { sub: 'a1', role: 'authenticated', aud: 'authenticated', exp: 4_000_000_000 };
  const bearer = (token: string) => request({ authorization: `Bearer ${token}` });

  test('is known by an ES256 token of a hosted project', async () => {
    const { env: there, sign } = await hosted();
    expect((await requireUser(bearer(await sign(claims)), there)).id).toBe('a1');
  });

  test.each([
    ['expired', { ...claims, exp: 1_000_000_000 }],
    ['of another role', { ...claims, role: 'anon' }],
  ])('is not known by a token that is %s', async (_, wrong) => {
    const { env: there, sign } = await hosted();
    await expect(requireUser(bearer(await sign(wrong)), there)).rejects.toMatchObject({ status: 401 });
  });

  test('is not known by a token that somebody else signed', async () => {
    const [{ env: there }, { sign }] = await Promise.all([hosted(), hosted()]);
    await expect(requireUser(bearer(await sign(claims)), there)).rejects.toMatchObject({ status: 401 });
  });

  test.each([
    {},
    { authorization: 'Bearer ' },
    { authorization: 'Bearer sb_secret_new' },
    { authorization: 'Basic x' },
  ])('is not known by %j', async (headers) => {
    await expect(requireUser(request(headers as Record<string, string>), env)).rejects.toMatchObject({ status: 401 });
  });
});
