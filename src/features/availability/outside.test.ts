import { expect, test } from 'vitest';
import { affectedBy, leftOutside } from './outside.ts';
import type { Booked, HoursRow } from './schema.ts';

const monday: HoursRow = {
  availability_id: 'a1',
  day_of_week: 1,
  start_time: '09:00:00',
  end_time: '17:00:00',
  slot_duration_minutes: 30,
  timezone: 'Europe/Berlin',
  location_type: 'any',
  appointment_types: [],
  buffer_minutes: 0,
  max_appointments_per_day: null,
  valid_from: null,
  valid_until: null,
  updated_at: '',
};
const visit = (start: string, end: string, change: Partial<Booked> = {}): Booked => ({
  appointment_id: start,
  appointment_type: 'follow_up',
  scheduled_start: start,
  scheduled_end: end,
  location_type: 'in_person',
  patient: null,
  ...change,
});
// Monday 30 November 2026, Berlin is an hour ahead.
const early = visit('2026-11-30T08:00:00Z', '2026-11-30T08:30:00Z');
const late = visit('2026-11-30T15:30:00Z', '2026-11-30T16:00:00Z');
const overbooked = visit('2026-11-30T19:00:00Z', '2026-11-30T19:30:00Z');

test('visits that lose their hours are named, those that never had any are not', () => {
  expect(leftOutside([early, late, overbooked], [monday], [{ ...monday, end_time: '16:00:00' }])).toEqual([late]);
});
test('an end at 24:00 is midnight', () => {
  const evening = { ...monday, end_time: '24:00:00' };
  expect(leftOutside([late, overbooked], [evening], [{ ...evening, end_time: '00:00:00' }])).toEqual([]);
});
test('hours past midnight hold the visits of the next morning', () => {
  const night = { ...monday, start_time: '22:00:00', end_time: '06:00:00' };
  const atThree = visit('2026-12-01T02:00:00Z', '2026-12-01T02:30:00Z');
  expect(leftOutside([atThree], [night], [{ ...night, end_time: '02:00:00' }])).toEqual([atThree]);
  expect(leftOutside([atThree], [night], [night])).toEqual([]);
});
test('hours for video only leave a visit in person outside', () => {
  expect(leftOutside([early], [monday], [{ ...monday, location_type: 'video' }])).toEqual([early]);
});

const off = { override_date: '2026-11-30', is_available: false, start_time: null, end_time: null };
test('a day off touches all its visits, a part of it those inside, other hours those outside them', () => {
  const all = [early, late, overbooked];
  expect(affectedBy(all, [off], 'Europe/Berlin')).toEqual(all);
  const part = { ...off, start_time: '16:00:00', end_time: '18:00:00' };
  expect(affectedBy(all, [part], 'Europe/Berlin')).toEqual([late]);
  const open = { ...part, is_available: true };
  expect(affectedBy(all, [open], 'Europe/Berlin')).toEqual([early, overbooked]);
});
