import { beforeEach, expect, test } from 'vitest';
import { service } from '../../support/clients.ts';
import { become, database, rolledBack, setNow } from '../../support/sql.ts';
import { minute, plus, sameInstant } from '../../support/time.ts';
import { ask, becomeOwner, call, done, type Hold, refused, sqlCode, tryCall } from './answers.ts';
import { type Clinic, createClinic, type Slot, slot } from './clinic.ts';

const sql = database();
let clinic: Clinic;
beforeEach(async () => {
  clinic = await createClinic(sql);
});

const claim = (where: Slot) => ({ clinician_id: clinic.clinician.clinician_id, ...where });
const secondPatient = () => clinic.newPatient([clinic.clinician.clinician_id], 'Second Patient');
const starts = async (who: Parameters<typeof ask>[0], where: Slot) =>
  (
    await done<{ slot_start: string }[]>(who, 'available_slots', {
      clinician_id: clinic.clinician.clinician_id,
      range_start: where.slot_start,
      range_end: where.slot_end,
    })
  ).length;

test('[BK4] a hold hides the slot from everybody but its holder', async () => {
  const second = await secondPatient();
  await done<Hold>(clinic.patient, 'hold_slot', claim(slot(0)));
  expect(await starts(clinic.patient, slot(0))).toBe(1);
  for (const who of [second, clinic.desk, clinic.clinician, service()]) expect(await starts(who, slot(0))).toBe(0);
});

test('[BK4] nobody else can hold, book, move to or write a held time, on any path', async () => {
  const second = await secondPatient();
  const there = await clinic.book(slot(3), { patient_id: second.patient_id });
  await done<Hold>(clinic.patient, 'hold_slot', claim(slot(0)));
  const theirs = { patient_id: second.patient_id };
  const held = await refused(second, 'hold_slot', claim(slot(0)));
  expect(held).toMatchObject({ code: 'slot_taken', status: 409 });
  expect(held.alternatives).toHaveLength(3);
  for (const who of [second, clinic.desk])
    expect((await refused(who, 'book_appointment', clinic.request(slot(0), theirs))).code).toBe('slot_taken');
  expect(
    (await refused(clinic.desk, 'reschedule_appointment', { appointment_id: there.appointment_id, ...slot(0) })).code,
  ).toBe('slot_taken');
  expect(await sqlCode(sql`insert into public.appointments ${sql(clinic.row(slot(0)))}`)).toBe('slot_taken');
  expect((await refused(second, 'book_appointment', clinic.request(slot(0, 60), theirs))).code, 'nor overlap it').toBe(
    'slot_taken',
  );
});

test('[BK6] booking uses the hold up', async () => {
  const hold = await done<Hold>(clinic.patient, 'hold_slot', claim(slot(0)));
  const visit = await done(clinic.patient, 'book_appointment', clinic.request(slot(0), { hold_id: hold.hold_id }));
  expect(visit.status).toBe('confirmed');
  expect((await sql`select 1 from public.slot_holds where hold_id = ${hold.hold_id}`).length).toBe(0);
  const again = await refused(clinic.patient, 'book_appointment', clinic.request(slot(1), { hold_id: hold.hold_id }));
  expect(again).toMatchObject({ code: 'hold_expired', status: 409 });
});

test('[BK6, BK9] moving a visit to a held time uses the hold up as well', async () => {
  const visit = await clinic.book(slot(3));
  const hold = await done<Hold>(clinic.patient, 'hold_slot', claim(slot(0)));
  await done(clinic.patient, 'reschedule_appointment', { appointment_id: visit.appointment_id, ...slot(0) });
  expect((await sql`select 1 from public.slot_holds where hold_id = ${hold.hold_id}`).length).toBe(0);
});

