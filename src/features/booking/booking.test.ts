import { describe, expect, test } from 'vitest';
import type { AppointmentType } from '../../lib/practice/schema.ts';
import { hasInput, initialValues, withType } from './initial.ts';
import { chosenTimes, freshSlot, invalidFields, needsReason } from './schema.ts';

const type = (appointment_type: string, change: Partial<AppointmentType> = {}): AppointmentType => ({
  practice_id: 'p',
  appointment_type,
  name: appointment_type,
  default_duration_minutes: 30,
  default_location_type: 'in_person',
  self_bookable: true,
  auto_confirm: true,
  preparation_instructions: null,
  ...change,
});
const types = [
  type('initial_consultation', { default_duration_minutes: 60, preparation_instructions: 'Bring your card.' }),
  type('follow_up'),
];
const zone = 'America/New_York';
const values = initialValues({ clinicianId: 'c', date: '2026-11-24' }, types, zone);
const patient = { profile_id: 'x', full_name: 'Oliver', email: null, phone: null };
const free = [{ start: '2026-11-24T15:30:00Z', end: '2026-11-24T16:00:00Z' }];

describe('the form at first', () => {
  test('a place clicked on the calendar is date and time on the clock of the form', () => {
    const range = { start: '2026-11-24T15:30:00Z', end: '2026-11-24T16:00:00Z' };
    expect(initialValues({ clinicianId: 'c', date: '2026-11-01', range }, types, zone)).toMatchObject({
      date: '2026-11-24',
      ownTime: '10:30',
      durationMinutes: 30,
    });
  });
  test('a longer stretch also says how long', () => {
    const range = { start: '2026-11-24T15:30:00Z', end: '2026-11-24T17:00:00Z' };
    expect(initialValues({ clinicianId: 'c', date: '2026-11-01', range }, types, zone).durationMinutes).toBe(90);
  });
  test('another kind of visit brings its own defaults, but keeps words of one’s own', () => {
    const changed = withType(values, types, 'initial_consultation');
    expect(changed).toMatchObject({ durationMinutes: 60, preparation: 'Bring your card.' });
    const own = { ...values, preparation: 'Come early.' };
    expect(withType(own, types, 'initial_consultation').preparation).toBe('Come early.');
  });
});

describe('what is missing', () => {
  test('patient and time, in the order of the form', () => {
    expect(invalidFields(values, zone, free)).toEqual(['patient', 'time']);
  });
  test('a new patient needs a name; an e-mail only if it is one', () => {
    const newPatient = { fullName: ' ', email: 'no', phone: '' };
    expect(invalidFields({ ...values, slot: free[0], newPatient }, zone, free)).toEqual(['newName', 'newEmail']);
  });
  test('a time of one’s own needs a reason only when it is not free', () => {
    const taken = { ...values, patient, ownTime: '11:00' };
    expect(invalidFields(taken, zone, free)).toEqual(['overbookReason']);
    expect(needsReason({ ...taken, ownTime: '10:30' }, zone, free)).toBe(false);
    expect(invalidFields({ ...taken, overbookReason: 'Emergency' }, zone, free)).toEqual([]);
  });
  test('its end follows from the duration', () => {
    expect(chosenTimes({ ...values, ownTime: '10:30', durationMinutes: 45 }, zone)).toEqual({
      start: '2026-11-24T15:30:00Z',
      end: '2026-11-24T16:15:00Z',
    });
    expect(chosenTimes({ ...values, ownTime: '' }, zone)).toBeUndefined();
  });
});

describe('what closing would lose', () => {
  test('nothing in an untouched form, nor in one where only another kind was looked at', () => {
    expect(hasInput(values, values)).toBe(false);
    expect(hasInput({ ...values, ...withType(values, types, 'initial_consultation') }, values)).toBe(false);
    const clicked = { ...values, ownTime: '10:30' };
    expect(hasInput(clicked, clicked)).toBe(false);
  });
  test.each([
    { patient },
    { slot: free[0] },
    { ownTime: '11:00' },
    { description: 'Knee' },
    { preparation: 'Come early.' },
    { recurrence: { ...values.recurrence, frequency: 'weekly' as const } },
  ])('%j', (part) => {
    expect(hasInput({ ...values, ...part }, values)).toBe(true);
  });
});

test.each([
  ['https://meet.example.org/x', true],
  ['HTTPS://meet.example.org', true],
  ['http://meet.example.org', false],
  ['https://', false],
  ['https://a b', false],
  ['javascript:alert(1)', false],
  ['', false],
])('the video link %j is accepted: %s', (videoLink, accepted) => {
  const video = { ...values, patient, slot: free[0], locationType: 'video' as const, videoLink };
  expect(invalidFields(video, zone, free)).toEqual(accepted ? [] : ['videoLink']);
});

test('a series needs two visits or a day after the first', () => {
  const series = (part: object) => ({
    ...values,
    patient,
    slot: free[0],
    recurrence: { ...values.recurrence, frequency: 'weekly' as const, ...part },
  });
  expect(invalidFields(series({ count: 1 }), zone, free)).toEqual(['count']);
  expect(invalidFields(series({ count: Number.NaN }), zone, free)).toEqual(['count']);
  expect(invalidFields(series({ count: 105 }), zone, free)).toEqual(['count']);
  expect(invalidFields(series({ ends: 'date', until: '2026-11-24' }), zone, free)).toEqual(['until']);
  expect(invalidFields(series({ ends: 'date', until: '2026-11-25' }), zone, free)).toEqual([]);
});

test('a chosen time follows the length of the visit while it is free', () => {
  const longer = [{ start: free[0]?.start ?? '', end: '2026-11-24T16:30:00Z' }];
  expect(freshSlot(free[0], longer, 60)).toEqual(longer[0]);
  expect(freshSlot(free[0], [], 30)).toBeUndefined();
  expect(freshSlot(free[0], undefined, 30)).toEqual(free[0]);
  expect(freshSlot(free[0], undefined, 60)).toBeUndefined();
});
