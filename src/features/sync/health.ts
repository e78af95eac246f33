import type { Conflict, Connection, Job, MassDeletion } from './schema.ts';

/** What goes wrong outside, as far as a person can make something of it. */
export type Reason = 'unreachable' | 'busy' | 'gone' | 'refused' | 'changing' | 'ours' | 'unexpected';

export type Health =
  | { kind: 'off' }
  | { kind: 'reauth' }
  | { kind: 'paused'; decision: MassDeletion | undefined }
  | { kind: 'running'; left: number }
  | { kind: 'failing'; reason: Reason; retryAt: string | undefined }
  | { kind: 'waiting' }
  | { kind: 'stuck'; jobs: readonly Job[] }
  | { kind: 'late'; at: string }
  | { kind: 'inStep'; at: string };

export const reads = ({ sync_direction }: Connection): boolean => sync_direction !== 'to_external';

/** What really travels: appointments go to the main calendar only, whatever the direction of another one says. */
export function flowOf(connection: Connection): 'both' | 'writes' | 'reads' | 'nothing' {
  const writes = connection.is_primary && connection.can_write && connection.sync_direction !== 'from_external';
  if (writes) return reads(connection) ? 'both' : 'writes';
  return reads(connection) ? 'reads' : 'nothing';
}

/** By the worker's codes; one it never had before is 'unexpected'. */
export function reasonOf(code: string | undefined): Reason {
  switch (code) {
    case 'unreachable':
    case 'refused':
    case 'changing':
      return code;
    case 'rate_limited':
      return 'busy';
    case 'not_found':
      return 'gone';
    case 'cursor_expired':
      return 'changing';
    case 'internal':
      return 'ours';
    default:
      return 'unexpected';
  }
}

const minuteMs = 60_000;
const isWhole = (job: Job) => job.kind === 'pull' || job.kind === 'reconcile';

/** A calendar that is only written to is looked at once a day; one that is read, at its interval. */
function isLate(connection: Connection, now: number): boolean {
  const expectedMs = reads(connection) ? connection.sync_interval_minutes * minuteMs : 24 * 60 * minuteMs;
  const at = Date.parse(connection.last_sync_at ?? '');
  return now - at > Math.max(3 * expectedMs, 60 * minuteMs);
}

/** The one thing to say about a connection: what a person has to do comes before what goes on by itself. */
export function healthOf(
  connection: Connection,
  jobs: readonly Job[],
  conflicts: readonly Conflict[],
  now: number,
): Health {
  const id = connection.connection_id;
  const own = jobs.filter((job) => job.connection_id === id);
  if (!connection.sync_enabled) return { kind: 'off' };
  if (connection.state === 'needs_reauth') return { kind: 'reauth' };
  if (connection.state === 'paused') {
    const decision = conflicts.find((one) => one.connection_id === id && one.kind === 'mass_deletion');
    return { kind: 'paused', decision: decision?.kind === 'mass_deletion' ? decision : undefined };
  }
  if (own.some((job) => job.status === 'running')) {
    return { kind: 'running', left: own.filter((job) => !isWhole(job) && job.status !== 'dead').length };
  }
  if (connection.last_sync_status === 'failed') {
    const next = own
      .filter((job) => isWhole(job) && job.status !== 'dead' && Date.parse(job.run_after) > now)
      .map((job) => job.run_after)
      .sort((a, b) => Date.parse(a) - Date.parse(b))[0];
    return { kind: 'failing', reason: reasonOf(connection.sync_errors.at(-1)?.code), retryAt: next };
  }
  if (connection.last_sync_at === null) return { kind: 'waiting' };
  const dead = own.filter((job) => job.status === 'dead');
  if (dead.length > 0) return { kind: 'stuck', jobs: dead };
  return { kind: isLate(connection, now) ? 'late' : 'inStep', at: connection.last_sync_at };
}
