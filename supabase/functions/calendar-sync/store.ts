/** What the worker asks of the database, each a function of its own transaction (supabase/migrations/…_sync_*). */
import { z } from 'zod';
import { accessSchema } from '../_shared/calendars/access.ts';
import type { Span } from '../_shared/core/sync/time.ts';
import type { Rpc } from '../_shared/db/rpc.ts';

const instant = z.string().min(1);
const span = z.object({ start: instant, end: instant });

const job = z.object({
  job_id: z.guid(),
  connection_id: z.guid(),
  appointment_id: z.guid().nullable(),
  kind: z.enum(['upsert', 'delete', 'pull', 'reconcile']),
  attempts: z.int(),
});
export type Job = z.infer<typeof job>;

const connection = accessSchema.extend({
  writes: z.boolean(),
  reads: z.boolean(),
  cursor: z.string().nullable(),
  generation: z.int(),
  dirty_at: instant.nullable(),
  brake_released: z.boolean(),
  window: span,
  links: z.array(
    z.object({
      appointment_id: z.guid(),
      external_event_id: z.string(),
      state: z.enum(['synced', 'gone']),
      base: span.nullable(),
    }),
  ),
});
export type Connection = z.infer<typeof connection>;

const visitState = z.object({
  visit: span
    .extend({
      version: z.int(),
      changed_at: instant,
      wanted: z.boolean(),
      ended: z.boolean(),
    })
    .nullable(),
  link: z
    .object({
      external_event_id: z.string(),
      etag: z.string().nullable(),
      base: span.nullable(),
      generation: z.int(),
      state: z.enum(['synced', 'gone']),
      local_version: z.int().nullable(),
    })
    .nullable(),
  held: z.boolean(),
});
export type VisitState = z.infer<typeof visitState>;

export interface LinkChange {
  appointmentId: string;
  externalEventId: string;
  etag: string | null;
  /** Null before it is known that the event exists. */
  base: Span | null;
  baseHash: string | null;
  generation: number;
  localVersion: number | null;
  action: 'create' | 'update' | 'none';
}

export interface Move {
  appointmentId: string;
  expectedVersion: number;
  to: Span;
  etag: string | null;
  baseHash: string;
}

export type BusyChange =
  | {
      event: {
        id: string;
        series_id: string | null;
        busy: { start: string; end: string; kind: string; all_day: boolean }[];
      };
    }
  | { deleted: string }
  | { series: string };

export type Store = ReturnType<typeof createStore>;

/** The store as one worker uses it for one connection after another; `worker` is the name on its leases. */
export function createStore(rpc: Rpc, worker: string) {
  const leased = (connectionId: string) => ({ connection_id: connectionId, worker });
  return {
    async claimJobs(limit: number, leaseSeconds: number, connectionId: string | null): Promise<Job[]> {
      const args = { worker, limit, lease_seconds: leaseSeconds, connection_id: connectionId };
      return z.array(job).parse(await rpc('claim_sync_jobs', args));
    },
    async settle(jobId: string, outcome: 'done' | 'retry' | 'dead', message?: string, retryAfter?: number | null) {
      await rpc('settle_sync_job', {
        job_id: jobId,
        worker,
        outcome,
        error_message: message ?? null,
        retry_after_seconds: retryAfter ?? null,
      });
    },
    async connection(connectionId: string): Promise<Connection> {
      return connection.parse(await rpc('sync_connection', leased(connectionId)));
    },
    async visit(connectionId: string, appointmentId: string): Promise<VisitState> {
      return visitState.parse(await rpc('sync_visit', { ...leased(connectionId), appointment_id: appointmentId }));
    },
    async saveLink(connectionId: string, change: LinkChange): Promise<void> {
      await rpc('save_event_link', {
        ...leased(connectionId),
        appointment_id: change.appointmentId,
        external_event_id: change.externalEventId,
        etag: change.etag,
        base: change.base,
        base_hash: change.baseHash,
        generation: change.generation,
        local_version: change.localVersion,
        action: change.action,
      });
    },
    async dropLink(connectionId: string, appointmentId: string): Promise<void> {
      await rpc('drop_event_link', { ...leased(connectionId), appointment_id: appointmentId });
    },
    async applyMove(connectionId: string, move: Move): Promise<'moved' | 'stale' | 'refused'> {
      const answer = await rpc('apply_external_move', {
        ...leased(connectionId),
        appointment_id: move.appointmentId,
        expected_version: move.expectedVersion,
        slot_start: move.to.start,
        slot_end: move.to.end,
        etag: move.etag,
        base_hash: move.baseHash,
      });
      return z.object({ outcome: z.enum(['moved', 'stale', 'refused']) }).parse(answer).outcome;
    },
    async applyDelete(connectionId: string, appointmentId: string, externalEventId: string) {
      const answer = await rpc('apply_external_delete', {
        ...leased(connectionId),
        appointment_id: appointmentId,
        external_event_id: externalEventId,
      });
      return z.object({ outcome: z.enum(['asked', 'cancelled', 'restore', 'none']) }).parse(answer).outcome;
    },
    async storeBusyTimes(connectionId: string, generation: number, changes: BusyChange[]): Promise<void> {
      await rpc('store_busy_times', { ...leased(connectionId), generation, changes });
    },
    async finishPull(
      connectionId: string,
      done: { cursor: string | null; generation: number; isFull: boolean; dirtyAt: string | null },
    ) {
      await rpc('finish_pull', {
        ...leased(connectionId),
        cursor: done.cursor,
        generation: done.generation,
        is_full: done.isFull,
        dirty_at: done.dirtyAt,
      });
    },
    async fail(connectionId: string, code: string, message: string, state: 'needs_reauth' | 'paused' | null) {
      await rpc('fail_sync', { ...leased(connectionId), code, message, state });
    },
    async pauseForDeletions(connectionId: string, deleted: string[], linked: number): Promise<void> {
      await rpc('pause_for_deletions', {
        ...leased(connectionId),
        deleted: deleted.length,
        linked,
        external_event_ids: deleted,
      });
    },
    async queueMissingVisits(connectionId: string): Promise<number> {
      return z.int().parse(await rpc('queue_missing_visits', leased(connectionId)));
    },
  };
}
