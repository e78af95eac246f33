/**
 * A clinician, patients and one outside calendar (in memory, or any other), with the real engine and the real database
 * between them. Commands play the practice, the clinician's phone, and everything that goes wrong on the way; `quiet` lets
 * the dust settle. Longer than other files, because what happens and what has to be true afterwards share one memory.
 */
import type { CalendarProvider } from '../../supabase/functions/_shared/calendars/port.ts';
import { runWorker } from '../../supabase/functions/calendar-sync/worker.ts';
import type { CalendarUnderTest } from '../providers/calendar-under-test.ts';
import { createPractice, type Practice } from '../support/factory.ts';
import type { Sql } from '../support/sql.ts';
import { directRpc, raised } from './direct-rpc.ts';
import type { Fault, Habits, MemoryCalendar } from './memory-calendar.ts';
import { openMemoryCalendar } from './memory-under-test.ts';

export type Policy = 'ask' | 'cancel' | 'restore';
export type Command =
  | { do: 'book'; slot: number }
  | { do: 'move'; visit: number; slot: number }
  | { do: 'cancel'; visit: number }
  | { do: 'phone moves'; event: number; slot: number }
  | { do: 'phone deletes'; event: number }
  | { do: 'phone alters'; event: number }
  | { do: 'phone copies'; event: number }
  | { do: 'phone adds'; slot: number }
  | { do: 'fault'; fault: Fault }
  | { do: 'cursors are forgotten' }
  | { do: 'pull' }
  | { do: 'reconcile' }
  /** With `dies`, at that step: before or after it was carried out. */
  | { do: 'work'; dies: { step: number; after: boolean } | null }
  | { do: 'answer'; resolution: 'keep_ours' | 'take_theirs' };

/** The worker is gone in the middle of its work: nothing more comes from it. */
class Killed extends Error {
  override name = 'Killed';
}

const hour = 3_600_000;

export interface OutsideWorld {
  connectionId: string;
  run(command: Command): Promise<void>;
  quiet(): Promise<void>;
  /** What is wrong, in words; empty when both sides agree. */
  check(): Promise<string[]>;
}

export interface World extends OutsideWorld {
  calendar: MemoryCalendar;
}

export async function createScene(sql: Sql): Promise<{
  practice: Practice;
  clinicianId: string;
  patientIds: string[];
}> {
  const practice = await createPractice(sql, { min_notice_minutes: 0, booking_horizon_days: 90 });
  const { clinician_id: clinicianId } = await practice.clinician();
  const patientIds: string[] = [];
  for (let i = 0; i < 4; i++) patientIds.push((await practice.patientWithoutLogin([clinicianId])).patient_id);
  return { practice, clinicianId, patientIds };
}

export type Scene = Awaited<ReturnType<typeof createScene>>;

/** The Monday after next, nine o’clock: sixteen slots are the whole hours of two working days. */
function firstDay(): number {
  const date = new Date(Date.now() + 7 * 24 * hour);
  date.setUTCDate(date.getUTCDate() + ((8 - date.getUTCDay()) % 7));
  return date.setUTCHours(9, 0, 0, 0);
}

/** Around a calendar in memory. */
export async function createWorld(sql: Sql, scene: Scene, habits: Habits, policy: Policy): Promise<World> {
  let ticks = 0;
  const outside = openMemoryCalendar(habits, () => new Date(Date.now() + ticks++).toISOString());
  const { calendar } = outside;
  const world = await createOutsideWorld(sql, scene, {
    outside,
    provider: habits.ownIds ? 'google' : 'microsoft',
    policy,
    meet: (fault) => calendar.faults.push(fault),
  });
  return { ...world, calendar };
}

interface WorldOptions {
  outside: CalendarUnderTest;
  provider: 'google' | 'microsoft' | 'apple';
  policy: Policy;
  /** How the calendar is told of a fault, where it knows a better way than the usual one. */
  meet?(fault: Fault): void;
}

