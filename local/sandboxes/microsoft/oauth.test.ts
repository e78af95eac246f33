import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSandbox } from './testing.ts';

let home: Awaited<ReturnType<typeof openSandbox>>;
beforeEach(async () => {
  home = await openSandbox();
});
afterEach(() => home.close());

const verifier = 'a-verifier-of-forty-three-characters-or-more-x';
const redirectUri = 'http://127.0.0.1:9/callback';
const client = { client_id: 'microsoft-sandbox-client', client_secret: 'microsoft-sandbox-secret' };

const authorizeUrl = (more: Record<string, string> = {}) => {
  const url = new URL(`${home.address}/common/oauth2/v2.0/authorize`);
  url.search = new URLSearchParams({
    client_id: client.client_id,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'offline_access openid email Calendars.ReadWrite',
    state: 'st<ate',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...more,
  }).toString();
  return url;
};

async function authorize(more: Record<string, string> = {}): Promise<URL> {
  const response = await fetch(authorizeUrl(more), { redirect: 'manual' });
  expect(response.status).toBe(302);
  return new URL(response.headers.get('location') ?? '');
}

async function token(form: Record<string, string>): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${home.address}/common/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({ ...client, ...form }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const redeem = async (more: Record<string, string> = {}) => {
  const code = (await authorize()).searchParams.get('code') ?? '';
  const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier, ...more };
  return { form, answer: await token(form) };
};
const refresh = (refreshToken: unknown) => token({ grant_type: 'refresh_token', refresh_token: String(refreshToken) });

const me = (accessToken: unknown) =>
  fetch(`${home.address}/v1.0/me`, { headers: { authorization: `Bearer ${accessToken}` } });

describe('authorize', () => {
  test('a browser sees a page; its form comes back with the choice', async () => {
    home.control.addAccount('grace@practice.example');
    const headers = { accept: 'text/html,*/*' };
    const page = await (await fetch(authorizeUrl({ login_hint: home.email }), { headers })).text();
    expect(page).toContain(`value="${home.email}" checked`);
    expect(page).toContain('>Accept</button>');
    expect(page).toContain('name="state" value="st&#60;ate"');

    const accepted = await authorize({ consent: 'allow', login_hint: 'grace@practice.example' });
    expect(accepted.searchParams.get('state')).toBe('st<ate');
    const refused = await authorize({ consent: 'deny' });
    expect(refused.searchParams.get('error')).toBe('access_denied');
    expect(refused.searchParams.get('error_description')).toContain('AADSTS65004');
  });

  test('consents by itself on demand, even to a browser', async () => {
    home.control.set({ autoConsent: home.email });
    const response = await fetch(authorizeUrl(), { redirect: 'manual', headers: { accept: 'text/html' } });
    expect(response.headers.get('location')).toContain('code=');
  });

  test('an administrator may be needed', async () => {
    home.control.set({ adminConsentRequired: true });
    expect((await authorize()).searchParams.get('error_description')).toContain('AADSTS90094');
  });

  test('an app that is not registered is never sent back', async () => {
    expect((await fetch(authorizeUrl({ client_id: 'other' }), { redirect: 'manual' })).status).toBe(400);
  });
});

describe('token', () => {
  test('a code gives tokens that open the mailbox', async () => {
    const { answer } = await redeem();
    expect(answer.body).toMatchObject({ token_type: 'Bearer', scope: 'Calendars.ReadWrite', expires_in: 3599 });
    expect(await (await me(answer.body.access_token)).json()).toMatchObject({ mail: home.email });
    const claims = Buffer.from(String(answer.body.id_token).split('.')[1] ?? '', 'base64url').toString();
    expect(JSON.parse(claims)).toMatchObject({ preferred_username: home.email });
    home.pass(3_600_000);
    expect((await me(answer.body.access_token)).status).toBe(401);
  });

  test('scopes may be named in full', async () => {
    home.control.set({ qualifiedScopes: true });
    expect((await redeem()).answer.body.scope).toBe('https://graph.microsoft.com/Calendars.ReadWrite');
  });

  test.each([
    [{ code_verifier: 'another' }, 501481],
    [{ redirect_uri: 'http://127.0.0.1:9/elsewhere' }, 50011],
    [{ code: 'unknown' }, 9002313],
    [{ client_secret: 'wrong' }, 7000215],
    [{ grant_type: 'password' }, 70003],
  ])('%j is refused', async (wrong, code) => {
    const { answer } = await redeem(wrong);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.body).toMatchObject({
      error_codes: [code],
      error_description: expect.stringMatching(`^AADSTS${code}: `),
    });
  });

  test('a code works once and for ten minutes', async () => {
    const { form } = await redeem();
    expect((await token(form)).body).toMatchObject({ error: 'invalid_grant', error_codes: [54005] });
    const code = (await authorize()).searchParams.get('code') ?? '';
    home.pass(601_000);
    expect((await token({ ...form, code })).body).toMatchObject({ error: 'invalid_grant', error_codes: [70008] });
  });

  test('refresh tokens rotate; the old one has a grace, or none', async () => {
    const first = (await redeem()).answer.body.refresh_token;
    const second = (await refresh(first)).body.refresh_token;
    expect(second).not.toBe(first);
    expect((await refresh(first)).status).toBe(200);
    home.pass(61_000);
    expect((await refresh(first)).body).toMatchObject({ error: 'invalid_grant' });
    home.control.set({ refreshGraceSeconds: 0 });
    expect((await refresh(second)).status).toBe(200);
    expect((await refresh(second)).body).toMatchObject({ error: 'invalid_grant' });
  });

  test('what was revoked is invalid_grant, and opens nothing', async () => {
    const { body } = (await redeem()).answer;
    home.control.revoke(home.email);
    expect((await refresh(body.refresh_token)).body).toMatchObject({ error: 'invalid_grant', error_codes: [50173] });
    expect((await me(body.access_token)).status).toBe(401);
  });

  test('the log holds no secret', async () => {
    const { form, answer } = await redeem();
    await me(answer.body.access_token);
    const log = JSON.stringify(home.control.requests());
    for (const secret of [form.code, form.code_verifier, client.client_secret, String(answer.body.access_token)])
      expect(log).not.toContain(secret);
    expect(log).toContain('/v1.0/me');
  });
});
