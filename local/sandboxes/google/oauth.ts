/** Sign-in with Google as RFC 6749 and RFC 7636 have it: codes that work once, PKCE, refresh, revocation. */
import { createHash, randomUUID } from 'node:crypto';
import { type Answer, GoogleError, ok } from './answer.ts';
import { consentPage } from './consent-page.ts';
import type { Account, Grant, State } from './state.ts';

const TOKEN_SECONDS = 3599;

const refusal = (error: string, description: string, status = 400): Answer => ({
  status,
  body: { error, error_description: description },
});

const redirect = (to: string, parameters: Record<string, string | null>): Answer => {
  const url = new URL(to);
  for (const [name, value] of Object.entries(parameters)) if (value !== null) url.searchParams.set(name, value);
  return { status: 302, headers: { location: url.href } };
};

/** Google tells the short names of the profile scopes in full. */
const fullScope = (scope: string) =>
  ['email', 'profile'].includes(scope) ? `https://www.googleapis.com/auth/userinfo.${scope}` : scope;

/**
 * The page where a person allows or refuses. `consent=allow` and `consent=deny` answer for the person, and so does a
 * caller that is no browser; `granted` (repeated) allows a part of what is asked for.
 */
export function authorize(state: State, query: URLSearchParams, accept: string): Answer {
  const redirectUri = query.get('redirect_uri') ?? '';
  if (query.get('client_id') !== state.client.id)
    return refusal('invalid_client', 'The OAuth client was not found.', 401);
  if (!/^https?:\/\//.test(redirectUri) || query.get('response_type') !== 'code') {
    return refusal('invalid_request', 'redirect_uri or response_type is not valid.');
  }
  const consent = query.get('consent');
  if (consent === 'deny') return redirect(redirectUri, { error: 'access_denied', state: query.get('state') });
  if (consent === null && accept.includes('text/html'))
    return { status: 200, html: consentPage(state.accounts, query) };

  const account = state.accounts.find(({ email }) => email === query.get('login_hint')) ?? state.accounts[0];
  if (!account) return refusal('invalid_request', 'There is no account.');
  if (query.has('code_challenge') && query.get('code_challenge_method') !== 'S256') {
    return refusal('invalid_request', 'Only S256 is supported.');
  }
  const asked = (query.get('scope') ?? '').split(' ').filter(Boolean);
  const granted = query.has('granted') ? query.getAll('granted') : asked;
  const scopes = asked.filter((scope) => granted.includes(scope)).map(fullScope);
  const grant: Grant = { account, clientId: state.client.id, scopes, isAlive: true };
  const isFirst = !account.consented.has(state.client.id) || (query.get('prompt') ?? '').includes('consent');
  const code = `4/${randomUUID()}`;
  const givesRefreshToken = query.get('access_type') === 'offline' && isFirst;
  state.codes.set(code, { grant, redirectUri, challenge: query.get('code_challenge'), givesRefreshToken });
  account.consented.add(state.client.id);
  return redirect(redirectUri, { code, scope: scopes.join(' '), state: query.get('state') });
}

function newAccessToken(state: State, grant: Grant): string {
  const token = `ya29.${randomUUID()}`;
  state.accessTokens.set(token, { grant, expires: state.now().getTime() + TOKEN_SECONDS * 1000 });
  return token;
}

/** The tokens of an account that said yes. */
export function grantTokens(state: State, account: Account, scopes: string[]) {
  const grant: Grant = { account, clientId: state.client.id, scopes: scopes.map(fullScope), isAlive: true };
  const refreshToken = `1//${randomUUID()}`;
  state.refreshTokens.set(refreshToken, grant);
  return { accessToken: newAccessToken(state, grant), refreshToken };
}

const granted = (state: State, grant: Grant, more: Record<string, string> = {}): Answer =>
  ok({
    access_token: newAccessToken(state, grant),
    expires_in: TOKEN_SECONDS,
    scope: grant.scopes.join(' '),
    token_type: 'Bearer',
    ...more,
  });

function exchange(state: State, form: URLSearchParams): Answer {
  const key = form.get('code') ?? '';
  const code = state.codes.get(key);
  state.codes.delete(key);
  const challenge = createHash('sha256')
    .update(form.get('code_verifier') ?? '')
    .digest('base64url');
  if (!code || (code.challenge !== null && code.challenge !== challenge))
    return refusal('invalid_grant', 'Bad Request');
  if (code.redirectUri !== form.get('redirect_uri')) return refusal('redirect_uri_mismatch', 'Bad Request');
  if (!code.givesRefreshToken) return granted(state, code.grant);
  const refreshToken = `1//${randomUUID()}`;
  state.refreshTokens.set(refreshToken, code.grant);
  return granted(state, code.grant, { refresh_token: refreshToken });
}

export function token(state: State, form: URLSearchParams): Answer {
  if (form.get('client_id') !== state.client.id || form.get('client_secret') !== state.client.secret) {
    return refusal('invalid_client', 'The provided client secret is invalid.', 401);
  }
  if (form.get('grant_type') === 'authorization_code') return exchange(state, form);
  if (form.get('grant_type') !== 'refresh_token') return refusal('unsupported_grant_type', 'Invalid grant_type');
  const grant = state.refreshTokens.get(form.get('refresh_token') ?? '');
  return grant?.isAlive ? granted(state, grant) : refusal('invalid_grant', 'Token has been expired or revoked.');
}

/** Either kind of token ends the whole grant. */
export function revoke(state: State, token: string): Answer {
  const grant = state.refreshTokens.get(token) ?? state.accessTokens.get(token)?.grant;
  if (!grant?.isAlive) return refusal('invalid_token', 'Token expired or revoked');
  grant.isAlive = false;
  return ok({});
}

/** Takes away what the account allowed, as in its settings. */
export function revokeAll(state: State, account: Account): void {
  for (const grant of [...state.refreshTokens.values(), ...[...state.accessTokens.values()].map((one) => one.grant)]) {
    if (grant.account === account) grant.isAlive = false;
  }
  account.consented.clear();
}

/** Whose request it is, or 401. */
export function grantOf(state: State, authorization: string | undefined): Grant {
  const known = state.accessTokens.get((authorization ?? '').replace(/^Bearer /, ''));
  if (!known?.grant.isAlive || known.expires <= state.now().getTime()) {
    throw new GoogleError(401, 'authError', 'Invalid Credentials');
  }
  return known.grant;
}
