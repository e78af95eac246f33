/**
 * Races for one slot over every path that can claim time. A racing clinic has 50 patients with logins, 50 visits that
 * can be moved, and requests that hold no time, so that each path can send 50 attempts at once.
 */
import { expect } from 'vitest';
import { type Client, service, signIn } from '../../support/clients.ts';
import type { PersonWithLogin } from '../../support/factory.ts';
import { databasePool, type Sql } from '../../support/sql.ts';
import { type Answer, answerOf, ask, type Hold, type Refusal, type SeriesAnswer, sqlAnswer } from './answers.ts';
import { type Clinic, createClinic, type Slot, scheduled, slot } from './clinic.ts';

export const attempts = 50;

/** One try at a slot by the nth contestant; nobody else tries for the same patient in that round. */
type Attempt = (n: number, where: Slot) => Promise<Answer<unknown>>;

export interface Path {
  name: string;
  attempt: Attempt;
  /** What must exist before the nth contestant can try. */
  prepare?: (contestants: number[], where: Slot) => Promise<void>;
  tidy?: (where: Slot) => Promise<void>;
}

export interface Arena {
  clinic: Clinic;
  paths: Record<'book' | 'insert' | 'sql' | 'confirm' | 'reschedule' | 'series' | 'hold', Path>;
  end(): Promise<void>;
}

async function crowd(clinic: Clinic, size: number): Promise<(PersonWithLogin & { patient_id: string })[]> {
  const people: (PersonWithLogin & { patient_id: string })[] = [];
  for (let n = 0; n < size; n += 1)
    people.push(await clinic.newPatient([clinic.clinician.clinician_id, clinic.colleague.clinician_id], `Racer ${n}`));
  return people;
}

export async function createArena(sql: Sql): Promise<Arena> {
  const clinic = await createClinic(sql, { requests_hold_time: false, min_notice_minutes: 0 });
  const pool = databasePool(10);
  const people = await crowd(clinic, attempts);
  const own: Client[] = [];
  for (const person of people) own.push(await signIn(person));
  const desk = await signIn(clinic.desk);
  const secret = service();
  const nth = <T>(list: T[], n: number): T => list[n] as T;
  const row = (n: number, where: Slot, more = {}) =>
    clinic.row(where, { patient_id: nth(people, n).patient_id, ...more });
  const request = (n: number, where: Slot) => clinic.request(where, { patient_id: nth(people, n).patient_id });

  const movable = await sql<{ appointment_id: string }[]>`
    insert into public.appointments ${sql(people.map((_, n) => row(n, slot(640 + n))))} returning appointment_id`;
  let requested: string[] = [];

  const book: Path = {
    name: 'book_appointment',
    // Every other attempt by the patient, the rest by the front desk.
    attempt: (n, where) => ask(n % 2 ? nth(own, n) : desk, 'book_appointment', request(n, where)),
  };
  const insert: Path = {
    name: 'insert with the secret key',
    attempt: (n, where) =>
      answerOf(
        secret
          .from('appointments')
          .insert(row(n, where) as never)
          .select('appointment_id'),
      ),
  };
  const rawSql: Path = {
    name: 'SQL insert',
    attempt: (n, where) => sqlAnswer(pool`insert into public.appointments ${pool(row(n, where))}`),
  };
  const confirm: Path = {
    name: 'confirming requests',
    prepare: async (contestants, where) => {
      const rows = await sql<{ appointment_id: string; patient_id: string }[]>`
        insert into public.appointments ${sql(contestants.map((n) => row(n, where, { status: 'requested' })))}
        returning appointment_id, patient_id`;
      requested = people.map((p) => rows.find((r) => r.patient_id === p.patient_id)?.appointment_id ?? '');
    },
    attempt: (n) =>
      n % 3 === 0
        ? sqlAnswer(
            pool`update public.appointments set status = 'confirmed' where appointment_id = ${nth(requested, n)}`,
          )
        : ask(desk, 'transition_appointment', { appointment_id: nth(requested, n), status: 'confirmed' }),
    tidy: async (where) => {
      const left = await sql`
        update public.appointments set status = 'cancelled'
        where clinician_id = ${clinic.clinician.clinician_id} and status = 'requested' returning scheduled_start`;
      // A refused confirmation leaves the request as it was.
      for (const { scheduled_start } of left) expect((scheduled_start as Date).toISOString()).toBe(where.slot_start);
    },
  };
  const reschedule: Path = {
    name: 'reschedule_appointment',
    attempt: (n, where) =>
      n % 3 === 0
        ? sqlAnswer(pool`
            update public.appointments set ${pool(scheduled(where))}
            where appointment_id = ${nth([...movable], n).appointment_id}`)
        : ask(desk, 'reschedule_appointment', { appointment_id: nth([...movable], n).appointment_id, ...where }),
  };
  const series: Path = {
    name: 'book_series',
    attempt: async (n, where) => {
      const args = { ...request(n, where), recurrence: 'FREQ=DAILY;COUNT=1' };
      const answer = await ask<SeriesAnswer>(n % 2 ? nth(own, n) : desk, 'book_series', args);
      // A series that clashes is answered, not refused: told like a refusal, so that one rule judges every path.
      const [clash] = answer.value?.clashes ?? [];
      return clash
        ? { refusal: { ...clash, status: 409, message: clash.code, hint: null, details: {} } satisfies Refusal }
        : answer;
    },
  };
  const hold: Path = {
    name: 'hold_slot',
    attempt: (n, where) =>
      ask<Hold>(nth(own, n), 'hold_slot', { clinician_id: clinic.clinician.clinician_id, ...where }),
    tidy: async (where) => {
      await sql`
        update public.slot_holds set expires_at = now()
        where clinician_id = ${clinic.clinician.clinician_id} and slot_start = ${where.slot_start}`;
    },
  };
  return { clinic, paths: { book, insert, sql: rawSql, confirm, reschedule, series, hold }, end: () => pool.end() };
}

