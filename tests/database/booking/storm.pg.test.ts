/** Everybody changes everything at once, at random; afterwards the rules hold and nobody met a deadlock. */
import { afterAll, expect, test } from 'vitest';
import { pick, randomFrom } from '../../support/random.ts';
import { database, databasePool, type Sql } from '../../support/sql.ts';
import { sqlCode } from './answers.ts';
import { createClinic, scheduled, slot } from './clinic.ts';

const sql = database();
const clients = 8;
const pool = databasePool(clients);
afterAll(() => pool.end());

/** What may come of a random change; 40P01 and 23P01 are not among it. */
const expected = [
  'done',
  'slot_taken',
  'patient_busy',
  'invalid_transition',
  'outside_availability',
  'not_found',
  'invalid_input',
];

test('[R1, R2, R3, R6, BK18] 600 random changes over 8 connections keep the rules and meet no deadlock', async () => {
  const clinic = await createClinic(sql);
  const clinicians: [string, string] = [clinic.clinician.clinician_id, clinic.colleague.clinician_id];
  const patients: [string, ...string[]] = [
    clinic.patient.patient_id,
    clinic.paper.patient_id,
    (await clinic.newPaperPatient(clinicians)).patient_id,
  ];
  const ids: string[] = [];
  for (let n = 0; n < 6; n += 1) {
    const row = clinic.row(slot(n * 2), {
      status: 'requested',
      clinician_id: clinicians[n % 2],
      patient_id: patients[n % 3],
    });
    const [made] = await sql<
      { appointment_id: string }[]
    >`insert into public.appointments ${sql(row)} returning appointment_id`;
    ids.push(made?.appointment_id ?? '');
  }

  const change = async (db: Sql, random: () => number): Promise<string> => {
    const where = slot(Math.floor(random() * 12), random() < 0.3 ? 60 : 30);
    const clinician_id = pick(random, clinicians);
    const patient_id = pick(random, patients);
    const id = ids[Math.floor(random() * ids.length)] ?? '';
    const { slot_start, slot_end } = where;
    const status = pick(random, ['confirmed', 'in_progress', 'completed', 'cancelled', 'cancelled', 'no_show']);
    const reason = `because ${random()}`;
    const row = clinic.row(where, { clinician_id, patient_id, status: random() < 0.5 ? 'requested' : 'confirmed' });
    return pick<() => Promise<string>>(random, [
      async () => {
        let code = 'done';
        const made = await db<
          { appointment_id: string }[]
        >`insert into public.appointments ${db(row)} returning appointment_id`.catch(async (error: unknown) => {
          code = await sqlCode(Promise.reject(error));
          return [];
        });
        for (const { appointment_id } of made) ids.push(appointment_id);
        return code;
      },
      () =>
        sqlCode(
          db`select public.book_appointment(${clinician_id}, ${patient_id}, ${slot_start}, ${slot_end}, 'follow_up', 'in_person')`,
        ),
      () =>
        sqlCode(
          db`select public.reschedule_appointment(${id}, ${slot_start}, ${slot_end}, clinician_id => ${clinician_id})`,
        ),
      () => sqlCode(db`select public.transition_appointment(${id}, ${status}, ${reason})`),
      () => sqlCode(db`select public.cancel_appointment(${id})`),
      () =>
        sqlCode(
          db`update public.appointments set ${db({ ...scheduled(where), clinician_id })} where appointment_id = ${id}`,
        ),
      () =>
        sqlCode(
          db`update public.appointments set status = ${status}, status_reason = ${reason} where appointment_id = ${id}`,
        ),
      () =>
        sqlCode(db`select public.book_series(${clinician_id}, ${patient_id}, ${slot_start}, ${slot_end}, 'follow_up', 'in_person',
        'FREQ=DAILY;COUNT=2', accept_partial => true)`),
    ])();
  };

  const outcomes = await Promise.all(
    Array.from({ length: clients }, async (_, worker) => {
      const random = randomFrom(`storm ${worker}`);
      const mine: string[] = [];
      for (let step = 0; step < 600 / clients; step += 1) mine.push(await change(pool, random));
      return mine;
    }),
  );
  const seen = new Set(outcomes.flat());
  expect([...seen].filter((code) => !expected.includes(code))).toEqual([]);
  expect(
    outcomes.flat().filter((code) => code === 'done').length,
    'enough of it succeeded to mean something',
  ).toBeGreaterThan(60);

  const overlaps = await sql`
    select a.appointment_id from public.appointments a join public.appointments b
      on a.practice_id = b.practice_id and a.appointment_id < b.appointment_id and a.holds_time and b.holds_time
      and not a.overbooked and not b.overbooked
      and (a.clinician_id = b.clinician_id and a.scheduled_start < b.blocked_until and b.scheduled_start < a.blocked_until
        or a.patient_id = b.patient_id and a.scheduled_start < b.scheduled_end and b.scheduled_start < a.scheduled_end)
    where a.practice_id = ${clinic.practice_id}`;
  expect([...overlaps]).toEqual([]);
  const untold = await sql`
    select a.appointment_id, a.version, count(e.event_id)::int as events
    from public.appointments a left join public.audit_events e on e.entity_id = a.appointment_id
    where a.practice_id = ${clinic.practice_id} group by a.appointment_id having count(e.event_id) <> a.version`;
  expect([...untold], 'one audit event per version').toEqual([]);
});
