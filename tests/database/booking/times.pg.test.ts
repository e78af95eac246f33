/** R4: which times a visit can have, by functions, by direct inserts and by SQL updates. */
import { beforeAll, expect, test } from 'vitest';
import { service } from '../../support/clients.ts';
import { database } from '../../support/sql.ts';
import { hour, minute, plus } from '../../support/time.ts';
import { answerOf, ask, done, refused, sqlCode } from './answers.ts';
import { type Clinic, createClinic, scheduled, slot } from './clinic.ts';

const sql = database();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await createClinic(sql);
});

const { slot_start: nine } = slot(0);
const impossible = [
  ['reversed', nine, plus(nine, -30 * minute)],
  ['empty', nine, nine],
  ['longer than a day', nine, plus(nine, 24 * hour + minute)],
  ['without an end', nine, 'infinity'],
  ['without a beginning', '-infinity', nine],
  ['past', '2020-01-06T09:00:00Z', '2020-01-06T09:30:00Z'],
] as const;

test.each(impossible)('[R4] a visit that is %s is invalid_time on every path', async (_, slot_start, slot_end) => {
  const where = { slot_start, slot_end };
  const { appointment_id } = await clinic.book(slot(4));
  expect(await refused(clinic.desk, 'book_appointment', clinic.request(where))).toMatchObject({
    code: 'invalid_time',
    status: 422,
  });
  expect(
    (await refused(clinic.desk, 'book_series', { ...clinic.request(where), recurrence: 'FREQ=WEEKLY;COUNT=2' })).code,
  ).toBe('invalid_time');
  expect((await refused(clinic.desk, 'reschedule_appointment', { appointment_id, ...where })).code).toBe(
    'invalid_time',
  );
  const inserted = await answerOf(
    service()
      .from('appointments')
      .insert(clinic.row(where) as never),
  );
  expect(inserted.refusal).toMatchObject({ code: 'invalid_time', status: 422 });
  // Cast by the server: the driver would refuse infinity itself.
  const updated = sql`
    update public.appointments
    set scheduled_start = ${slot_start}::text::timestamptz, scheduled_end = ${slot_end}::text::timestamptz
    where appointment_id = ${appointment_id}`;
  expect(await sqlCode(updated)).toBe('invalid_time');
  await done(clinic.desk, 'cancel_appointment', { appointment_id });
});

test('[R4] 24 hours are the most, and times may be of any second by SQL but whole minutes by the functions', async () => {
  const night = { slot_start: plus(nine, 5 * 24 * hour), slot_end: plus(nine, 6 * 24 * hour) };
  const long = await done(
    clinic.desk,
    'book_appointment',
    clinic.request(night, { overbook_reason: 'Sleep laboratory' }),
  );
  expect(long.duration_minutes).toBe(1440);
  const odd = { slot_start: slot(8).slot_start, slot_end: plus(slot(8).slot_start, 90_500) };
  expect((await refused(clinic.desk, 'book_appointment', clinic.request(odd))).code).toBe('invalid_time');
  expect(
    (
      await refused(
        clinic.desk,
        'book_appointment',
        clinic.request({
          slot_start: plus(nine, 11 * 365 * 24 * hour),
          slot_end: plus(nine, 11 * 365 * 24 * hour + hour),
        }),
      )
    ).code,
  ).toBe('invalid_time');
});

test('[R4] a missing time is invalid_input, one that is none is Postgres’ own 400', async () => {
  expect(
    (await refused(clinic.desk, 'book_appointment', clinic.request({ slot_start: null, slot_end: nine } as never)))
      .code,
  ).toBe('invalid_input');
  const nonsense = await ask(clinic.desk, 'book_appointment', clinic.request({ slot_start: 'soon', slot_end: nine }));
  expect(nonsense.refusal).toMatchObject({ code: '22007', status: 400 });
});

test('[R4] the clinician of a visit belongs to its practice, on every path', async () => {
  const visit = await clinic.book(slot(10));
  const { clinician_id } = clinic.outsider;
  const moved = await refused(clinic.desk, 'reschedule_appointment', {
    appointment_id: visit.appointment_id,
    ...slot(10),
    clinician_id,
  });
  expect(moved).toMatchObject({ code: 'not_found', status: 404 });
  expect(
    await sqlCode(
      sql`update public.appointments set clinician_id = ${clinician_id} where appointment_id = ${visit.appointment_id}`,
    ),
  ).toBe('23503');
  const inserted = await answerOf(
    service()
      .from('appointments')
      .insert(clinic.row(slot(11), { clinician_id }) as never),
  );
  expect(inserted.refusal).toMatchObject({ code: '23503', status: 409 });
});

test('[R4] patient and practice of a visit never change', async () => {
  const { appointment_id } = await clinic.book(slot(12));
  for (const change of [{ patient_id: clinic.paper.patient_id }, { practice_id: null }])
    expect(
      await sqlCode(sql`update public.appointments set ${sql(change)} where appointment_id = ${appointment_id}`),
    ).not.toBe('done');
});

test.each(['in_progress', 'completed', 'no_show', 'cancelled'])(
  '[R4] a visit that is %s cannot be moved',
  async (status) => {
    const { appointment_id } = await clinic.book(slot(14));
    await done(clinic.desk, 'transition_appointment', { appointment_id, status });
    expect(await refused(clinic.desk, 'reschedule_appointment', { appointment_id, ...slot(15) })).toMatchObject({
      code: 'invalid_transition',
      status: 409,
    });
    for (const change of [scheduled(slot(15)), { clinician_id: clinic.colleague.clinician_id }])
      expect(
        await sqlCode(sql`update public.appointments set ${sql(change)} where appointment_id = ${appointment_id}`),
      ).toBe('invalid_transition');
    // What holds time is removed, so that the next case finds the slot free.
    if (status === 'in_progress') await done(clinic.desk, 'cancel_appointment', { appointment_id });
    if (status === 'completed')
      await done(clinic.desk, 'transition_appointment', { appointment_id, status: 'no_show', reason: 'test' });
  },
);

test.each(['completed', 'cancelled', 'no_show'])(
  '[BK17] a past visit that was %s can be recorded, and claims no time',
  async (status) => {
    const past = { slot_start: plus(nine, -60 * 24 * hour), slot_end: plus(nine, -60 * 24 * hour + 30 * minute) };
    for (const patient_id of [clinic.paper.patient_id, clinic.patient.patient_id]) {
      const [row] = await sql`
      insert into public.appointments ${sql(clinic.row(past, { status, patient_id }))} returning status, holds_time`;
      expect(row).toEqual({ status, holds_time: false });
    }
  },
);

test('[BK17] a coming visit starts as requested or confirmed', async () => {
  for (const status of ['in_progress', 'completed', 'no_show'])
    expect(await sqlCode(sql`insert into public.appointments ${sql(clinic.row(slot(20), { status }))}`)).toBe(
      'invalid_transition',
    );
});

test('[R4] a busy time of an outside calendar is at most 24 hours long', async () => {
  const [connection] = await sql`
    insert into public.calendar_sync_connections (user_id, provider, calendar_id)
    values (${clinic.clinician.profile_id}, 'google', 'busy') returning connection_id`;
  const busy = (end: string) =>
    sqlCode(sql`
    insert into public.external_busy_times (connection_id, clinician_id, busy_start, busy_end, external_event_id)
    values (${connection?.connection_id}, ${clinic.clinician.clinician_id}, ${nine}, ${end}, ${end})`);
  expect(await busy(plus(nine, 24 * hour + minute))).toBe('23514');
  expect(await busy(plus(nine, 24 * hour))).toBe('done');
});
