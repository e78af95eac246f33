/** The parts of the calendar functions, wired as they are in the functions, on a running stack with its stand-ins. For tests. */
import { challengeOf } from '../oauth/pkce.ts';
import { setUpCalendars } from './setup.ts';

interface Home {
  web_url: string;
  api_url: string;
  publishable_key: string;
  secret_key: string;
}

/** `changes` are further environment variables, or others; undefined takes one away. */
export function partsOn(home: Home, changes: Record<string, string | undefined> = {}) {
  const google = `${home.web_url}/sandbox/google`;
  const environment: Record<string, string | undefined> = {
    SUPABASE_URL: home.api_url,
    SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: home.publishable_key }),
    SUPABASE_SECRET_KEYS: JSON.stringify({ default: home.secret_key }),
    PUBLIC_URL: home.web_url,
    TOKEN_ENCRYPTION_KEYS: JSON.stringify({ test: `${'A'.repeat(43)}=` }),
    GOOGLE_AUTH_URL: `${google}/o/oauth2/v2/auth`,
    GOOGLE_TOKEN_URL: `${google}/token`,
    GOOGLE_REVOKE_URL: `${google}/revoke`,
    GOOGLE_API_URL: google,
    GOOGLE_CLIENT_ID: 'google-sandbox-client',
    GOOGLE_CLIENT_SECRET: 'google-sandbox-secret',
    CALDAV_ALLOW_PRIVATE: 'true',
    ...changes,
  };
  return setUpCalendars(
    (name) => environment[name],
    () => Promise.resolve([]),
  );
}

type Parts = ReturnType<typeof partsOn>;

/** A new account at the stand-in for Google, with one calendar that has the address as its id. */
export async function newAccount(home: Home): Promise<string> {
  const email = `${crypto.randomUUID().slice(0, 8)}@google.test`;
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ email });
  await fetch(`${home.web_url}/sandbox/google/_control/accounts`, { method: 'POST', headers, body });
  return email;
}

/** Connects calendars of such an account past calendar-connect; the ids of the connections. */
export async function connectGoogle(
  { registry, rpc }: Parts,
  userId: string,
  email: string,
  calendars: string[] = [email],
): Promise<string[]> {
  const oauth = registry.oauth('google');
  if (!oauth) throw new Error('Google is not configured.');
  const verifier = crypto.randomUUID() + crypto.randomUUID();
  const page = oauth.authorizationUrl({ state: 'x', challenge: await challengeOf(verifier), loginHint: email });
  const back = await fetch(`${page}&consent=allow`, { redirect: 'manual' });
  const code = new URL(back.headers.get('location') ?? '').searchParams.get('code') ?? '';
  const grant = await oauth.exchange(code, verifier);
  const ids = await rpc('save_connection', {
    user_id: userId,
    provider: 'google',
    account_id: email,
    account_email: email,
    server_url: null,
    ...(await registry.seal(grant)),
    token_expires_at: grant.expiresAt,
    calendars: calendars.map((id) => ({
      calendar_id: id,
      calendar_name: id,
      can_write: true,
      is_primary: id === email,
    })),
  });
  return ids as string[];
}
