import { beforeAll, describe, expect, test } from 'vitest';
import { service, signIn } from '../../support/clients.ts';
import { database } from '../../support/sql.ts';
import { minute, plus } from '../../support/time.ts';
import { answerOf, ask, done, refused, type Visit } from './answers.ts';
import { type Clinic, createClinic, slot } from './clinic.ts';

const sql = database();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await createClinic(sql);
});

describe('who may book, and with which status', () => {
  test.each([
    ['the front desk', 'desk', 0],
    ['an admin', 'admin', 1],
    ['the clinician', 'clinician', 2],
  ] as const)('[BK1, BK2] %s books for a patient and the visit is confirmed', async (_, who, n) => {
    const visit = await done(
      clinic[who],
      'book_appointment',
      clinic.request(slot(n), { appointment_type: 'urgent_visit' }),
    );
    expect(visit).toMatchObject({ status: 'confirmed', holds_time: true, overbooked: false, version: 1 });
    expect(visit.booked_by).toBe(clinic[who].profile_id);
    expect(Date.parse(visit.scheduled_start)).toBe(Date.parse(slot(n).slot_start));
  });

  test('[BK1, BK2] the secret key books, confirmed, in nobody’s name', async () => {
    const visit = await done(service(), 'book_appointment', clinic.request(slot(3)));
    expect(visit).toMatchObject({ status: 'confirmed', booked_by: null });
  });

  test('[BK2] what a patient books is confirmed where the type confirms by itself, else requested', async () => {
    const direct = await done(clinic.patient, 'book_appointment', clinic.request(slot(4)));
    expect(direct).toMatchObject({ status: 'confirmed', booked_by: clinic.patient.profile_id });
    const asked = await done(
      clinic.patient,
      'book_appointment',
      clinic.request(slot(5), { appointment_type: 'urgent_visit' }),
    );
    expect(asked).toMatchObject({ status: 'requested', holds_time: true });
    const taken = await refused(
      clinic.desk,
      'book_appointment',
      clinic.request(slot(5), { patient_id: clinic.paper.patient_id }),
    );
    expect(taken.code).toBe('slot_taken');
  });

  test('[BK2] where requests hold no time, the slot stays free until one of them is confirmed', async () => {
    const open = await createClinic(sql, { requests_hold_time: false });
    const urgent = { appointment_type: 'urgent_visit' };
    const first = await done(open.patient, 'book_appointment', open.request(slot(0), urgent));
    expect(first).toMatchObject({ status: 'requested', holds_time: false });
    const second = await open.newPatient([open.clinician.clinician_id]);
    const other = await done(
      second,
      'book_appointment',
      open.request(slot(0), { ...urgent, patient_id: second.patient_id }),
    );
    await done(open.desk, 'transition_appointment', { appointment_id: other.appointment_id, status: 'confirmed' });
    const late = await refused(open.desk, 'transition_appointment', {
      appointment_id: first.appointment_id,
      status: 'confirmed',
    });
    expect(late).toMatchObject({ code: 'slot_taken', status: 409 });
    expect(late.alternatives).toHaveLength(3);
  });

  test('[BK1] a patient books for themselves only, and only with clinicians who treat them', async () => {
    const forPaper = await refused(
      clinic.patient,
      'book_appointment',
      clinic.request(slot(6), { patient_id: clinic.paper.patient_id }),
    );
    expect(forPaper).toMatchObject({ code: 'forbidden', status: 403 });
    const elsewhere = await refused(
      clinic.patient,
      'book_appointment',
      clinic.request(slot(6), { clinician_id: clinic.colleague.clinician_id }),
    );
    expect(elsewhere).toMatchObject({ code: 'not_found', status: 404 });
  });

  test('[BK1] strangers, colleagues and other practices are told there is no such clinician', async () => {
    for (const who of [clinic.stranger, clinic.colleague, clinic.outsider])
      expect(await refused(who, 'book_appointment', clinic.request(slot(6)))).toMatchObject({
        code: 'not_found',
        status: 404,
      });
    const theirs = await refused(
      clinic.desk,
      'book_appointment',
      clinic.request(slot(6), { patient_id: clinic.stranger.patient_id }),
    );
    expect(theirs.code).toBe('not_found');
  });

  test('[BK1] a patient nobody treats yet becomes the clinician’s by the booking', async () => {
    const [newcomer] = await sql<{ profile_id: string }[]>`
      insert into public.profiles (full_name) values ('Nina Newcomer') returning profile_id`;
    await done(clinic.desk, 'book_appointment', clinic.request(slot(6), { patient_id: newcomer?.profile_id }));
    const care = await sql`
      select clinician_id, status from public.care_relationships where patient_id = ${newcomer?.profile_id ?? ''}`;
    expect([...care]).toEqual([{ clinician_id: clinic.clinician.clinician_id, status: 'active' }]);
  });

  test('[BK1] booking takes up a care relationship that had ended', async () => {
    const former = await clinic.newPatient([clinic.clinician.clinician_id]);
    await sql`update public.care_relationships set status = 'ended' where patient_id = ${former.patient_id}`;
    const wanted = clinic.request(slot(50), { patient_id: former.patient_id });
    expect((await refused(former, 'book_appointment', wanted)).code).toBe('not_found');
    await done(clinic.desk, 'book_appointment', wanted);
    expect((await done(former, 'book_appointment', { ...wanted, ...slot(51) })).status).toBe('confirmed');
  });

  test('[BK24] signed-in people cannot write visits past the functions', async () => {
    for (const who of [clinic.patient, clinic.clinician, clinic.desk, clinic.admin]) {
      const client = await signIn(who);
      const inserted = await answerOf(client.from('appointments').insert(clinic.row(slot(7)) as never));
      expect(inserted.refusal).toMatchObject({ code: '42501', status: 403 });
      const updated = await answerOf(
        client
          .from('appointments')
          .update({ status: 'cancelled' } as never)
          .eq('clinician_id', clinic.clinician.clinician_id),
      );
      expect(updated.refusal).toMatchObject({ code: '42501', status: 403 });
      const deleted = await answerOf(
        client.from('appointments').delete().eq('clinician_id', clinic.clinician.clinician_id),
      );
      expect(deleted.refusal).toMatchObject({ code: '42501', status: 403 });
    }
  });
});

