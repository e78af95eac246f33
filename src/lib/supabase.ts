import { GoTrueClient } from '@supabase/auth-js';
import { PostgrestClient } from '@supabase/postgrest-js';
import type { Database } from '#shared/database.types.ts';
import type { AppConfig } from './config.ts';
import { createApiFetch, withoutThrowing, withTimeout } from './network.ts';

/**
 * The parts of supabase-js this app uses, put together by hand: the whole would bring storage, functions and realtime
 * into the first load. Tables, columns and functions are checked against the database at compile time.
 */
type Rest = PostgrestClient<Database, { PostgrestVersion: '12' }, 'public'>;
export type Client = Rest & { readonly auth: GoTrueClient };
type Options = { fetch?: typeof fetch; persistSession?: boolean };
type State = { client: Client; config: AppConfig; options: Options };
let state: State | undefined;

const probePatienceMs = 5_000;

export const sessionKey = 'careslot-session';

const address = (config: AppConfig, path: string): string => `${config.supabaseUrl.replace(/\/+$/, '')}/${path}`;

/** Always the browser's fetch of the moment, called without a receiver. */
const fetchOf =
  (options: Options): typeof fetch =>
  (input, init) =>
    (options.fetch ?? fetch)(input, init);

const createAuth = (
  config: AppConfig,
  options: Options,
  settings: { storageKey: string; persistSession: boolean; autoRefreshToken: boolean; detectSessionInUrl: boolean },
) =>
  new GoTrueClient({
    ...settings,
    url: address(config, 'auth/v1'),
    headers: { apikey: config.publishableKey, Authorization: `Bearer ${config.publishableKey}` },
    flowType: 'implicit',
    fetch: withoutThrowing(withTimeout(fetchOf(options))),
  });

/** Called once by main.tsx; tests pass their own fetch and no stored session. */
export function startSupabase(config: AppConfig, options: Options = {}): Client {
  const auth = createAuth(config, options, {
    storageKey: sessionKey,
    persistSession: options.persistSession ?? true,
    autoRefreshToken: true,
    detectSessionInUrl: true,
  });
  const rest: Rest = new PostgrestClient(address(config, 'rest/v1'), {
    schema: 'public',
    fetch: createApiFetch(fetchOf(options), config.publishableKey, () => tokenOf(auth)),
    // Whether to ask again is decided in one place, the query cache.
    retry: false,
  });
  const client = Object.assign(rest, { auth });
  state = { client, config, options };
  return client;
}

/** No token without a session; a session that cannot be renewed right now is an error, never a silent stranger. */
async function tokenOf(auth: GoTrueClient): Promise<string | undefined> {
  const { data, error } = await auth.getSession();
  if (error) throw error;
  return data.session?.access_token;
}

function started(): State {
  if (!state) throw new Error('startSupabase() has not run');
  return state;
}

/** The one client of the app. Only queries, mutations and the session may call it. */
export const supabase = (): Client => started().client;

export const appConfig = (): AppConfig => started().config;

/** The signed-in person's token, renewed when it is about to expire. */
export const accessToken = (): Promise<string | undefined> => tokenOf(started().client.auth);

/** Where live messages come from, and with which key. */
export const realtimeAddress = (): { url: string; key: string } => {
  const { config } = started();
  return { url: address(config, 'realtime/v1').replace(/^http/, 'ws'), key: config.publishableKey };
};

/** Whether anybody is there; resolves with any answer at all. */
export async function probeServer(): Promise<void> {
  const { config, options } = started();
  const send = withTimeout(fetchOf(options), probePatienceMs);
  await send(address(config, 'auth/v1/health'), { headers: { apikey: config.publishableKey }, cache: 'no-store' });
}

/** Asks the auth service on behalf of somebody else, such as an invited person; whoever is signed in stays so. */
export const authOnly = (): GoTrueClient =>
  createAuth(started().config, started().options, {
    storageKey: `${sessionKey}-other`,
    persistSession: false,
    autoRefreshToken: false,
    detectSessionInUrl: false,
  });