/** Around any calendar. */
export async function createOutsideWorld(sql: Sql, scene: Scene, options: WorldOptions): Promise<OutsideWorld> {
  const { outside, policy, provider: providerName, meet = usualFaults(outside) } = options;
  const { practice, clinicianId, patientIds } = scene;
  const rpc = directRpc(sql);
  await practice.clear();
  await sql`delete from public.calendar_sync_connections where user_id = ${clinicianId}`;
  const [connection] = await sql<{ connection_id: string }[]>`
    insert into public.calendar_sync_connections ${sql({
      user_id: clinicianId,
      provider: providerName,
      calendar_id: 'main',
      account_id: 'me',
      is_primary: true,
      on_external_delete: policy,
    })} returning connection_id`;
  if (!connection) throw new Error('no connection');
  const connectionId = connection.connection_id;

  const { person, faults } = outside;
  const copies = new Set<string>();
  const deletedByPhone = new Set<string>();
  const cancelledHere = new Set<string>();
  const foreign = new Map<string, { start: string; end: string }>();
  const start = firstDay();
  let names = 0;

  const timeOf = (slot: number) => {
    const from = start + Math.floor(slot / 8) * 24 * hour + (slot % 8) * hour;
    const iso = (at: number) => `${new Date(at).toISOString().slice(0, 19)}Z`;
    return { start: iso(from), end: iso(from + hour / 2) };
  };
  const visits = () => sql<{ appointment_id: string; status: string; scheduled_start: Date; scheduled_end: Date }[]>`
    select appointment_id, status, scheduled_start, scheduled_end from public.appointments
    where practice_id = ${practice.practice_id} order by created_at, appointment_id`;
  const ours = async () => (await outside.live()).filter((event) => event.identity !== null && !copies.has(event.id));
  const nth = <T>(list: T[], n: number): T | undefined => (list.length === 0 ? undefined : list[n % list.length]);
  /** What the rules of booking refuse is as good as done. */
  const perhaps = (work: Promise<unknown>) =>
    work.catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error)) throw error;
    });

  async function work(dies: { step: number; after: boolean } | null): Promise<void> {
    let step = 0;
    let dead = false;
    const mortal = async <T>(doIt: () => Promise<T>): Promise<T> => {
      if (dead) throw new Killed();
      const last = dies !== null && ++step >= dies.step;
      if (last && !dies.after) {
        dead = true;
        throw new Killed();
      }
      const result = await doIt();
      if (!last) return result;
      dead = true;
      throw new Killed();
    };
    const real = outside.adapter();
    const provider = Object.fromEntries(
      Object.entries(real).map(([name, method]) => [
        name,
        (...args: unknown[]) => mortal(() => (method as (...all: unknown[]) => Promise<unknown>)(...args)),
      ]),
    ) as unknown as CalendarProvider;
    try {
      await runWorker(
        {
          rpc: (name, args) => mortal(() => rpc(name, args)),
          providerFor: () => Promise.resolve(provider),
          visitUrl: (id) => `https://careslot.test/calendar?visit=${id}`,
          report: (error) => {
            throw error;
          },
        },
        { worker: crypto.randomUUID(), connectionId, isTimeUp: () => false },
      );
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
    }
  }

  /** Time goes by: leases end, what waits for another try is due. */
  async function pass(): Promise<void> {
    await sql`update public.calendar_sync_connections set leased_until = now() - interval '1 second'
      where connection_id = ${connectionId} and leased_until is not null`;
    await sql`update public.sync_jobs set run_after = now() - interval '1 second', leased_until = least(leased_until, now() - interval '1 second')
      where connection_id = ${connectionId} and status in ('pending', 'failed', 'running')`;
  }

  const queue = (kind: 'pull' | 'reconcile') => sql`select private.queue_pass(${connectionId}, ${kind}, true)`;

  async function run(command: Command): Promise<void> {
    switch (command.do) {
      case 'book': {
        const { start: scheduled_start, end: scheduled_end } = timeOf(command.slot);
        const patient_id = patientIds[names++ % patientIds.length] ?? '';
        await perhaps(practice.visit({ clinician_id: clinicianId, patient_id, scheduled_start, scheduled_end }));
        return;
      }
      case 'move': {
        const visit = nth(await visits(), command.visit);
        const { start: slot_start, end: slot_end } = timeOf(command.slot);
        if (visit)
          await perhaps(rpc('reschedule_appointment', { appointment_id: visit.appointment_id, slot_start, slot_end }));
        return;
      }
      case 'cancel': {
        const visit = nth(await visits(), command.visit);
        if (visit?.status !== 'confirmed') return;
        cancelledHere.add(visit.appointment_id);
        await rpc('cancel_appointment', { appointment_id: visit.appointment_id });
        return;
      }
      case 'phone moves': {
        const event = nth(await outside.live(), command.event);
        if (!event) return;
        await person.move(event.id, timeOf(command.slot));
        if (foreign.has(event.id)) foreign.set(event.id, timeOf(command.slot));
        return;
      }
      case 'phone deletes': {
        const event = nth(await outside.live(), command.event);
        if (!event) return;
        await person.remove(event.id);
        if (!foreign.delete(event.id)) deletedByPhone.add(event.id);
        return;
      }
      case 'phone alters': {
        const event = nth(await ours(), command.event);
        if (event) await person.rename(event.id, 'Control of Mrs Smith');
        return;
      }
      case 'phone copies': {
        const event = nth(await ours(), command.event);
        if (!event) return;
        const id = await person.copy(event.id);
        copies.add(id);
        foreign.set(id, { start: event.start, end: event.end });
        return;
      }
      case 'phone adds': {
        foreign.set(await person.add(timeOf(command.slot)), timeOf(command.slot));
        return;
      }
      case 'fault':
        meet(command.fault);
        return;
      case 'cursors are forgotten':
        faults.expireCursor();
        return;
      case 'pull':
      case 'reconcile':
        await queue(command.do);
        return;
      case 'work':
        await pass();
        await work(command.dies);
        return;
      case 'answer': {
        const [conflict] = await sql<{ conflict_id: string }[]>`
          select conflict_id from public.sync_conflicts where connection_id = ${connectionId} and status = 'open' order by created_at limit 1`;
        if (!conflict) return;
        await sql
          .begin(async (tx) => {
            const [login] = await tx`select auth_user_id from public.profiles where profile_id = ${clinicianId}`;
            await tx`select set_config('request.jwt.claims', ${JSON.stringify({ sub: login?.auth_user_id, role: 'authenticated' })}, true),
            set_config('request.jwt.claim.sub', ${String(login?.auth_user_id)}, true), set_config('role', 'authenticated', true)`;
            await tx`select public.resolve_sync_conflict(${conflict.conflict_id}, ${command.resolution})`;
          })
          .catch((error: unknown) => {
            const known = raised(error);
            if (!(known instanceof Error && 'code' in known)) throw error;
          });
      }
    }
  }

  async function quiet(): Promise<void> {
    faults.clear();
    for (let round = 0; round < 12; round++) {
      const before = outside.writes();
      await queue('pull');
      await pass();
      await work(null);
      const [left] = await sql<{ n: number }[]>`
        select count(*)::integer as n from public.sync_jobs where connection_id = ${connectionId} and status in ('pending', 'failed', 'running')`;
      if (left?.n === 0 && outside.writes() === before && round > 0) return;
    }
    throw new Error('it never comes to rest');
  }

  async function check(): Promise<string[]> {
    const wrong: string[] = [];
    const [paused] =
      await sql`select from public.calendar_sync_connections where connection_id = ${connectionId} and state <> 'active'`;
    if (paused) return ['the connection is not active'];
    const links = new Map(
      (
        await sql<{ appointment_id: string; external_event_id: string; state: string }[]>`
          select appointment_id, external_event_id, state from public.calendar_event_links where connection_id = ${connectionId}`
      ).map((link) => [link.appointment_id, link]),
    );
    const open = new Map(
      (
        await sql<{ appointment_id: string; kind: string; theirs: { start: string; end: string } | null }[]>`
          select appointment_id, kind, theirs from public.sync_conflicts where connection_id = ${connectionId} and status = 'open'`
      ).map((conflict) => [conflict.appointment_id, conflict]),
    );
    const unclaimed = new Map((await ours()).map((event) => [event.id, event]));
    for (const visit of await visits()) {
      const id = visit.appointment_id;
      const link = links.get(id);
      const event = link && unclaimed.get(link.external_event_id);
      const conflict = open.get(id);
      if (visit.status === 'cancelled') {
        if (link) wrong.push(`${id}: cancelled, and still linked`);
        const mayBe = cancelledHere.has(id) || policy === 'cancel' || deletedByPhone.size > 0;
        if (!mayBe) wrong.push(`${id}: cancelled by nobody`);
      } else if (conflict?.kind === 'deleted') {
        if (event) wrong.push(`${id}: asked about a deletion, but the event is there`);
      } else if (!link || !event) {
        wrong.push(`${id}: ${visit.status}, but no event`);
      } else {
        const want = conflict?.theirs ?? {
          start: visit.scheduled_start.toISOString(),
          end: visit.scheduled_end.toISOString(),
        };
        const same =
          Date.parse(want.start) === Date.parse(event.start) && Date.parse(want.end) === Date.parse(event.end);
        if (!same) wrong.push(`${id}: ${want.start} here, ${event.start} there`);
        // While a person is asked neither side is written [SY23].
        const isAltered = event.title !== 'Appointment' || !event.isPrivate || !event.isBusy;
        if (isAltered && !conflict) wrong.push(`${id}: the event is altered`);
      }
      if (link) unclaimed.delete(link.external_event_id);
    }
    for (const event of unclaimed.values()) wrong.push(`${event.id}: an event of ours that belongs to nothing`);
    const alive = new Map((await outside.live()).map((event) => [event.id, event]));
    for (const [id, time] of foreign) {
      const event = alive.get(id);
      if (event?.start !== time.start || event.end !== time.end) wrong.push(`${id}: somebody else's event was touched`);
    }
    const busy = (
      await sql<{ line: string }[]>`
        select external_event_id || ' ' || to_char(busy_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as line
        from public.external_busy_times where connection_id = ${connectionId} order by 1`
    ).map(({ line }) => line);
    const expected = [...foreign].map(([id, time]) => `${id} ${time.start}`).sort();
    if (busy.sort().join() !== expected.join()) wrong.push(`busy is ${busy.join()}, should be ${expected.join()}`);
    const before = outside.writes();
    await queue('reconcile');
    await work(null);
    if (outside.writes() !== before) wrong.push('a further run writes');
    return wrong;
  }

  return { connectionId, run, quiet, check };
}

/** What goes wrong with the next request; a provider that cannot be told to find a version stale breaks off instead. */
const usualFaults =
  ({ faults }: CalendarUnderTest) =>
  (fault: Fault): void => {
    if (fault === 'lost') faults.loseNextAnswer();
    else if (fault === 'throttled') faults.throttleNext(0);
    else if (fault === 'cursor') faults.expireCursor();
    else if (fault === 'stale' && faults.staleNext) faults.staleNext();
    else faults.refuseNext(fault === 'stale' ? 503 : 'drop');
  };