describe('types, places and texts', () => {
  test('[BK16] a patient books only types that are self-bookable; staff book any active one', async () => {
    await sql`update public.appointment_types set self_bookable = false
      where practice_id = ${clinic.practice_id} and appointment_type = 'routine_checkup'`;
    const wanted = clinic.request(slot(8), { appointment_type: 'routine_checkup' });
    expect(await refused(clinic.patient, 'book_appointment', wanted)).toMatchObject({ code: 'forbidden', status: 403 });
    expect((await done(clinic.desk, 'book_appointment', wanted)).status).toBe('confirmed');
    await sql`update public.appointment_types set active = false
      where practice_id = ${clinic.practice_id} and appointment_type = 'medication_review'`;
    expect(
      (
        await refused(
          clinic.desk,
          'book_appointment',
          clinic.request(slot(9), { appointment_type: 'medication_review' }),
        )
      ).code,
    ).toBe('invalid_input');
  });

  test('[BK16] in a new practice a patient may ask for an initial consultation, and the practice confirms it', async () => {
    const visit = await done(
      clinic.patient,
      'book_appointment',
      clinic.request(slot(10, 60), { appointment_type: 'initial_consultation' }),
    );
    expect(visit).toMatchObject({ status: 'requested', duration_minutes: 60 });
    expect(
      await done(clinic.desk, 'transition_appointment', { appointment_id: visit.appointment_id, status: 'confirmed' }),
    ).toMatchObject({ status: 'confirmed' });
  });

  test('[BK16] a patient’s visit is no longer than the practice lets patients book', async () => {
    const long = slot(16, 150);
    expect((await refused(clinic.patient, 'book_appointment', clinic.request(long))).code).toBe('outside_availability');
    expect((await done(clinic.desk, 'book_appointment', clinic.request(long))).duration_minutes).toBe(150);
  });

  test.each([
    ['an unknown type', { appointment_type: 'seance' }],
    ['an unknown place', { location_type: 'moon' }],
    ['no type', { appointment_type: null }],
    ['no place', { location_type: null }],
    ['no patient', { patient_id: null }],
    ['a title of 301 characters', { title: 'x'.repeat(301) }],
    ['a description of 10,001 characters', { description: 'x'.repeat(10_001) }],
    ['an empty idempotency key', { idempotency_key: '' }],
  ])('[BK16, BK22] %s is invalid_input', async (_, wrong) => {
    const refusal = await refused(clinic.desk, 'book_appointment', clinic.request(slot(30), wrong));
    expect(refusal).toMatchObject({ code: 'invalid_input', status: 422 });
    expect(refusal.message).toMatch(/\.$/);
  });

  test('[BK16] texts are kept as given, and the type’s preparation steps in when none are', async () => {
    await sql`update public.appointment_types set preparation_instructions = 'Bring your tablets.'
      where practice_id = ${clinic.practice_id} and appointment_type = 'follow_up'`;
    const own = await clinic.book(slot(24), {
      title: '<b>Köln</b> 🩺',
      description: 'line\nline',
      preparation_instructions: 'Come early.',
    });
    expect(own).toMatchObject({
      title: '<b>Köln</b> 🩺',
      description: 'line\nline',
      preparation_instructions: 'Come early.',
    });
    expect((await clinic.book(slot(25))).preparation_instructions).toBe('Bring your tablets.');
  });
});

