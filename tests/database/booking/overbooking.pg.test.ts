import { beforeAll, expect, test } from 'vitest';
import { service, signIn } from '../../support/clients.ts';
import { database } from '../../support/sql.ts';
import { done, refused, sqlCode } from './answers.ts';
import { type Clinic, createClinic, slot } from './clinic.ts';

const sql = database();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await createClinic(sql);
});
const reason = { overbook_reason: '  Acute pain  ' };

test('[BK3] a patient may not overbook, whatever reason they give', async () => {
  await clinic.book(slot(0), { patient_id: clinic.paper.patient_id });
  const refusal = await refused(clinic.patient, 'book_appointment', clinic.request(slot(0), reason));
  expect(refusal).toMatchObject({ code: 'forbidden', status: 403 });
  const free = await refused(clinic.patient, 'book_appointment', clinic.request(slot(1), reason));
  expect(free.code, 'nor at a free time').toBe('forbidden');
});

test('[BK3] staff overbook with a reason only, and the visit says so', async () => {
  await clinic.book(slot(2), { patient_id: clinic.paper.patient_id });
  expect((await refused(clinic.desk, 'book_appointment', clinic.request(slot(2)))).code).toBe('slot_taken');
  for (const overbook_reason of ['', '   ', '\t\n'])
    expect((await refused(clinic.desk, 'book_appointment', clinic.request(slot(2), { overbook_reason }))).code).toBe(
      'slot_taken',
    );
  const visit = await done(clinic.desk, 'book_appointment', clinic.request(slot(2), reason));
  expect(visit).toMatchObject({
    overbooked: true,
    overbook_reason: 'Acute pain',
    status: 'confirmed',
    holds_time: true,
  });
  const { data } = await (await signIn(clinic.clinician))
    .from('appointments')
    .select('overbooked, overbook_reason')
    .eq('appointment_id', visit.appointment_id)
    .single();
  expect(data).toEqual({ overbooked: true, overbook_reason: 'Acute pain' });
  const { data: trail } = await service()
    .from('audit_events')
    .select('action, actor_id, changes')
    .eq('entity_id', visit.appointment_id);
  expect(trail).toMatchObject([
    { action: 'created', actor_id: clinic.desk.profile_id, changes: { overbooked: { to: true } } },
  ]);
});

test('[BK3] a reason given for a free time makes an ordinary visit', async () => {
  expect(await done(clinic.desk, 'book_appointment', clinic.request(slot(4), reason))).toMatchObject({
    overbooked: false,
    overbook_reason: null,
  });
});

test('[BK3, R1] no later ordinary booking may overlap an overbooked visit, on any path', async () => {
  const night = {
    slot_start: slot(8).slot_start.replace('T13', 'T20'),
    slot_end: slot(8).slot_end.replace('T13', 'T20'),
  };
  const visit = await done(clinic.desk, 'book_appointment', clinic.request(night, reason));
  expect(visit.overbooked).toBe(true);
  const other = clinic.paper.patient_id;
  expect((await refused(clinic.desk, 'book_appointment', clinic.request(night, { patient_id: other }))).code).toBe(
    'slot_taken',
  );
  expect(await sqlCode(sql`insert into public.appointments ${sql(clinic.row(night))}`)).toBe('slot_taken');
});

test('[BK3, R2] staff may put a patient in two places with a reason; the second visit is the flagged one', async () => {
  const here = await clinic.book(slot(10));
  const there = { ...clinic.request(slot(10)), clinician_id: clinic.colleague.clinician_id };
  expect((await refused(clinic.desk, 'book_appointment', there)).code).toBe('patient_busy');
  const second = await done(clinic.desk, 'book_appointment', { ...there, ...reason });
  expect([here.overbooked, second.overbooked]).toEqual([false, true]);
});

test('[BK3] an overbooked visit that moves to a free time is an ordinary one again', async () => {
  await clinic.book(slot(12), { patient_id: clinic.paper.patient_id });
  const visit = await done(clinic.desk, 'book_appointment', clinic.request(slot(12), reason));
  const moved = await done(clinic.desk, 'reschedule_appointment', {
    appointment_id: visit.appointment_id,
    ...slot(13),
  });
  expect(moved).toMatchObject({ overbooked: false, overbook_reason: null });
});

test('[BK3, R1] by SQL: no flag without a reason, and dropping the flag claims the time', async () => {
  await clinic.book(slot(14), { patient_id: clinic.paper.patient_id });
  const row = clinic.row(slot(14), { patient_id: clinic.patient.patient_id, overbooked: true });
  for (const overbook_reason of [null, '', '\t'])
    expect(await sqlCode(sql`insert into public.appointments ${sql({ ...row, overbook_reason })}`)).toBe('23514');
  const [made] =
    await sql`insert into public.appointments ${sql({ ...row, overbook_reason: 'Acute' })} returning appointment_id`;
  expect(
    await sqlCode(
      sql`update public.appointments set overbooked = false where appointment_id = ${made?.appointment_id}`,
    ),
  ).toBe('slot_taken');
});
