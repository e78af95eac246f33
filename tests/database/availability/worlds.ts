/** Random worlds: one clinician, four days, and everything at once that can make a time free or not. */
import fc from 'fast-check';
import { day, hour, minute } from '../../support/time.ts';
import { type DateOverride, everyPlace, type Place, type WeeklyHours } from './oracle.ts';
import { dateAt, transitions } from './wall-clock.ts';
import { clock, inTwoYears, today } from './zones.ts';

export const typeNames = ['follow_up', 'initial_consultation'] as const;
export type Caller = 'patient' | 'receptionist' | 'clinician';
export type Who = Caller | 'stranger';

/** Times as minutes from the anchor, so that a failing world stays readable and shrinks well. */
export interface Plan {
  zone: string;
  anchor: number;
  now: number;
  from: number;
  length: number;
  caller: Caller;
  appointment_type: (typeof typeNames)[number] | null;
  location_type: Place | null;
  duration_minutes: number | null;
  for_patient: boolean;
  min_notice_minutes: number;
  booking_horizon_days: number;
  max_self_booking_minutes: number;
  types: { default_duration_minutes: number; buffer_minutes: number; self_bookable: boolean; active: boolean }[];
  hours: WeeklyHours[];
  overrides: DateOverride[];
  closures: { at: number; length: number }[];
  visits: { at: number; length: number; buffer: number; mine: boolean; elsewhere: boolean; cancelled: boolean }[];
  holds: { at: number; length: number; buffer: number; by: Who; alive: boolean }[];
  busy: { at: number; length: number }[];
  /** Numbers in [0, 1) by which slots and times are picked. */
  picks: number[];
}

const calm = ['UTC', 'Asia/Kolkata', 'Europe/Berlin', 'America/New_York', 'Pacific/Chatham'];
const moving = [
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/Santiago',
  'Africa/Casablanca',
  'Antarctica/Troll',
  'Africa/Cairo',
];

/** Half the worlds lie around a change of the clocks. */
const place = fc.oneof(
  fc.record({
    zone: fc.constantFrom(...calm),
    anchor: fc.integer({ min: 3, max: 700 }).map((days) => today + days * day),
  }),
  fc
    .constantFrom(...moving)
    .chain((zone) =>
      fc
        .constantFrom(...transitions(zone, today + 5 * day, inTwoYears))
        .map(({ at }) => ({ zone, anchor: at - (at % hour) - 36 * hour })),
    ),
);

const fives = (min: number, max: number) => fc.integer({ min: min / 5, max: max / 5 }).map((n) => n * 5);
const around = fives(-24 * 60, 5 * 24 * 60);
const buffer = fc.constantFrom(0, 0, 0, 5, 10, 10, 25, 60);
const longBuffer = fc.oneof({ weight: 9, arbitrary: buffer }, { weight: 1, arbitrary: fc.constant(240) });
const duration = fc.constantFrom(10, 15, 20, 30, 30, 45, 60, 90, 120);

const weeklyHours = (zone: string, anchor: number): fc.Arbitrary<WeeklyHours> => {
  const date = fc.integer({ min: -2, max: 6 }).map((n) => dateAt('UTC', anchor + n * day));
  const sometimes = fc.option(date, { freq: 9 });
  return fc
    .record({
      day: fc.integer({ min: -1, max: 5 }),
      start: fives(0, 24 * 60 - 5),
      length: fc.oneof(fives(60, 600), fives(60, 600), fives(5, 1440)),
      timezone: fc.oneof(
        { weight: 8, arbitrary: fc.constant(zone) },
        { weight: 1, arbitrary: fc.constantFrom(...calm) },
      ),
      slot_duration_minutes: duration,
      location_type: fc.constantFrom<Place | 'any'>('any', 'any', 'any', ...everyPlace),
      appointment_types: fc.constantFrom<string[]>([], [], [], [], ['follow_up'], ['initial_consultation']),
      buffer_minutes: longBuffer,
      max_appointments_per_day: fc.constantFrom(null, null, null, null, 1, 2, 3),
      bound: fc.tuple(sometimes, sometimes),
    })
    .map(({ day: which, start, length, bound: [a, b], ...row }) => ({
      ...row,
      day_of_week: new Date(anchor + which * day).getUTCDay(),
      start_time: clock(start * minute),
      end_time: clock((start + length) * minute),
      valid_from: a !== null && b !== null && a > b ? b : a,
      valid_until: a !== null && b !== null && a > b ? a : b,
    }));
};