test('[BK21] no answer holds notes, external ids or sync state', async () => {
  const visit = await clinic.book(slot(26));
  expect(Object.keys(visit)).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/clinician_notes|sync_|external_id|_event_id/)]),
  );
});

test('[BK11] a refused booking lists the next three times of the same length that this caller can book', async () => {
  const taken = slot(32, 60);
  await clinic.book(taken);
  const second = await clinic.newPatient([clinic.clinician.clinician_id]);
  const wanted = { ...clinic.request(taken), patient_id: second.patient_id };
  const { code, alternatives } = await refused(second, 'book_appointment', wanted);
  expect(code).toBe('slot_taken');
  const offered = await done<{ slot_start: string; slot_end: string }[]>(second, 'available_slots', {
    clinician_id: clinic.clinician.clinician_id,
    range_start: taken.slot_start,
    range_end: plus(taken.slot_start, 14 * 24 * 60 * minute),
    duration_minutes: 60,
    appointment_type: 'follow_up',
    location_type: 'in_person',
  });
  expect(alternatives.map((a) => [Date.parse(a.start), Date.parse(a.end)])).toEqual(
    offered.slice(0, 3).map((s) => [Date.parse(s.slot_start), Date.parse(s.slot_end)]),
  );
  // They overlap each other, so each is given back before the next is tried.
  for (const { start, end } of alternatives) {
    const visit = await done<Visit>(second, 'book_appointment', { ...wanted, slot_start: start, slot_end: end });
    expect(visit.status).toBe('confirmed');
    await done(second, 'cancel_appointment', { appointment_id: visit.appointment_id });
  }
});

test('[BK11] outside the hours there are alternatives too, and staff are told of the reason that would do', async () => {
  const night = {
    slot_start: plus(slot(40).slot_start, -12 * 60 * minute),
    slot_end: plus(slot(40).slot_end, -12 * 60 * minute),
  };
  const patients = await refused(clinic.patient, 'book_appointment', clinic.request(night));
  expect(patients).toMatchObject({ code: 'outside_availability', status: 409, hint: null });
  expect(patients.alternatives).toHaveLength(3);
  const staffs = await refused(clinic.desk, 'book_appointment', clinic.request(night));
  expect(staffs.code).toBe('outside_availability');
  expect(staffs.hint).toMatch(/reason/);
});

test('[BK1] a patient is bound by notice and horizon, staff are not', async () => {
  const strict = await createClinic(sql, { min_notice_minutes: 43_200, booking_horizon_days: 40 });
  expect((await refused(strict.patient, 'book_appointment', strict.request(slot(0)))).code).toBe(
    'outside_availability',
  );
  expect((await refused(strict.patient, 'book_appointment', strict.request(slot(16 * 5 * 8)))).code).toBe(
    'outside_availability',
  );
  expect((await strict.book(slot(0))).status).toBe('confirmed');
  expect((await strict.book(slot(16 * 5 * 8))).status).toBe('confirmed');
});

test('[BK17] the past cannot be booked by anybody, overbooking or not', async () => {
  const past = {
    slot_start: plus(slot(0).slot_start, -60 * 24 * 60 * minute),
    slot_end: plus(slot(0).slot_end, -60 * 24 * 60 * minute),
  };
  for (const who of [clinic.patient, clinic.desk])
    expect(await refused(who, 'book_appointment', clinic.request(past))).toMatchObject({
      code: 'invalid_time',
      status: 422,
    });
  expect(
    (await refused(clinic.desk, 'book_appointment', clinic.request(past, { overbook_reason: 'Backdated' }))).code,
  ).toBe('invalid_time');
  expect((await ask(service(), 'book_appointment', clinic.request(past))).refusal?.code).toBe('invalid_time');
});
