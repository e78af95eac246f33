/**
 * Claims jobs and carries them out, one connection at a time each, several connections side by side. Any number of workers
 * may run: a lease keeps them apart, and one that lost its lease is told so by the database at its next step.
 */
import type { CalendarProvider } from '../_shared/calendars/port.ts';
import type { Rpc } from '../_shared/db/rpc.ts';
import {
  AuthorizationExpired,
  CursorExpired,
  NotFound,
  PreconditionFailed,
  RateLimited,
  UnexpectedResponse,
  Unreachable,
} from '../_shared/http/outside.ts';
import { pull } from './pull.ts';
import { type Connection, createStore, type Job, type Store } from './store.ts';
import { syncVisit, type Target } from './visit-sync.ts';

export interface Summary {
  connection_id: string;
  pulled: number;
  pushed: number;
  conflicts: number;
  error?: string;
}

export interface WorkerOptions {
  rpc: Rpc;
  providerFor(connection: Connection): Promise<CalendarProvider>;
  visitUrl(appointmentId: string): string;
  /** What goes wrong unexpectedly, for the log of the operator. */
  report(error: unknown): void;
}

const claimAtOnce = 100;
const leaseSeconds = 120;
const sideBySide = 4;

/** Works until nothing is due or the time is up. `worker` must be new for every call. */
export async function runWorker(
  options: WorkerOptions,
  { worker, connectionId = null, isTimeUp }: { worker: string; connectionId?: string | null; isTimeUp(): boolean },
): Promise<Summary[]> {
  const store = createStore(options.rpc, worker);
  const summaries = new Map<string, Summary>();
  while (!isTimeUp()) {
    const jobs = await store.claimJobs(claimAtOnce, leaseSeconds, connectionId);
    if (jobs.length === 0) break;
    const queues = byConnection(jobs);
    const next = async (): Promise<void> => {
      for (let queue = queues.shift(); queue; queue = queues.shift()) {
        const [id, own] = queue;
        const summary = summaries.get(id) ?? { connection_id: id, pulled: 0, pushed: 0, conflicts: 0 };
        summaries.set(id, summary);
        await workOff(options, store, own, summary);
      }
    };
    await Promise.all(Array.from({ length: sideBySide }, next));
  }
  return [...summaries.values()];
}

/** Each connection's jobs, in the order in which they are to be done. */
function byConnection(jobs: Job[]): [string, Job[]][] {
  const queues = new Map<string, Job[]>();
  for (const job of jobs) queues.set(job.connection_id, [...(queues.get(job.connection_id) ?? []), job]);
  return [...queues];
}

async function workOff(options: WorkerOptions, store: Store, jobs: Job[], summary: Summary): Promise<void> {
  let failure: Failure | null = null;
  const context = createContext(options, store);
  for (const job of jobs) {
    try {
      // After a failure of the whole connection the rest is not even tried.
      if (failure) await store.settle(job.job_id, 'retry', failure.message, failure.retryAfter);
      else failure = await attempt(options, store, context, job, summary);
    } catch (error) {
      if (isLeaseLost(error)) return;
      throw error;
    }
  }
}

/** What keeps the whole connection from going on, or null. */
async function attempt(
  options: WorkerOptions,
  store: Store,
  context: Context,
  job: Job,
  summary: Summary,
): Promise<Failure | null> {
  try {
    await carryOut(store, context, job, summary);
    await store.settle(job.job_id, 'done');
    return null;
  } catch (error) {
    if (isLeaseLost(error)) throw error;
    const failure = failureOf(error);
    summary.error = failure.code;
    if (failure.code === 'internal') options.report(error);
    if (failure.ofThisJob && job.appointment_id) {
      await store.settle(job.job_id, 'dead', failure.message);
      return null;
    }
    await store.fail(job.connection_id, failure.code, failure.message, failure.state);
    await store.settle(job.job_id, 'retry', failure.message, failure.retryAfter);
    return failure;
  }
}

type Context = (job: Job) => Promise<{ connection: Connection; target: Target }>;

/** The connection is read once for a row of visits, and anew for a pull, which has to know every link there is. */
function createContext({ providerFor, visitUrl }: WorkerOptions, store: Store): Context {
  let read: Awaited<ReturnType<Context>> | null = null;
  return async ({ connection_id, kind }) => {
    if (read && (kind === 'upsert' || kind === 'delete')) return read;
    const connection = await store.connection(connection_id);
    const provider = read?.target.provider ?? (await providerFor(connection));
    const { window, reads: follows } = connection;
    read = { connection, target: { connectionId: connection_id, provider, store, window, follows, visitUrl } };
    return read;
  };
}

async function carryOut(store: Store, context: Context, job: Job, summary: Summary): Promise<void> {
  const { connection, target } = await context(job);
  if (job.kind === 'upsert' || job.kind === 'delete') {
    if (job.appointment_id) await syncVisit(target, job.appointment_id);
    summary.pushed += 1;
    return;
  }
  if (connection.reads) {
    const pulled = await pull(target, connection, job.kind === 'reconcile');
    summary.pulled += pulled.visits;
    if (pulled.braked) {
      summary.conflicts += 1;
      return;
    }
  }
  if (job.kind === 'reconcile') await store.queueMissingVisits(job.connection_id);
}

interface Failure {
  code: string;
  /** For the log a person reads: no contents, no tokens. */
  message: string;
  retryAfter: number | null;
  /** What becomes of the connection. */
  state: 'needs_reauth' | null;
  /** True for what is wrong with this one event alone and would be again. */
  ofThisJob: boolean;
}

function failureOf(error: unknown): Failure {
  const failure = (code: string, message: string, more: Partial<Failure> = {}): Failure => ({
    code,
    message,
    retryAfter: null,
    state: null,
    ofThisJob: false,
    ...more,
  });
  if (error instanceof AuthorizationExpired)
    return failure('needs_reauth', 'The calendar wants a new sign-in.', { state: 'needs_reauth' });
  if (error instanceof RateLimited)
    return failure('rate_limited', 'The calendar asked to slow down.', { retryAfter: error.retryAfter });
  if (error instanceof Unreachable) return failure('unreachable', 'The calendar could not be reached.');
  if (error instanceof NotFound) return failure('not_found', 'The calendar is not there any more.');
  if (error instanceof PreconditionFailed) return failure('changing', 'The event kept changing while it was written.');
  if (error instanceof CursorExpired) return failure('cursor_expired', 'The calendar has to be read from the start.');
  if (error instanceof UnexpectedResponse) {
    const ofThisJob = error.status !== null && error.status >= 400 && error.status < 500;
    return failure('refused', `The calendar refused (${error.status ?? 'no status'}).`, { ofThisJob });
  }
  return failure('internal', 'Something unexpected happened.');
}

const isLeaseLost = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'lease_lost';
