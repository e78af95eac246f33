import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMicrosoftOAuth } from './microsoft.ts';

interface Seen {
  path: string;
  form: Record<string, string>;
  authorization: string | undefined;
}

const granted = {
  token_type: 'Bearer',
  scope: 'Calendars.ReadWrite User.Read profile openid email',
  expires_in: 3599,
  access_token: 'access',
  refresh_token: 'refresh-2',
};

/** Answers every request with what the test put there. */
let answer: { status: number; body: unknown; headers?: Record<string, string> };
let seen: Seen[];
let url: string;
const server = http.createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const form = Object.fromEntries(new URLSearchParams(body));
  seen.push({ path: request.url ?? '', form, authorization: request.headers.authorization });
  response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
  response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => {
  seen = [];
  answer = { status: 200, body: granted };
});

const connect = (more: { tenant?: string; graphUrl?: string } = {}) =>
  createMicrosoftOAuth({
    fetch,
    now: () => new Date('2026-11-16T08:00:00Z'),
    clientId: 'client',
    clientSecret: 'secret',
    redirectUri: 'https://careslot.example/callback',
    loginUrl: url,
    graphUrl: url,
    ...more,
  });

it('sends the person to the sign-in with PKCE and the narrowest scopes', () => {
  const address = new URL(connect().authorizationUrl({ state: 's', challenge: 'c' }));
  expect(address.pathname).toBe('/common/oauth2/v2.0/authorize');
  expect(Object.fromEntries(address.searchParams)).toEqual({
    client_id: 'client',
    redirect_uri: 'https://careslot.example/callback',
    response_type: 'code',
    response_mode: 'query',
    scope: 'offline_access openid email profile User.Read Calendars.ReadWrite',
    state: 's',
    code_challenge: 'c',
    code_challenge_method: 'S256',
    prompt: 'select_account',
  });
  const known = new URL(
    connect({ tenant: 'contoso' }).authorizationUrl({ state: 's', challenge: 'c', loginHint: 'a@b.c' }),
  );
  expect(known.pathname).toBe('/contoso/oauth2/v2.0/authorize');
  expect(known.searchParams.get('login_hint')).toBe('a@b.c');
  expect(known.searchParams.has('prompt')).toBe(false);
});

it('exchanges the code with its verifier', async () => {
  const grant = await connect().exchange('code', 'verifier');
  expect(grant).toMatchObject({
    accessToken: 'access',
    refreshToken: 'refresh-2',
    expiresAt: '2026-11-16T08:59:59.000Z',
  });
  expect(seen).toMatchObject([
    {
      path: '/common/oauth2/v2.0/token',
      form: { grant_type: 'authorization_code', code: 'code', code_verifier: 'verifier', client_secret: 'secret' },
    },
  ]);
});

it.each([
  'https://graph.microsoft.com/Calendars.ReadWrite https://graph.microsoft.com/User.Read',
  'calendars.readwrite USER.READ openid',
])('understands granted scopes however they are spelled: %s', async (scope) => {
  answer.body = { ...granted, scope };
  await connect().exchange('code', 'verifier');
});

it('notices what was not allowed, and that access would not last', async () => {
  answer.body = { ...granted, scope: 'Calendars.Read User.Read' };
  const missing = { name: 'ScopesMissing', scopes: ['calendars.readwrite'] };
  await expect(connect().exchange('code', 'verifier')).rejects.toMatchObject(missing);
  const { refresh_token: _, ...short } = granted;
  answer.body = short;
  await expect(connect().exchange('code', 'verifier')).rejects.toMatchObject({ name: 'UnexpectedResponse' });
});

it('gives the new refresh token, which replaces the old one', async () => {
  expect(await connect().refresh('refresh-1')).toMatchObject({ refreshToken: 'refresh-2' });
  expect(seen[0]?.form).toMatchObject({ grant_type: 'refresh_token', refresh_token: 'refresh-1' });
});

it('knows the account by its id, and its address', async () => {
  answer.body = { id: '42', mail: null, userPrincipalName: 'amsler@practice.example' };
  expect(await connect().account('access')).toEqual({ id: '42', email: 'amsler@practice.example' });
  await connect({ graphUrl: `${url}/v1.0/` }).account('access');
  expect(seen.map(({ path }) => path)).toEqual(Array(2).fill('/v1.0/me?$select=id,mail,userPrincipalName'));
  expect(seen[0]?.authorization).toBe('Bearer access');
  answer.body = { displayName: 'Nobody' };
  await expect(connect().account('access')).rejects.toMatchObject({ name: 'UnexpectedResponse' });
  answer = { status: 401, body: { error: { code: 'InvalidAuthenticationToken' } } };
  await expect(connect().account('access')).rejects.toMatchObject({ name: 'AuthorizationExpired' });
});

it('has nothing to give back', () => {
  expect(connect().revoke).toBeNull();
});

describe('a refusal', () => {
  const refusal = (error: string) => ({
    error,
    error_description: 'AADSTS700082: secret details',
    error_codes: [700082],
  });

  it.each([
    [400, refusal('invalid_grant'), 'AuthorizationExpired'],
    [400, refusal('interaction_required'), 'AuthorizationExpired'],
    [400, refusal('consent_required'), 'AuthorizationExpired'],
    [401, refusal('invalid_client'), 'UnexpectedResponse'],
    [400, refusal('invalid_request'), 'UnexpectedResponse'],
    [400, refusal('temporarily_unavailable'), 'Unreachable'],
    [503, '<html>busy</html>', 'Unreachable'],
    [200, '<html>login</html>', 'UnexpectedResponse'],
  ])('%i %o is %s', async (status, body, name) => {
    answer = { status, body };
    const error: unknown = await connect()
      .refresh('precious')
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name });
    expect(String(error)).not.toMatch(/precious|secret/);
  });

  it('for asking too often says when to ask again', async () => {
    answer = { status: 429, body: '', headers: { 'retry-after': '30' } };
    await expect(connect().refresh('r')).rejects.toMatchObject({ name: 'RateLimited', retryAfter: 30 });
  });
});
