import { createHash } from 'node:crypto';
import { consentPage, refusalPage } from './consent-page.ts';
import type { Reply } from './http.ts';
import type { Mailbox } from './mailbox.ts';
import type { Settings } from './settings.ts';

/** The Microsoft identity platform v2.0: authorize, token, and what a token is worth. */
interface OAuthOptions {
  now(): Date;
  newId(): string;
  settings: Settings;
  mailboxes: Map<string, Mailbox>;
  /** The app as it was registered. */
  client: { id: string; secret: string };
}

interface Grant {
  email: string;
  scopes: string[];
  revoked: boolean;
}

interface Code {
  grant: Grant;
  redirectUri: string;
  challenge: string | null;
  expiresAt: number;
  used: boolean;
}

const aadsts = {
  missing: [400, 'invalid_request', 900144, 'The request body is missing a required parameter.'],
  secret: [401, 'invalid_client', 7000215, 'Invalid client secret provided.'],
  app: [400, 'unauthorized_client', 700016, 'Application was not found in the directory.'],
  grantType: [400, 'unsupported_grant_type', 70003, 'The app requested an unsupported grant type.'],
  malformed: [400, 'invalid_grant', 9002313, 'Invalid request. Request is malformed or invalid.'],
  redeemed: [400, 'invalid_grant', 54005, 'OAuth2 Authorization code was already redeemed.'],
  expired: [400, 'invalid_grant', 70008, 'The provided authorization code or refresh token has expired.'],
  redirect: [400, 'invalid_grant', 50011, 'The redirect URI does not match the one of the authorization request.'],
  verifier: [
    400,
    'invalid_grant',
    501481,
    'The Code_Verifier does not match the code_challenge of the authorization request.',
  ],
  revoked: [
    400,
    'invalid_grant',
    50173,
    'The provided grant has expired due to it being revoked. A fresh auth token is needed.',
  ],
  inactive: [400, 'invalid_grant', 700082, 'The refresh token has expired due to inactivity.'],
} as const satisfies Record<string, readonly [number, string, number, string]>;

