/** The main answers once more as a browser gets them: supabase-js, a real session, JSON over HTTP. The tests follow one another. */
import { beforeAll, expect, test } from 'vitest';
import { anonymous, type Client, service, signIn } from '../../support/clients.ts';
import { createPractice, type PersonWithLogin, type Practice, weekly } from '../../support/factory.ts';
import { database } from '../../support/sql.ts';
import { day, hour, instant, minute, nextWeekday, plus, sameInstant } from '../../support/time.ts';

const sql = database();
const zone = 'America/New_York';
/** Wednesday of a coming week. */
const date = nextWeekday(3, 3, zone);
const midnight = instant(`${date}T00:00`, zone);
const at = (time: string) => instant(`${date}T${time}`, zone);

let practice: Practice;
let clinician: PersonWithLogin & { clinician_id: string };
let patient: PersonWithLogin & { patient_id: string };
let other: PersonWithLogin & { patient_id: string };
let asPatient: Client;
let asOther: Client;

beforeAll(async () => {
  practice = await createPractice(sql, { timezone: zone, min_notice_minutes: 0 });
  clinician = await practice.clinician({ hours: weekly('09:00', '12:00', [3], { slot_duration_minutes: 60 }) });
  patient = await practice.patient([clinician.clinician_id]);
  other = await practice.patient([clinician.clinician_id]);
  asPatient = await signIn(patient);
  asOther = await signIn(other);
});

const search = () => ({
  clinician_id: clinician.clinician_id,
  range_start: midnight,
  range_end: plus(midnight, day),
  appointment_type: 'follow_up',
  duration_minutes: 60,
});

async function starts(client: Client): Promise<string[]> {
  const { data, error } = await client.rpc('available_slots', search());
  if (error) throw error;
  return data.map((slot) => new Date(slot.slot_start).toISOString());
}

const booking = (time: string, who = patient) => ({
  clinician_id: clinician.clinician_id,
  patient_id: who.patient_id,
  slot_start: at(time),
  slot_end: plus(at(time), hour),
  appointment_type: 'follow_up',
  location_type: 'video',
});

const iso = (time: string) => new Date(at(time)).toISOString();

test('[AV13] [AV15] slots arrive as instants with an offset, can be booked, and are gone for everybody else', async () => {
  const { data, error } = await asPatient.rpc('available_slots', search());
  expect(error).toBeNull();
  for (const slot of data ?? []) expect(slot.slot_start).toMatch(/(Z|[+-]\d\d:\d\d)$/);
  expect(await starts(asPatient)).toEqual(['09:00', '10:00', '11:00'].map(iso));
  expect(data?.[0]?.location_types).toEqual(['in_person', 'video', 'phone']);

  const made = await asPatient.rpc('book_appointment', booking('10:00'));
  expect(made.error).toBeNull();
  expect(await starts(asOther)).toEqual(['09:00', '11:00'].map(iso));

  const late = await asOther.rpc('book_appointment', booking('10:00', other));
  expect(late.status).toBe(409);
  expect(late.error?.code).toBe('slot_taken');
  const { alternatives } = JSON.parse(late.error?.details ?? '{}') as {
    alternatives: { start: string; end: string }[];
  };
  expect(alternatives).toHaveLength(3);
  expect(sameInstant(alternatives[0]?.start ?? '', at('11:00'))).toBe(true);
});

test('[AV15] a time between the offered ones is refused, also to somebody who sends it by hand', async () => {
  const { status, error } = await asOther.rpc('book_appointment', {
    ...booking('09:00', other),
    slot_start: plus(at('09:00'), -10 * minute),
    slot_end: plus(at('09:00'), 50 * minute),
  });
  expect({ status, code: error?.code }).toEqual({ status: 409, code: 'outside_availability' });
});

test('[AV16] a held slot is hidden from others and kept for its holder', async () => {
  const hold = await asPatient.rpc('hold_slot', {
    clinician_id: clinician.clinician_id,
    slot_start: at('11:00'),
    slot_end: at('12:00'),
  });
  expect(hold.error).toBeNull();
  expect(await starts(asOther)).toEqual([iso('09:00')]);
  // The patient's own visit at ten is not offered to them either.
  expect(await starts(asPatient)).toEqual(['09:00', '11:00'].map(iso));
});

test('[AV14] [AV18] [AV19] the other searches answer over HTTP', async () => {
  const next = await asOther.rpc('next_free_slots', {
    clinician_id: clinician.clinician_id,
    after: midnight,
    count: 2,
    duration_minutes: 60,
  });
  expect(next.error).toBeNull();
  expect(next.data?.map((slot) => new Date(slot.slot_start).toISOString())).toEqual([
    iso('09:00'),
    new Date(Date.parse(instant(`${nextWeekday(3, 10, zone)}T09:00`, zone))).toISOString(),
  ]);
  const all = await asOther.rpc('practice_slots', {
    practice_id: practice.practice_id,
    range_start: midnight,
    range_end: plus(midnight, day),
  });
  expect(all.data?.map((slot) => slot.clinician_id)).toEqual([clinician.clinician_id]);
  const check = await asOther.rpc('check_conflicts', {
    clinician_id: clinician.clinician_id,
    slot_start: at('10:00'),
    slot_end: at('11:00'),
  });
  expect(check.data).toMatchObject({ conflicts: [{ kind: 'busy' }] });
  const known = await asOther.rpc('free_busy', {
    clinician_id: clinician.clinician_id,
    range_start: midnight,
    range_end: plus(midnight, day),
  });
  expect(known.data).toMatchObject({ busy: [{ kind: 'busy' }], free: [{}], sources: ['careslot'], stale: false });
});

test('[AV15] nobody without a session searches, the secret key does', async () => {
  const nobody = await anonymous().rpc('available_slots', search());
  expect(nobody.status).toBe(401);
  expect(nobody.data).toBeNull();
  const { data, error } = await service().rpc('available_slots', search());
  expect(error).toBeNull();
  expect(data?.length).toBeGreaterThan(0);
});

test('[AV13] ranges that make no sense are refused with the right status', async () => {
  const reversed = await asPatient.rpc('available_slots', { ...search(), range_start: plus(midnight, 2 * day) });
  expect({ status: reversed.status, code: reversed.error?.code }).toEqual({ status: 422, code: 'invalid_time' });
  const nonsense = await asPatient.rpc('available_slots', { ...search(), range_start: 'tomorrow-ish' });
  expect(nonsense.status).toBe(400);
});