test('[BK6] a hold that has ended, is another’s or is for another time does not book, though the time is free', async () => {
  const second = await secondPatient();
  const mine = await done<Hold>(clinic.patient, 'hold_slot', claim(slot(0)));
  const theirs = await done<Hold>(second, 'hold_slot', claim(slot(1)));
  for (const [hold_id, where] of [
    [mine.hold_id, slot(2)],
    [theirs.hold_id, slot(2)],
    [clinic.practice_id, slot(2)],
  ] as const) {
    const refusal = await refused(clinic.patient, 'book_appointment', clinic.request(where, { hold_id }));
    expect(refusal).toMatchObject({ code: 'hold_expired', status: 409 });
    expect(refusal.alternatives).toHaveLength(3);
    const series = { ...clinic.request(where, { hold_id }), recurrence: 'FREQ=WEEKLY;COUNT=2' };
    expect((await refused(clinic.patient, 'book_series', series)).code).toBe('hold_expired');
  }
  await done<void>(clinic.patient, 'release_hold', { hold_id: mine.hold_id });
  expect(
    (await refused(clinic.patient, 'book_appointment', clinic.request(slot(0), { hold_id: mine.hold_id }))).code,
  ).toBe('hold_expired');
});

test('[BK6] a hold ends by itself at its expiry, by the clock and by no job', async () => {
  const second = await secondPatient();
  await rolledBack(sql, async (tx) => {
    const began = slot(0).slot_start;
    const at = (minutes: number) => setNow(tx, plus(began, (minutes - 24 * 60) * minute));
    await at(0);
    await become(tx, clinic.patient.auth_user_id);
    const hold = await call<Hold>(tx, 'hold_slot', claim(slot(0)));
    expect(sameInstant(hold.expires_at, plus(began, (5 - 24 * 60) * minute))).toBe(true);
    await become(tx, second.auth_user_id);
    await at(4.99);
    expect((await tryCall(tx, 'hold_slot', claim(slot(0)))).refusal?.code).toBe('slot_taken');
    await at(5);
    const theirs = await tryCall<Hold>(tx, 'hold_slot', claim(slot(0)));
    expect(theirs.value?.held_by).toBe(second.profile_id);
    await become(tx, clinic.patient.auth_user_id);
    const late = await tryCall(tx, 'book_appointment', clinic.request(slot(0), { hold_id: hold.hold_id }));
    expect(late.refusal?.code).toBe('hold_expired');
  });
});

test('[BK5] holding the same slot again renews it, never past the cap', async () => {
  await rolledBack(sql, async (tx) => {
    const began = plus(slot(0).slot_start, -24 * 60 * minute);
    await become(tx, clinic.patient.auth_user_id);
    const renewAt = async (minutes: number) => {
      await setNow(tx, plus(began, minutes * minute));
      const hold = await call<Hold>(tx, 'hold_slot', claim(slot(0)));
      return { id: hold.hold_id, lasts: (Date.parse(hold.expires_at) - Date.parse(began)) / minute };
    };
    const first = await renewAt(0);
    expect(first.lasts).toBe(5);
    for (const [minutes, lasts] of [
      [3, 8],
      [7, 12],
      [11, 16],
      [15, 20],
      [19, 20],
    ] as const)
      expect(await renewAt(minutes)).toEqual({ id: first.id, lasts });
    expect((await renewAt(20)).id, 'afterwards it is a new hold').not.toBe(first.id);
  });
});

test('[BK5] keeping one time for ever by holding it anew is refused; another time is not, nor are staff', async () => {
  await rolledBack(sql, async (tx) => {
    await become(tx, clinic.patient.auth_user_id);
    const holdAndRelease = async (where: Slot) => {
      const answer = await tryCall<Hold>(tx, 'hold_slot', claim(where));
      if (answer.value) await call<void>(tx, 'release_hold', { hold_id: answer.value.hold_id });
      return answer.refusal?.code ?? 'held';
    };
    // 5 minutes each against a cap of 20: eight times in an hour are the cap twice over.
    for (let n = 0; n < 8; n += 1) expect(await holdAndRelease(slot(0))).toBe('held');
    expect(await holdAndRelease(slot(0))).toBe('rate_limited');
    expect(await holdAndRelease(slot(1))).toBe('held');
    await become(tx, clinic.desk.auth_user_id);
    for (let n = 0; n < 9; n += 1) expect(await holdAndRelease(slot(0))).toBe('held');
    await becomeOwner(tx);
  });
});

