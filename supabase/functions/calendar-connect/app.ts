/** Connecting outside calendars and letting go of them: OAuth for Google and Microsoft, an app password for CalDAV. */
import type { SupabaseClient } from '@supabase/supabase-js';
import { z } from 'zod';
import { requireUser } from '../_shared/auth.ts';
import type { CalendarInfo } from '../_shared/calendars/port.ts';
import type { OAuthName, Registry } from '../_shared/calendars/registry.ts';
import type { Rpc } from '../_shared/db/rpc.ts';
import type { Env } from '../_shared/env.ts';
import { Problem } from '../_shared/http/problem.ts';
import { type Handler, json, readInput, serveRoutes } from '../_shared/http/serve.ts';
import { connectCalDav, type Discover } from './caldav.ts';
import { disconnect } from './disconnect.ts';
import { asked } from './outside-problem.ts';
import { finishSignIn, startSignIn } from './sign-in.ts';

export interface ConnectOptions {
  env: Env;
  /** Bound by no row-level security. */
  supabase: SupabaseClient;
  rpc: Rpc;
  registry: Registry;
  discover: Discover;
  /** The web app, without a slash at its end. */
  publicUrl: string;
  icloudUrl: string;
  random(count: number): Uint8Array;
  now(): Date;
}

/** The profile of the signed-in person; row-level security answers for their own only. */
export interface Person {
  profileId: string;
  supabase: SupabaseClient;
}

const startInput = z.strictObject({
  return_to: z
    .string()
    .max(500)
    .regex(/^\/(?![/\\])/, 'is a path of the web app, such as /sync')
    .optional(),
});
const caldavInput = z.strictObject({
  server_url: z.string().trim().max(500).optional(),
  username: z.string().trim().min(1).max(320),
  password: z.string().min(1).max(500),
});
const removeInput = z.strictObject({ remove_events: z.boolean().default(false) });

export function createCalendarConnect(options: ConnectOptions): Handler {
  async function person(request: Request): Promise<Person> {
    const { id, supabase } = await requireUser(request, options.env);
    const { data, error } = await supabase.from('profiles').select('profile_id').eq('auth_user_id', id).maybeSingle();
    if (error) throw new Problem(502, 'database_failed', 'The database could not be asked.', { cause: error });
    if (!data) throw new Problem(403, 'forbidden', 'Your account has no profile.');
    return { profileId: z.guid().parse(data.profile_id), supabase };
  }

  return serveRoutes({
    'POST /:provider/start': async (request, { provider = '' }) => {
      const name = oauthName(provider);
      const { profileId } = await person(request);
      const { return_to = '/sync' } = await readInput(request, startInput);
      return json({ authorization_url: await startSignIn(options, name, profileId, return_to) });
    },
    'GET /:provider/callback': (request, { provider = '' }) =>
      finishSignIn(options, oauthName(provider), new URL(request.url).searchParams),
    'POST /caldav': async (request) => {
      const { profileId } = await person(request);
      return json(await connectCalDav(options, profileId, await readInput(request, caldavInput)));
    },
    'GET /:connection_id/calendars': async (request, { connection_id = '' }) => {
      const { profileId, supabase } = await person(request);
      const { provider } = await options.registry.ofOwner(connectionId(connection_id), profileId);
      const calendars = await asked(async () => (await provider()).calendars());
      return json({ calendars: calendars.map(described(await connectedIds(supabase))) });
    },
    'DELETE /:connection_id': async (request, { connection_id = '' }) => {
      const { profileId } = await person(request);
      const { remove_events } = await readInput(request, removeInput);
      await disconnect(options, connectionId(connection_id), profileId, remove_events);
      return new Response(null, { status: 204 });
    },
  });
}

function oauthName(text: string): OAuthName {
  if (text === 'google' || text === 'microsoft') return text;
  throw new Problem(404, 'not_found', 'There is nothing at this address.');
}

function connectionId(text: string): string {
  const parsed = z.guid().safeParse(text);
  if (parsed.success) return parsed.data;
  throw new Problem(404, 'not_found', 'There is no such calendar connection.');
}

async function connectedIds(supabase: SupabaseClient): Promise<Set<string>> {
  const { data, error } = await supabase.from('calendar_sync_connections').select('calendar_id');
  if (error) throw new Problem(502, 'database_failed', 'The database could not be asked.', { cause: error });
  return new Set(
    z
      .array(z.object({ calendar_id: z.string() }))
      .parse(data)
      .map((row) => row.calendar_id),
  );
}

const described =
  (connected: Set<string>) =>
  ({ id, name, isPrimary, canWrite }: CalendarInfo) => ({
    id,
    name,
    is_primary: isPrimary,
    can_write: canWrite,
    connected: connected.has(id),
  });
