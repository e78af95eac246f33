/** R2, the daily maximum, and time that is given back. */
import { beforeEach, describe, expect, test } from 'vitest';
import { service } from '../../support/clients.ts';
import { weekly } from '../../support/factory.ts';
import { database, databasePool } from '../../support/sql.ts';
import { answerOf, ask, done, sqlAnswer, sqlCode } from './answers.ts';
import { type Clinic, createClinic, scheduled, slot } from './clinic.ts';

const sql = database();
let clinic: Clinic;
beforeEach(async () => {
  clinic = await createClinic(sql);
  await sql`insert into public.care_relationships (clinician_id, patient_id, practice_id)
    values (${clinic.colleague.clinician_id}, ${clinic.patient.patient_id}, ${clinic.practice_id})`;
});

const codes = (answers: { refusal?: { code: string } | undefined }[]) =>
  answers.map((a) => a.refusal?.code ?? 'done').sort();

test('[R2] the same patient with two clinicians at once: one visit, whoever books and however', async () => {
  const pool = databasePool(8);
  try {
    for (let round = 0; round < 12; round += 1) {
      const where = slot(round);
      const half = round % 2 ? slot(round, 60) : where;
      const patient_id = clinic.patient.patient_id;
      const there = { clinician_id: clinic.colleague.clinician_id };
      const answers = await Promise.all([
        ask(clinic.patient, 'book_appointment', clinic.request(where)),
        ask(clinic.patient, 'book_appointment', clinic.request(half, there)),
        ask(clinic.desk, 'book_appointment', clinic.request(half, there)),
        answerOf(
          service()
            .from('appointments')
            .insert(clinic.row(where, { patient_id, ...there }) as never),
        ),
        sqlAnswer(pool`insert into public.appointments ${pool(clinic.row(where, { patient_id }))}`),
        sqlAnswer(pool`insert into public.appointments ${pool(clinic.row(half, { patient_id, ...there }))}`),
      ]);
      const refusals = answers.flatMap((answer) => answer.refusal ?? []);
      expect(refusals, `round ${round}`).toHaveLength(5);
      for (const refusal of refusals) {
        expect(['slot_taken', 'patient_busy']).toContain(refusal.code);
        expect(refusal.alternatives).toHaveLength(3);
      }
      const [row] = await sql`
        select count(*)::int as n from public.appointments
        where patient_id = ${patient_id} and holds_time and scheduled_start < ${half.slot_end} and scheduled_end > ${where.slot_start}`;
      expect(row?.n).toBe(1);
      await sql`update public.appointments set status = 'cancelled' where patient_id = ${patient_id} and status = 'confirmed'`;
    }
  } finally {
    await pool.end();
  }
});

test('[R2] patient_busy names the rule and offers times at which the patient is free too', async () => {
  await clinic.book(slot(0), { clinician_id: clinic.colleague.clinician_id });
  const { refusal } = await ask(clinic.desk, 'book_appointment', clinic.request(slot(0)));
  expect(refusal).toMatchObject({ code: 'patient_busy', status: 409 });
  for (const { start, end } of refusal?.alternatives ?? []) {
    const visit = await done(clinic.desk, 'book_appointment', clinic.request({ slot_start: start, slot_end: end }));
    await done(clinic.desk, 'cancel_appointment', { appointment_id: visit.appointment_id });
  }
});

test('[R2] visits back to back are fine, and a buffer binds the clinician, not the patient', async () => {
  await sql`update public.clinician_availability set buffer_minutes = 15 where clinician_id = ${clinic.clinician.clinician_id}`;
  await clinic.book(slot(0));
  const next = await clinic.book(slot(1), { clinician_id: clinic.colleague.clinician_id });
  expect(next.status).toBe('confirmed');
});

test('[BK19] a daily maximum of one holds against parallel bookings at different times', async () => {
  await sql`update public.clinician_availability set max_appointments_per_day = 1 where clinician_id = ${clinic.clinician.clinician_id}`;
  const people = [];
  for (let n = 0; n < 8; n += 1) people.push(await clinic.newPatient([clinic.clinician.clinician_id]));
  for (let day = 0; day < 5; day += 1) {
    const answers = await Promise.all(
      people.map((person, n) =>
        ask(
          n % 2 ? person : clinic.desk,
          'book_appointment',
          clinic.request(slot(day * 16 + n * 2), { patient_id: person.patient_id }),
        ),
      ),
    );
    expect(codes(answers)).toEqual(['done', ...Array(7).fill('outside_availability')]);
  }
});