export function createOAuth({ now, newId, settings, mailboxes, client }: OAuthOptions) {
  const grants: Grant[] = [];
  const codes = new Map<string, Code>();
  /** `replacedAt` is when a newer one was given for it. */
  const refreshTokens = new Map<string, { grant: Grant; replacedAt: number | null }>();
  const accessTokens = new Map<string, { grant: Grant; expiresAt: number }>();

  /**
   * A browser gets the page, whose form comes back with `consent`. Who is no browser consents at once, as the account
   * of login_hint or the first.
   */
  function authorize(query: URLSearchParams, accept: string): Reply {
    const redirectUri = query.get('redirect_uri') ?? '';
    if (query.get('client_id') !== client.id) return refusal('AADSTS700016: The application was not found.');
    if (!URL.canParse(redirectUri)) return refusal('AADSTS900971: No reply address provided.');
    const scopes = (query.get('scope') ?? '').split(' ').filter((s) => s !== '');
    const method = query.get('code_challenge_method') ?? 'plain';
    if (
      query.get('response_type') !== 'code' ||
      scopes.length === 0 ||
      (query.has('code_challenge') && method !== 'S256')
    )
      return back(query, { error: 'invalid_request', error_description: 'AADSTS900144: The request is not valid.' });
    if (settings.adminConsentRequired)
      return back(query, {
        error: 'access_denied',
        error_description: 'AADSTS90094: The grant requires admin permission.',
      });

    const consent = query.get('consent');
    if (consent === 'deny')
      return back(query, {
        error: 'access_denied',
        error_description: 'AADSTS65004: User declined to consent to access the app.',
      });
    const accounts = [...mailboxes.values()];
    const chosen = accounts.find((a) => a.email === (settings.autoConsent ?? query.get('login_hint'))) ?? accounts[0];
    if (!chosen) return refusal('AADSTS50034: The user account does not exist.');
    if (consent === null && settings.autoConsent === null && accept.includes('text/html'))
      return html(200, consentPage({ accounts, chosen: chosen.email, scopes, query }));
    const { email } = chosen;
    const grant = { email, scopes, revoked: false };
    grants.push(grant);
    const code = `0.${newId()}`;
    const expiresAt = now().getTime() + 600_000;
    codes.set(code, { grant, redirectUri, challenge: query.get('code_challenge'), expiresAt, used: false });
    return back(query, { code });
  }

  function token(form: URLSearchParams): Reply {
    if (form.get('client_id') !== client.id) return failure('app');
    if (form.get('client_secret') !== client.secret) return failure('secret');
    switch (form.get('grant_type')) {
      case 'authorization_code':
        return redeem(form);
      case 'refresh_token':
        return refresh(form.get('refresh_token') ?? '');
      case null:
        return failure('missing');
      default:
        return failure('grantType');
    }
  }

  function redeem(form: URLSearchParams): Reply {
    const code = codes.get(form.get('code') ?? '');
    if (!code) return failure('malformed');
    if (code.used) return failure('redeemed');
    if (code.expiresAt < now().getTime()) return failure('expired');
    if (code.redirectUri !== form.get('redirect_uri')) return failure('redirect');
    const proof = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (code.challenge !== null && code.challenge !== proof) return failure('verifier');
    if (code.grant.revoked) return failure('revoked');
    code.used = true;
    return issue(code.grant);
  }

  function refresh(old: string): Reply {
    const known = refreshTokens.get(old);
    if (!known) return failure('malformed');
    if (known.grant.revoked) return failure('revoked');
    const at = now().getTime();
    if (known.replacedAt !== null && at - known.replacedAt >= settings.refreshGraceSeconds * 1000)
      return failure('inactive');
    known.replacedAt ??= at;
    return issue(known.grant);
  }

  function accessToken(grant: Grant): string {
    const text = `EwB${newId()}`;
    accessTokens.set(text, { grant, expiresAt: now().getTime() + settings.accessTokenSeconds * 1000 });
    return text;
  }

  function issue(grant: Grant): Reply {
    const wants = (scope: string) => grant.scopes.some((s) => s.toLowerCase() === scope);
    const prefix = settings.qualifiedScopes ? 'https://graph.microsoft.com/' : '';
    const shown = grant.scopes.filter((s) => !/^(offline_access|openid|email|profile)$/i.test(s));
    const body = {
      token_type: 'Bearer',
      scope: shown.map((s) => prefix + s.replace(/^https:\/\/graph\.microsoft\.com\//i, '')).join(' '),
      expires_in: settings.accessTokenSeconds,
      ext_expires_in: settings.accessTokenSeconds,
      access_token: accessToken(grant),
      ...(wants('offline_access') && { refresh_token: refreshToken(grant) }),
      ...(wants('openid') && { id_token: idToken(grant) }),
    };
    return { status: 200, headers: { 'cache-control': 'no-store' }, body };
  }

  function idToken({ email }: Grant): string {
    const mailbox = mailboxes.get(email);
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const iat = Math.floor(now().getTime() / 1000);
    const claims = {
      email,
      preferred_username: email,
      name: mailbox?.name,
      oid: mailbox?.id,
      tid: tenant,
      iat,
      exp: iat + 3600,
    };
    return `${part({ typ: 'JWT', alg: 'none' })}.${part({ ...claims, aud: client.id })}.`;
  }

  /** The mailbox a bearer token opens now, or null. */
  function bearer(authorization: string | undefined): Mailbox | null {
    const known = accessTokens.get(/^Bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? '');
    if (!known || known.grant.revoked || known.expiresAt <= now().getTime()) return null;
    return mailboxes.get(known.grant.email) ?? null;
  }

  function failure(name: keyof typeof aadsts): Reply {
    const [status, error, code, text] = aadsts[name];
    const at = now().toISOString();
    const id = newId();
    return {
      status,
      body: {
        error,
        error_description: `AADSTS${code}: ${text} Trace ID: ${id} Timestamp: ${at}`,
        error_codes: [code],
        timestamp: `${at.slice(0, 19).replace('T', ' ')}Z`,
        trace_id: id,
        correlation_id: id,
        error_uri: `https://login.microsoftonline.com/error?code=${code}`,
      },
    };
  }

  function refreshToken(grant: Grant): string {
    const text = `M.C5_${newId()}`;
    refreshTokens.set(text, { grant, replacedAt: null });
    return text;
  }

  /** Tokens as after a sign-in. */
  function grantTo(email: string) {
    const grant = { email, scopes: ['offline_access', 'Calendars.ReadWrite', 'User.Read'], revoked: false };
    grants.push(grant);
    return { accessToken: accessToken(grant), refreshToken: refreshToken(grant) };
  }

  const revoke = (email: string) => {
    for (const grant of grants) if (grant.email === email) grant.revoked = true;
  };
  /** Access tokens end as if their hour were over; the grant stays. */
  const expireAccess = (email: string) => {
    for (const known of accessTokens.values()) if (known.grant.email === email) known.expiresAt = 0;
  };
  return { authorize, token, bearer, grantTo, revoke, expireAccess };
}

const tenant = '9188040d-6c67-4c5b-b112-36a304b66dad';

const html = (status: number, body: string): Reply => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
  body,
});
const refusal = (text: string) => html(400, refusalPage(text));

function back(query: URLSearchParams, answer: Record<string, string>): Reply {
  const target = new URL(query.get('redirect_uri') ?? '');
  for (const [name, value] of Object.entries(answer)) target.searchParams.set(name, value);
  const state = query.get('state');
  if (state !== null) target.searchParams.set('state', state);
  return { status: 302, headers: { location: target.href } };
}