test('[BK5] a person keeps at most as many times as the practice allows', async () => {
  for (const n of [0, 1, 2]) await done<Hold>(clinic.patient, 'hold_slot', claim(slot(n)));
  expect(await refused(clinic.patient, 'hold_slot', claim(slot(3)))).toMatchObject({
    code: 'rate_limited',
    status: 429,
  });
  expect((await done<Hold>(clinic.patient, 'hold_slot', claim(slot(2)))).held_by, 'renewing still works').toBe(
    clinic.patient.profile_id,
  );
});

test('[BK5] ten holds of different times at once do not pass the limit', async () => {
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, n) => ask<Hold>(clinic.patient, 'hold_slot', claim(slot(n)))),
  );
  expect(answers.filter((answer) => answer.value)).toHaveLength(3);
  expect(new Set(answers.flatMap((answer) => answer.refusal?.code ?? []))).toEqual(new Set(['rate_limited']));
});

test('[BK6] releasing gives the time back at once, to its holder only', async () => {
  const second = await secondPatient();
  const hold = await done<Hold>(clinic.patient, 'hold_slot', claim(slot(0)));
  for (const who of [second, clinic.desk, clinic.clinician])
    expect(await refused(who, 'release_hold', { hold_id: hold.hold_id })).toMatchObject({
      code: 'not_found',
      status: 404,
    });
  await done<void>(clinic.patient, 'release_hold', { hold_id: hold.hold_id });
  expect((await done<Hold>(second, 'hold_slot', claim(slot(0)))).held_by).toBe(second.profile_id);
});

test('[BK4] what cannot be booked cannot be held', async () => {
  await clinic.book(slot(0), { patient_id: clinic.paper.patient_id });
  await clinic.book(slot(1), { clinician_id: clinic.colleague.clinician_id });
  const night = {
    slot_start: plus(slot(0).slot_start, -5 * 60 * minute),
    slot_end: plus(slot(0).slot_end, -5 * 60 * minute),
  };
  const past = { slot_start: '2020-01-06T09:00:00Z', slot_end: '2020-01-06T09:30:00Z' };
  const reversed = { slot_start: slot(4).slot_end, slot_end: slot(4).slot_start };
  for (const [where, code] of [
    [slot(0), 'slot_taken'],
    [slot(1), 'patient_busy'],
    [night, 'outside_availability'],
    [past, 'invalid_time'],
    [reversed, 'invalid_time'],
  ] as const)
    expect((await refused(clinic.patient, 'hold_slot', claim(where))).code).toBe(code);
  expect((await refused(clinic.stranger, 'hold_slot', claim(slot(4)))).code).toBe('not_found');
  expect((await refused(service(), 'hold_slot', claim(slot(4)))).code, 'a hold belongs to a person').toBe('forbidden');
});

test('[BK6] clearing away ended holds changes nothing about what is free', async () => {
  const hold = await done<Hold>(clinic.patient, 'hold_slot', claim(slot(0)));
  await sql`update public.slot_holds set created_at = now() - interval '4 hours', expires_at = now() - interval '3 hours' where hold_id = ${hold.hold_id}`;
  const live = await done<Hold>(clinic.patient, 'hold_slot', claim(slot(1)));
  expect(await done<number>(service(), 'expire_holds', {})).toBeGreaterThanOrEqual(1);
  const left = await sql`select hold_id from public.slot_holds where clinician_id = ${clinic.clinician.clinician_id}`;
  expect(left.map((row) => row.hold_id)).toEqual([live.hold_id]);
  expect((await ask(clinic.desk, 'expire_holds', {})).refusal?.code).toBe('42501');
});
