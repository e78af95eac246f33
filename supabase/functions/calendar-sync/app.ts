import type { SupabaseClient } from '@supabase/supabase-js';
import { z } from 'zod';
import { hasSecretKey, requireUser } from '../_shared/auth.ts';
import type { Registry } from '../_shared/calendars/registry.ts';
import { type Rpc, rpcOf } from '../_shared/db/rpc.ts';
import type { Env } from '../_shared/env.ts';
import { Problem } from '../_shared/http/problem.ts';
import { type Handler, json, readInput, serveRoutes } from '../_shared/http/serve.ts';
import { renewChannels } from './channels.ts';
import { runWorker, type Summary } from './worker.ts';

const input = z.strictObject({ connection_id: z.guid().optional() });

/** The platform ends a request after 150 s without an answer; what is not done by then is done by the next call. */
const scheduledMs = 100_000;
/** A person waits for this one. */
const personalMs = 30_000;

export interface CalendarSyncOptions {
  env: Env;
  /** Bound by no row-level security. */
  rpc: Rpc;
  registry: Registry;
  /** Where providers send notifications, without the provider's name. */
  webhookUrl: string;
  visitUrl(appointmentId: string): string;
  now(): number;
  report(error: unknown): void;
}

/**
 * POST /: with the secret key, everything that is due (the schedule calls it, and the database when there is a new job);
 * for a signed-in person, one connection of their own, now. May run any number of times at once.
 */
export function createCalendarSync(options: CalendarSyncOptions): Handler {
  const { env, rpc, registry, now, report, visitUrl } = options;

  const work = (connectionId: string | null, end: number): Promise<Summary[]> =>
    runWorker(
      { rpc, providerFor: registry.provider, visitUrl, report },
      { worker: crypto.randomUUID(), connectionId, isTimeUp: () => now() > end },
    );

  /** Another worker may have been woken by the same wish: then its work is waited for. */
  async function workForPerson(supabase: SupabaseClient, connectionId: string): Promise<Summary> {
    const end = now() + personalMs;
    const summary: Summary = { connection_id: connectionId, pulled: 0, pushed: 0, conflicts: 0 };
    while (now() < end) {
      const [done] = await work(connectionId, end);
      if (done) {
        summary.pulled += done.pulled;
        summary.pushed += done.pushed;
        summary.conflicts += done.conflicts;
        if (done.error) return { ...summary, error: done.error };
      }
      const { count, error } = await supabase
        .from('sync_jobs')
        .select('job_id', { count: 'exact', head: true })
        .eq('connection_id', connectionId)
        .in('status', ['pending', 'running'])
        .lte('run_after', new Date(now()).toISOString());
      if (error) throw new Problem(502, 'database_failed', 'The database could not be asked.', { cause: error });
      if (count === 0) return summary;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    return { ...summary, error: 'still_running' };
  }

  return serveRoutes({
    'POST /': async (request) => {
      if (await hasSecretKey(request, env)) {
        const { connection_id = null } = await readInput(request, input);
        if (!connection_id) await rpc('queue_due_pulls', {});
        // Before the pull: what changes after it must be heard of.
        await renewChannels(options, connection_id);
        return json({ connections: await work(connection_id, now() + scheduledMs) });
      }
      const user = await requireUser(request, env);
      const { connection_id } = await readInput(request, input);
      if (!connection_id) throw new Problem(422, 'invalid_input', 'Please say which calendar: connection_id.');
      await rpcOf(user.supabase)('sync_now', { connection_id });
      return json({ connections: [await workForPerson(user.supabase, connection_id)] });
    },
  });
}
