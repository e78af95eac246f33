/** OAuth 2.0 with PKCE: the state is bound to the person who started, single use, and over after ten minutes. */
import { z } from 'zod';
import type { OAuthName } from '../_shared/calendars/registry.ts';
import { sha256 } from '../_shared/crypto/digest.ts';
import { RateLimited, Unreachable } from '../_shared/http/outside.ts';
import { Problem } from '../_shared/http/problem.ts';
import { challengeOf, randomToken } from '../_shared/oauth/pkce.ts';
import { type OAuthProvider, ScopesMissing } from '../_shared/oauth/provider.ts';
import type { ConnectOptions } from './app.ts';

const lifeMs = 10 * 60_000;
const verifierPurpose = 'calendar.code_verifier';

function configured(options: ConnectOptions, name: OAuthName): OAuthProvider {
  const provider = options.registry.oauth(name);
  if (provider) return provider;
  const service = name === 'google' ? 'Google' : 'Microsoft';
  throw new Problem(503, 'not_configured', `This installation is not set up for ${service} yet.`);
}

/** The address to which the browser goes. */
export async function startSignIn(options: ConnectOptions, name: OAuthName, profileId: string, returnTo: string) {
  const { supabase, random, now, registry } = options;
  const provider = configured(options, name);
  const [state, verifier] = [randomToken(random), randomToken(random)];
  const { error } = await supabase.from('oauth_states').insert({
    state_hash: await sha256(state),
    profile_id: profileId,
    provider: name,
    code_verifier: await registry.box.seal(verifier, verifierPurpose),
    return_to: returnTo,
    expires_at: new Date(now().getTime() + lifeMs).toISOString(),
  });
  if (error) throw new Problem(502, 'database_failed', 'The sign-in could not be started.', { cause: error });
  return provider.authorizationUrl({ state, challenge: await challengeOf(verifier) });
}

const stored = z
  .object({
    profile_id: z.guid(),
    provider: z.string(),
    code_verifier: z.string(),
    return_to: z.string().nullable(),
  })
  .nullable();

/** The browser comes back: 303 to the web app with connected=<id> or error=<code>, whatever happened. */
export async function finishSignIn(
  options: ConnectOptions,
  name: OAuthName,
  query: URLSearchParams,
): Promise<Response> {
  const state = query.get('state') ?? '';
  const known = stored.parse(await options.rpc('use_oauth_state', { state_hash: await sha256(state) }));
  const back = (parameter: string, value: string) => {
    const url = new URL(known?.return_to ?? '/sync', options.publicUrl);
    url.searchParams.set(parameter, value);
    return new Response(null, { status: 303, headers: { location: url.href, 'cache-control': 'no-store' } });
  };
  if (!known || known.provider !== name) return back('error', 'state_invalid');
  const code = query.get('code');
  if (query.has('error') || !code) {
    return back('error', query.get('error') === 'access_denied' ? 'access_denied' : 'unexpected');
  }
  try {
    return back('connected', await connect(options, name, known.profile_id, code, known.code_verifier));
  } catch (error) {
    if (error instanceof ScopesMissing) return back('error', 'scopes_missing');
    if (error instanceof Unreachable || error instanceof RateLimited) return back('error', 'provider_unreachable');
    console.error('calendar-connect', error);
    return back('error', 'unexpected');
  }
}

/** The calendar that the provider calls the main one is connected; others of the account can be added afterwards. */
async function connect(
  { registry, rpc }: ConnectOptions,
  name: OAuthName,
  profileId: string,
  code: string,
  verifier: string,
): Promise<string> {
  const provider = registry.oauth(name);
  if (!provider) throw new Error(`${name} is not configured`);
  const grant = await provider.exchange(code, await registry.box.open(verifier, verifierPurpose));
  const account = await provider.account(grant.accessToken);
  const calendars = await registry.newcomer(name, grant.accessToken).calendars();
  const main =
    calendars.find(({ isPrimary }) => isPrimary) ?? calendars.find(({ canWrite }) => canWrite) ?? calendars[0];
  if (!main) throw new Error('the account has no calendar');
  const ids = await rpc('save_connection', {
    user_id: profileId,
    provider: name,
    account_id: account.id,
    account_email: account.email,
    server_url: null,
    ...(await registry.seal(grant)),
    token_expires_at: grant.expiresAt,
    calendars: [
      { calendar_id: main.id, calendar_name: main.name, can_write: main.canWrite, is_primary: main.isPrimary },
    ],
  });
  return z.tuple([z.guid()]).parse(ids)[0];
}
