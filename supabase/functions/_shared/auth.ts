import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import type { Env } from './env.ts';
import { Problem } from './http/problem.ts';

const stateless = { auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false } };

/** A client that row-level security does not bind. */
export const adminClient = (env: Env): SupabaseClient => createClient(env.supabaseUrl, env.secretKey, stateless);

/** A client that may do what the person behind the token may do. */
export const userClient = (env: Env, token: string): SupabaseClient =>
  createClient(env.supabaseUrl, env.publishableKey, {
    ...stateless,
    global: { headers: { Authorization: `Bearer ${token}` } },
  });

const bytes = (text: string) => new TextEncoder().encode(text);

/** Compares through an HMAC with a throw-away key, so that the time taken says nothing about the secret. */
async function equalsAny(given: string, secrets: string[]): Promise<boolean> {
  const key = await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const mac = async (text: string) => new Uint8Array(await crypto.subtle.sign('HMAC', key, bytes(text))).join();
  const wanted = await mac(given);
  const macs = await Promise.all(secrets.map(mac));
  return macs.reduce((found, one) => found || one === wanted, false);
}

/** True for the scheduler and other machines: they send a secret key in `apikey`, never as a bearer token. */
export async function hasSecretKey(request: Request, env: Env): Promise<boolean> {
  const given = request.headers.get('apikey');
  return given !== null && (await equalsAny(given, env.secretKeys));
}

export async function requireSecretKey(request: Request, env: Env): Promise<void> {
  if (await hasSecretKey(request, env)) return;
  throw new Problem(401, 'unauthorized', 'This function answers only to the secret key.');
}

export interface User {
  id: string;
  supabase: SupabaseClient;
}

/**
 * The signed-in person behind a request. getClaims asks the auth server about HS256 tokens and checks ES256 and RS256
 * against its published keys, so both homes are covered.
 */
export async function requireUser(request: Request, env: Env): Promise<User> {
  const token = /^Bearer (\S+)$/.exec(request.headers.get('authorization') ?? '')?.[1];
  if (token && !token.startsWith('sb_')) {
    const supabase = userClient(env, token);
    const { data, error } = await supabase.auth.getClaims(token);
    if (!error && data && data.claims.role === 'authenticated') return { id: data.claims.sub, supabase };
  }
  throw new Problem(401, 'unauthorized', 'Please sign in.');
}