describe('time that is given back is free at once', () => {
  const ways = {
    cancel_appointment: (id: string) => ask(clinic.desk, 'cancel_appointment', { appointment_id: id }),
    'transition to no_show': (id: string) =>
      ask(clinic.desk, 'transition_appointment', { appointment_id: id, status: 'no_show' }),
    'SQL status update': (id: string) =>
      sqlAnswer(sql`update public.appointments set status = 'cancelled' where appointment_id = ${id}`),
    'update with the secret key': (id: string) =>
      answerOf(service().from('appointments').update({ status: 'cancelled' }).eq('appointment_id', id)),
    'reassigning by SQL': (id: string) =>
      sqlAnswer(
        sql`update public.appointments set clinician_id = ${clinic.colleague.clinician_id} where appointment_id = ${id}`,
      ),
    'moving by SQL': (id: string) =>
      sqlAnswer(sql`update public.appointments set ${sql(scheduled(slot(5)))} where appointment_id = ${id}`),
    reschedule_appointment: (id: string) =>
      ask(clinic.desk, 'reschedule_appointment', { appointment_id: id, ...slot(5) }),
    'SQL delete': (id: string) => sqlAnswer(sql`delete from public.appointments where appointment_id = ${id}`),
  };

  test.each(Object.keys(ways) as (keyof typeof ways)[])('[R1, R2, BK10] by %s', async (way) => {
    const visit = await clinic.book(slot(0), { patient_id: clinic.paper.patient_id });
    expect((await ask(clinic.patient, 'book_appointment', clinic.request(slot(0)))).refusal?.code).toBe('slot_taken');
    expect((await ways[way](visit.appointment_id)).refusal).toBeUndefined();
    expect((await done(clinic.patient, 'book_appointment', clinic.request(slot(0)))).status).toBe('confirmed');
    expect(await sqlCode(sql`insert into public.appointments ${sql(clinic.row(slot(0)))}`)).toBe('slot_taken');
  });
});

test('[R1] back to back is free, a minute of overlap is not, and the buffer counts on every path', async () => {
  const buffered = await createClinic(sql);
  await sql`delete from public.clinician_availability where clinician_id = ${buffered.clinician.clinician_id}`;
  for (const row of weekly('09:00', '17:00', [1, 2, 3, 4, 5], { buffer_minutes: 10, slot_duration_minutes: 20 }))
    await sql`insert into public.clinician_availability ${sql({ clinician_id: buffered.clinician.clinician_id, timezone: 'UTC', ...row })}`;
  const visit = await buffered.book(slot(2, 20), { patient_id: buffered.paper.patient_id });
  expect(Date.parse(visit.blocked_until) - Date.parse(visit.scheduled_end)).toBe(10 * 60_000);
  const insertAt = (minutes: number, length: number) => {
    const start = new Date(Date.parse(slot(2).slot_start) + minutes * 60_000).toISOString();
    const end = new Date(Date.parse(start) + length * 60_000).toISOString();
    return sqlCode(
      sql`insert into public.appointments ${sql(buffered.row({ slot_start: start, slot_end: end }, { patient_id: buffered.patient.patient_id }))}`,
    );
  };
  expect(await insertAt(29, 20), 'inside the buffer after').toBe('slot_taken');
  expect(await insertAt(-29, 20), 'its own buffer reaches in').toBe('slot_taken');
  expect(await insertAt(-30, 20), 'its buffer ends where the other starts').toBe('done');
  expect(await insertAt(30, 20), 'starts where the buffer ends').toBe('done');
});

test('[R1] what the database derives cannot be talked out of it', async () => {
  const { appointment_id } = await clinic.book(slot(0));
  await clinic.book(slot(1), { patient_id: clinic.paper.patient_id });
  await sql`update public.appointments set holds_time = false where appointment_id = ${appointment_id}`;
  const [row] = await sql`select holds_time from public.appointments where appointment_id = ${appointment_id}`;
  expect(row).toEqual({ holds_time: true });
  const wider = sql`update public.appointments set blocked_until = blocked_until + interval '1 minute' where appointment_id = ${appointment_id}`;
  expect(await sqlCode(wider), 'the exclusion constraint is the last guard').toBe('23P01');
});
