/** [BK26] How many requests of one patient may wait for an answer. */
import { expect, test } from 'vitest';
import { signIn } from '../../support/clients.ts';
import { database } from '../../support/sql.ts';
import { answerOf, ask, done, refused, type SeriesAnswer } from './answers.ts';
import { type Clinic, createClinic, slot } from './clinic.ts';

const sql = database();
const urgent = { appointment_type: 'urgent_visit' };
const request = (clinic: Clinic, n: number, more = {}) => clinic.request(slot(n), { ...urgent, ...more });
const tooMany = { code: 'rate_limited', status: 429 };

test('[BK26] the next request after max_open_requests is refused until one is answered', async () => {
  const clinic = await createClinic(sql, { max_open_requests: 2 });
  const first = await clinic.book(slot(0), urgent, clinic.patient);
  await clinic.book(slot(1), urgent, clinic.patient);
  const refusal = await refused(clinic.patient, 'book_appointment', request(clinic, 2));
  expect(refusal).toMatchObject(tooMany);
  expect(refusal.message).toMatch(/requests waiting/);
  // What is confirmed at once waits for nobody.
  await clinic.book(slot(3), {}, clinic.patient);
  await done(clinic.desk, 'transition_appointment', { appointment_id: first.appointment_id, status: 'confirmed' });
  const third = await clinic.book(slot(2), urgent, clinic.patient);
  expect((await refused(clinic.patient, 'book_appointment', request(clinic, 4))).code).toBe('rate_limited');
  await done(clinic.patient, 'cancel_appointment', { appointment_id: third.appointment_id });
  await clinic.book(slot(4), urgent, clinic.patient);
});

test('[BK26] staff are not bound, and their requests, other patients, other practices and the past do not count', async () => {
  const clinic = await createClinic(sql, { max_open_requests: 1 });
  const { clinician_id } = clinic.clinician;
  const { patient_id } = clinic.patient;
  for (const n of [0, 1])
    await clinic.visit({
      clinician_id,
      patient_id,
      status: 'requested',
      scheduled_start: slot(n).slot_start,
      scheduled_end: slot(n).slot_end,
    });
  await clinic.book(slot(2), urgent, clinic.patient);
  for (const n of [3, 4]) await clinic.book(slot(n), urgent);
  const second = await clinic.newPatient([clinician_id], 'Second Patient');
  await clinic.book(slot(5), { ...urgent, patient_id: second.patient_id }, second);
  const other = await createClinic(sql, { max_open_requests: 1 });
  await sql`insert into public.care_relationships (clinician_id, patient_id, practice_id)
    values (${other.clinician.clinician_id}, ${patient_id}, ${other.practice_id})`;
  const there = { ...request(other, 6), patient_id };
  expect(await done(clinic.patient, 'book_appointment', there)).toMatchObject({ status: 'requested' });
  expect((await refused(clinic.patient, 'book_appointment', { ...there, ...slot(7) })).code).toBe('rate_limited');
});

test('[BK26] moving a request is no further one, and a series of requests tells where it ended', async () => {
  const clinic = await createClinic(sql, { max_open_requests: 3 });
  const { appointment_id } = await clinic.book(slot(0), urgent, clinic.patient);
  const series = { ...request(clinic, 5), recurrence: 'FREQ=WEEKLY;COUNT=3' };
  const whole = await done<SeriesAnswer>(clinic.patient, 'book_series', series);
  expect(whole).toMatchObject({ series_id: null, booked: [], clashes: [{ code: 'rate_limited', alternatives: [] }] });
  const part = await done<SeriesAnswer>(clinic.patient, 'book_series', { ...series, accept_partial: true });
  expect(part.booked.map((visit) => visit.status)).toEqual(['requested', 'requested']);
  expect(part.clashes).toHaveLength(1);
  await done(clinic.patient, 'reschedule_appointment', { appointment_id, ...slot(1) });
});

test('[BK26] of 20 requests at once with two clinicians as many count as may', async () => {
  const clinic = await createClinic(sql, { max_open_requests: 5 });
  const { colleague, clinician, patient } = clinic;
  await sql`insert into public.care_relationships (clinician_id, patient_id, practice_id)
    values (${colleague.clinician_id}, ${patient.patient_id}, ${clinic.practice_id})`;
  const who = await signIn(patient);
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      ask(who, 'book_appointment', request(clinic, n, n % 2 ? {} : { clinician_id: colleague.clinician_id })),
    ),
  );
  expect(clinician.clinician_id).not.toBe(colleague.clinician_id);
  expect(answers.filter((answer) => answer.value)).toHaveLength(5);
  for (const { refusal } of answers.filter((answer) => answer.refusal)) expect(refusal).toMatchObject(tooMany);
  const rows =
    await sql`select 1 from public.appointments where patient_id = ${patient.patient_id} and status = 'requested'`;
  expect(rows).toHaveLength(5);
});

test('[BK26] admins choose the number, 1 to 50', async () => {
  const clinic = await createClinic(sql);
  const { practice_id } = clinic;
  const set = async (max_open_requests: number, who = clinic.admin) =>
    answerOf(
      (await signIn(who))
        .from('practices')
        .update({ max_open_requests })
        .eq('practice_id', practice_id)
        .select('max_open_requests'),
    );
  expect((await set(50)).value).toEqual([{ max_open_requests: 50 }]);
  for (const wrong of [0, -1, 51]) expect((await set(wrong)).refusal).toMatchObject({ code: '23514' });
  expect((await set(9, clinic.desk)).value).toEqual([]);
});
