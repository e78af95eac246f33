/** A calendar of a clinic's clinician, and the worker that acts for it; in a transaction of its own that is taken back. */
import { expect } from 'vitest';
import type { Answer, Refusal } from '../booking/answers.ts';
import type { Clinic, Slot } from '../booking/clinic.ts';
import { type Scene, secret } from '../messages/scene.ts';

type Args = Record<string, unknown>;

export interface Job {
  job_id: string;
  connection_id: string;
  appointment_id: string | null;
  kind: string;
  status: string;
  attempts: number;
  run_after: string;
  appointment_version: number | null;
  error_message: string | null;
}

export interface Conflict {
  conflict_id: string;
  connection_id: string;
  appointment_id: string | null;
  kind: string;
  status: string;
  resolution: string | null;
  resolved_by: string | null;
  ours: unknown;
  theirs: unknown;
}

/** The form in which the database gives times to the worker. */
export const utc = (iso: string) => `${new Date(iso).toISOString().slice(0, 19)}Z`;
export const span = ({ slot_start, slot_end }: Slot) => ({ start: utc(slot_start), end: utc(slot_end) });

let count = 0;
/** A row of calendar_sync_connections: the primary Google calendar of that person unless told otherwise. */
export const connectionOf = (user_id: string, more: Args = {}) => {
  count += 1;
  return {
    user_id,
    provider: 'google',
    account_id: `account-${count}`,
    calendar_id: `calendar-${count}`,
    access_token: 'k1:access',
    refresh_token: 'k1:refresh',
    is_primary: true,
    ...more,
  };
};

export async function connect(on: Scene, user_id: string, more: Args = {}): Promise<string> {
  const [row] = await on.tx<{ connection_id: string }[]>`
    insert into public.calendar_sync_connections ${on.tx(connectionOf(user_id, more))} returning connection_id`;
  if (!row) throw new Error('no connection was made');
  return row.connection_id;
}

/** A confirmed visit of the clinician with the patient who signs in, written straight into the table. */
export async function visit(on: Scene, clinic: Clinic, where: Slot, more: Args = {}): Promise<string> {
  const row = clinic.row(where, { patient_id: clinic.patient.patient_id, ...more });
  const [made] = await on.tx<{ appointment_id: string }[]>`
    insert into public.appointments ${on.tx(row)} returning appointment_id`;
  if (!made) throw new Error('no visit was made');
  return made.appointment_id;
}

export const jobs = (on: Scene, connection_id: string, status?: string): Promise<Job[]> =>
  on.tx<Job[]>`
    select * from public.sync_jobs
    where connection_id = ${connection_id} and (${status ?? null}::text is null or status = ${status ?? null}) order by job_number`.then(
    (rows) => [...rows],
  );

export const conflicts = (on: Scene, connection_id: string): Promise<Conflict[]> =>
  on.tx<
    Conflict[]
  >`select * from public.sync_conflicts where connection_id = ${connection_id} order by created_at`.then((rows) => [
    ...rows,
  ]);

export async function row<T = Record<string, unknown>>(on: Scene, table: string, key: string, id: string): Promise<T> {
  const [found] = await on.tx<Record<string, unknown>[]>`
    select * from public.${on.tx(table)} where ${on.tx(key)} = ${id}`;
  return found as T;
}
export const connectionRow = (on: Scene, id: string) =>
  row<Record<string, unknown>>(on, 'calendar_sync_connections', 'connection_id', id);
export const visitRow = (on: Scene, id: string) =>
  row<Record<string, unknown> & { version: number; status: string }>(on, 'appointments', 'appointment_id', id);
export const linkOf = (on: Scene, id: string) =>
  row<Record<string, unknown> | undefined>(on, 'calendar_event_links', 'appointment_id', id);

export const claim = (on: Scene, worker: string, more: Args = {}): Promise<Job[]> =>
  on.rows<Job>(secret, 'claim_sync_jobs', { worker, limit: 100, lease_seconds: 60, ...more });

export interface Worker {
  name: string;
  jobs: Job[];
  ask<T = unknown>(name: string, args?: Args): Promise<Answer<T>>;
  done<T = unknown>(name: string, args?: Args): Promise<T>;
  refused(name: string, args?: Args): Promise<Refusal>;
  settle(job: Job | undefined, outcome: string, more?: Args): Promise<void>;
  /** Writes the link of a visit as if its event had just been made. */
  link(appointment_id: string, more?: Args): Promise<void>;
}

/** A worker that has just claimed what is due for the connection (a pull, when there is nothing else). */
export async function workerOf(on: Scene, connection_id: string, name = 'worker'): Promise<Worker> {
  await on.tx`select private.queue_pass(${connection_id}, 'pull', true)`;
  const claimed = await claim(on, name, { connection_id });
  expect(claimed.length).toBeGreaterThan(0);
  const own = (args: Args = {}) => ({ connection_id, worker: name, ...args });
  const worker: Worker = {
    name,
    jobs: claimed,
    ask: (fn, args) => on.ask(secret, fn, own(args)),
    done: (fn, args) => on.done(secret, fn, own(args)),
    refused: (fn, args) => on.refused(secret, fn, own(args)),
    settle: (job, outcome, more = {}) =>
      on.done(secret, 'settle_sync_job', { job_id: job?.job_id, worker: name, outcome, ...more }),
    async link(appointment_id, more = {}) {
      const { scheduled_start, scheduled_end, version } = await visitRow(on, appointment_id);
      const base = { start: utc(String(scheduled_start)), end: utc(String(scheduled_end)) };
      await worker.done('save_event_link', {
        appointment_id,
        external_event_id: `event-${appointment_id}`,
        etag: '"1"',
        base,
        base_hash: 'hash',
        generation: 0,
        local_version: version,
        action: 'create',
        ...more,
      });
    },
  };
  return worker;
}

/** What the outbox holds for a person, by kind. */
export async function notices(on: Scene, recipient_id: string): Promise<Record<string, unknown[]>> {
  const rows = await on.tx<{ kind: string; payload: unknown }[]>`
    select kind, payload from public.notification_outbox where recipient_id = ${recipient_id} order by created_at, event_key`;
  return rows.reduce<Record<string, unknown[]>>((found, { kind, payload }) => {
    found[kind] = [...(found[kind] ?? []), payload];
    return found;
  }, {});
}

/** Live messages on a topic, by event. */
export async function pings(on: Scene, topic: string): Promise<string[]> {
  const rows = await on.tx<{ event: string }[]>`
    select event from realtime.messages where topic = ${topic} order by inserted_at, id`;
  return rows.map(({ event }) => event);
}
