/**
 * supabase-js clients for each role of the demo practice, as a browser would have them. Signed in once per test file
 * and shared, because signing in costs a password hash.
 */
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import ws from 'ws';
import type { Database } from '#shared/database.types.ts';
import { type Account, stack } from './stack.ts';

export type Client = SupabaseClient<Database>;

function connect(key: string): Client {
  return createClient<Database>(stack.api_url, key, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    // Node 20 has no WebSocket of its own.
    realtime: { transport: ws as unknown as typeof WebSocket },
  });
}

/** Somebody who has not signed in. */
export const anonymous = (): Client => connect(stack.publishable_key);

/** What background functions use: row-level security does not apply. */
export const service = (): Client => connect(stack.secret_key);

const signedIn = new Map<string, Promise<Client>>();

/** The client of any login, signed in at the first call. */
export function signIn(login: Pick<Account, 'email' | 'password'>): Promise<Client> {
  const known = signedIn.get(login.email);
  if (known) return known;
  const client = freshSignIn(login);
  signedIn.set(login.email, client);
  return client;
}

/** A session of its own, for tests about signing in and out. */
export async function freshSignIn(login: Pick<Account, 'email' | 'password'>): Promise<Client> {
  const client = anonymous();
  const { error } = await client.auth.signInWithPassword({ email: login.email, password: login.password });
  if (error) throw new Error(`${login.email} cannot sign in: ${error.message}`, { cause: error });
  return client;
}

/** The login (auth.users id) behind a client. */
export async function userId(client: Client): Promise<string> {
  const { data, error } = await client.auth.getUser();
  if (error) throw error;
  return data.user.id;
}
