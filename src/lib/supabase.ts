import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '#shared/database.types.ts';
import type { AppConfig } from './config.ts';

/** Tables, columns and functions are checked against the database at compile time. */
export type Client = SupabaseClient<Database>;
type State = { client: Client; config: AppConfig };
let state: State | undefined;

/** Called once by main.tsx; tests pass their own fetch and no stored session. */
export function startSupabase(config: AppConfig, options: { fetch?: typeof fetch; persistSession?: boolean } = {}) {
  const client = createClient<Database>(config.supabaseUrl, config.publishableKey, {
    auth: { persistSession: options.persistSession ?? true, detectSessionInUrl: true, storageKey: 'careslot-session' },
    ...(options.fetch ? { global: { fetch: options.fetch } } : {}),
  });
  state = { client, config };
  return client;
}

function started(): State {
  if (!state) throw new Error('startSupabase() has not run');
  return state;
}

/** The one client of the app. Only queries, mutations and the session may call it. */
export const supabase = (): Client => started().client;

export const appConfig = (): AppConfig => started().config;
