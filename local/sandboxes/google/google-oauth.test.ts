import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGoogleOAuth } from '../../../supabase/functions/_shared/oauth/google.ts';
import { challengeOf, randomToken } from '../../../supabase/functions/_shared/oauth/pkce.ts';
import type { OAuthProvider } from '../../../supabase/functions/_shared/oauth/provider.ts';
import { createGoogleSandbox, type GoogleSandbox } from './sandbox.ts';

const NOW = new Date('2026-11-16T08:00:00Z');
const redirectUri = 'https://careslot.example/functions/v1/calendar-connect/google/callback';
const email = 'amsler@practice.example';
const verifier = randomToken((count) => randomBytes(count));

let sandbox: GoogleSandbox;
let oauth: OAuthProvider;
beforeEach(async () => {
  sandbox = createGoogleSandbox({ now: () => NOW });
  await sandbox.listen();
  sandbox.control.addAccount('other@practice.example');
  sandbox.control.addAccount(email);
  oauth = connect();
});
afterEach(() => sandbox.close());

function connect(clientSecret?: string, apiPath = '') {
  const env = sandbox.environment();
  return createGoogleOAuth({
    fetch,
    now: () => NOW,
    clientId: env.GOOGLE_CLIENT_ID ?? '',
    clientSecret: clientSecret ?? env.GOOGLE_CLIENT_SECRET ?? '',
    redirectUri,
    authUrl: env.GOOGLE_AUTH_URL ?? '',
    tokenUrl: env.GOOGLE_TOKEN_URL ?? '',
    revokeUrl: env.GOOGLE_REVOKE_URL ?? '',
    apiUrl: `${env.GOOGLE_API_URL}${apiPath}`,
  });
}

/** What the browser is sent back with. */
async function allow(more = ''): Promise<URLSearchParams> {
  const url = oauth.authorizationUrl({ state: 'the-state', challenge: await challengeOf(verifier), loginHint: email });
  const response = await fetch(url + more, { redirect: 'manual' });
  const location = response.headers.get('location') ?? '';
  expect(location.startsWith(`${redirectUri}?`)).toBe(true);
  return new URL(location).searchParams;
}

const code = async (more?: string) => (await allow(more)).get('code') ?? '';

describe('signing in', () => {
  it('ends with tokens and the account', async () => {
    const answer = await allow();
    expect(answer.get('state')).toBe('the-state');
    const grant = await oauth.exchange(answer.get('code') ?? '', verifier);
    expect(grant.expiresAt).toBe('2026-11-16T08:59:59.000Z');
    expect(await oauth.account(grant.accessToken)).toEqual({ id: expect.stringMatching(/^\d+$/), email });
    expect(await connect(undefined, '/calendar/v3/').account(grant.accessToken)).toMatchObject({ email });
    const again = await oauth.refresh(grant.refreshToken);
    expect(again.refreshToken).toBeNull();
    expect(again.accessToken).not.toBe(grant.accessToken);
  });

  it('asks for nothing but the events, the list of calendars and the address', () => {
    const url = new URL(oauth.authorizationUrl({ state: 's', challenge: 'c' }));
    expect(url.searchParams.get('scope')?.split(' ')).toEqual([
      'openid',
      'email',
      'https://www.googleapis.com/auth/calendar.events',
      'https://www.googleapis.com/auth/calendar.calendarlist.readonly',
    ]);
    expect(url.searchParams.has('login_hint')).toBe(false);
  });

  it('gives a refresh token the second time too', async () => {
    await oauth.exchange(await code(), verifier);
    await oauth.exchange(await code(), verifier);
  });

  it('is refused by the person', async () => {
    const answer = await allow('&consent=deny');
    expect(Object.fromEntries(answer)).toEqual({ error: 'access_denied', state: 'the-state' });
  });

  it('notices what the person did not allow', async () => {
    const partly = await code('&granted=openid&granted=email&granted=https://www.googleapis.com/auth/calendar.events');
    await expect(oauth.exchange(partly, verifier)).rejects.toMatchObject({
      name: 'ScopesMissing',
      scopes: ['https://www.googleapis.com/auth/calendar.calendarlist.readonly'],
    });
  });

  it('takes a code once, and only with its verifier', async () => {
    const used = await code();
    await oauth.exchange(used, verifier);
    await expect(oauth.exchange(used, verifier)).rejects.toMatchObject({ name: 'AuthorizationExpired' });
    await expect(oauth.exchange(await code(), 'another')).rejects.toMatchObject({ name: 'AuthorizationExpired' });
  });
});

describe('the end of a grant', () => {
  it('is told from a wrong secret of the operator', async () => {
    const { refreshToken } = await oauth.exchange(await code(), verifier);
    await expect(connect('wrong').refresh(refreshToken)).rejects.toMatchObject({
      name: 'UnexpectedResponse',
      status: 401,
    });
    sandbox.control.revoke(email);
    await expect(oauth.refresh(refreshToken)).rejects.toMatchObject({ name: 'AuthorizationExpired' });
  });

  it('comes with giving it back, which may be done twice', async () => {
    const { refreshToken, accessToken } = await oauth.exchange(await code(), verifier);
    await oauth.revoke?.(refreshToken);
    await oauth.revoke?.(refreshToken);
    await expect(oauth.account(accessToken)).rejects.toMatchObject({ name: 'AuthorizationExpired' });
  });

  it('is not concluded from trouble', async () => {
    const { refreshToken } = await oauth.exchange(await code(), verifier);
    sandbox.control.fault({ kind: 503, path: '/token' });
    await expect(oauth.refresh(refreshToken)).rejects.toMatchObject({ name: 'Unreachable' });
    sandbox.control.fault({ kind: 429, path: '/token', retryAfter: 9 });
    await expect(oauth.refresh(refreshToken)).rejects.toMatchObject({ name: 'RateLimited', retryAfter: 9 });
    sandbox.control.fault({ kind: 'drop', path: '/token' });
    await expect(oauth.refresh(refreshToken)).rejects.toMatchObject({ name: 'Unreachable' });
    sandbox.control.fault({ kind: 503, path: '/revoke' });
    await expect(oauth.revoke?.(refreshToken)).rejects.toMatchObject({ name: 'Unreachable' });
  });
});