/** The 50 contestants of a round, dealt to its paths in turn; all start together. Exactly one may win. */
export async function runRound(sql: Sql, { clinic }: Arena, paths: Path[], where: Slot): Promise<void> {
  const everyone = Array.from({ length: attempts }, (_, n) => n);
  const pathOf = (n: number) => paths[n % paths.length] as Path;
  for (const path of paths)
    await path.prepare?.(
      everyone.filter((n) => pathOf(n) === path),
      where,
    );
  const answers = await Promise.all(everyone.map((n) => pathOf(n).attempt(n, where)));

  const label = paths.map((path) => path.name).join(' + ');
  const winners = answers.filter((answer) => !answer.refusal);
  const refusals = answers.flatMap((answer) => (answer.refusal ? [answer.refusal] : []));
  expect(winners.length, `${label}: ${summary(refusals)}`).toBe(1);
  expect(summary(refusals), label).toBe(`${attempts - 1} × 409 slot_taken with 3 alternatives`);
  for (const { alternatives } of refusals)
    for (const { start, end } of alternatives) {
      expect(Date.parse(start), 'an alternative is another time').not.toBe(Date.parse(where.slot_start));
      expect(Date.parse(end) - Date.parse(start)).toBe(Date.parse(where.slot_end) - Date.parse(where.slot_start));
    }

  const { clinician_id } = clinic.clinician;
  const [found] = await sql<{ visits: number; holds: number }[]>`
    select (select count(*)::int from public.appointments a where a.clinician_id = ${clinician_id} and a.holds_time
              and a.scheduled_start < ${where.slot_end} and a.blocked_until > ${where.slot_start}) as visits,
           (select count(*)::int from public.slot_holds h where h.clinician_id = ${clinician_id} and h.expires_at > now()
              and h.slot_start < ${where.slot_end} and h.slot_end > ${where.slot_start}) as holds`;
  expect((found?.visits ?? 0) + (found?.holds ?? 0), `${label}: claims on the slot`).toBe(1);
  for (const path of paths) await path.tidy?.(where);
}

/** '49 × 409 slot_taken with 3 alternatives', one part per kind of refusal. */
function summary(refusals: Refusal[]): string {
  const kinds = new Map<string, number>();
  for (const { status, code, alternatives } of refusals) {
    const kind = `${status} ${code} with ${alternatives.length} alternatives`;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  return [...kinds].map(([kind, count]) => `${count} × ${kind}`).join(', ');
}