const dateOverride = (anchor: number): fc.Arbitrary<DateOverride> =>
  fc
    .record({
      day: fc.integer({ min: -1, max: 5 }),
      kind: fc.constantFrom('open', 'open', 'part', 'part', 'off'),
      start: fives(0, 24 * 60 - 5),
      length: fives(5, 900),
    })
    .map(({ day: which, kind, start, length }) => ({
      override_date: dateAt('UTC', anchor + which * day),
      is_available: kind === 'open',
      start_time: kind === 'off' ? null : clock(start * minute),
      end_time: kind === 'off' ? null : clock((start + length) * minute),
    }));

export const plans: fc.Arbitrary<Plan> = place.chain(({ zone, anchor }) =>
  fc.record({
    zone: fc.constant(zone),
    anchor: fc.constant(anchor),
    now: fc.oneof(fc.constant(-2 * 24 * 60), fc.integer({ min: -3 * 24 * 60, max: 24 * 60 })),
    from: fc.oneof(fc.constant(0), fc.integer({ min: -600, max: 600 })),
    length: fc.oneof(fc.constant(4 * 24 * 60), fc.integer({ min: 10, max: 4 * 24 * 60 })),
    caller: fc.constantFrom<Caller>('patient', 'patient', 'receptionist', 'clinician'),
    appointment_type: fc.option(fc.constantFrom(...typeNames), { freq: 6 }),
    location_type: fc.constantFrom(null, null, null, ...everyPlace),
    duration_minutes: fc.option(duration, { freq: 2 }),
    for_patient: fc.boolean(),
    min_notice_minutes: fc.constantFrom(0, 120, 1440),
    booking_horizon_days: fc.constantFrom(2, 4, 90, 90),
    max_self_booking_minutes: fc.constantFrom(30, 120, 120, 120),
    types: fc.array(
      fc.record({
        default_duration_minutes: duration,
        buffer_minutes: buffer,
        self_bookable: fc.oneof(
          { weight: 9, arbitrary: fc.constant(true) },
          { weight: 1, arbitrary: fc.constant(false) },
        ),
        active: fc.constant(true),
      }),
      { minLength: 2, maxLength: 2 },
    ),
    // Two rows that start together would make it a matter of chance whose settings an exception takes over.
    hours: fc.uniqueArray(weeklyHours(zone, anchor), {
      maxLength: 8,
      selector: (h) => `${h.day_of_week} ${h.start_time}`,
    }),
    overrides: fc.uniqueArray(dateOverride(anchor), { maxLength: 2, selector: (o) => o.override_date }),
    closures: fc.array(fc.record({ at: around, length: fc.oneof(fives(5, 600), fives(5, 2 * 1440)) }), {
      maxLength: 1,
    }),
    visits: fc.array(
      fc.record({
        at: around,
        length: fc.oneof({ weight: 9, arbitrary: duration }, { weight: 1, arbitrary: fives(5, 1440) }),
        buffer: longBuffer,
        mine: fc.boolean(),
        elsewhere: fc.constantFrom(false, false, true),
        cancelled: fc.constantFrom(false, false, false, true),
      }),
      { maxLength: 8 },
    ),
    holds: fc.array(
      fc.record({
        at: around,
        length: duration,
        buffer,
        by: fc.constantFrom<Who>('patient', 'receptionist', 'clinician', 'stranger'),
        alive: fc.constantFrom(true, true, false),
      }),
      { maxLength: 4 },
    ),
    busy: fc.array(fc.record({ at: around, length: fc.oneof(fives(5, 120), fives(5, 120), fives(5, 1440)) }), {
      maxLength: 3,
    }),
    picks: fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 12, maxLength: 12 }),
  }),
);
