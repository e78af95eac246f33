/** People of the tests, who come by the front door: sign-up, the code from the inbox, a session. */
import { createClient, type Session, type SupabaseClient } from '@supabase/supabase-js';
import ws from 'ws';
import type { Message } from '../inbox/messages.ts';
import type { Stack } from '../stack-file.ts';

/** Node 20 has no WebSocket of its own. */
type Transport = NonNullable<NonNullable<NonNullable<Parameters<typeof createClient>[2]>['realtime']>['transport']>;

export interface Person {
  email: string;
  session: Session;
  client: SupabaseClient;
}

export const newClient = (stack: Stack, key = stack.publishable_key): SupabaseClient =>
  createClient(stack.api_url, key, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    realtime: { transport: ws as unknown as Transport },
  });

/** The newest six-digit code that was sent to an address. */
export async function codeFor(stack: Stack, email: string): Promise<string> {
  const mails = (await (await fetch(`${stack.api_url}/inbox.json`)).json()) as Message[];
  const code = /\b\d{6}\b/.exec(mails.find((mail) => mail.to === email)?.text ?? '')?.[0];
  if (!code) throw new Error(`no code was sent to ${email}`);
  return code;
}

export async function signUp(stack: Stack, email: string): Promise<Person> {
  const client = newClient(stack);
  const { error } = await client.auth.signUp({
    email,
    password: 'long-enough',
    options: { data: { full_name: 'A B' } },
  });
  if (error) throw error;
  const verified = await client.auth.verifyOtp({ type: 'email', email, token: await codeFor(stack, email) });
  if (verified.error) throw verified.error;
  if (!verified.data.session) throw new Error('no session');
  return { email, session: verified.data.session, client };
}
