import fc from 'fast-check';
import { DateTime } from 'luxon';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { addDays, addWallDays, dayOf, dayStart, wallTime } from './time.ts';
import { instantOf, offsetAt, wallOf } from './zone-clock.ts';

/** Whole, half and quarter hours, half-hour summer time, changes at midnight, no changes, a day that never was. */
const zones = [
  'UTC',
  'Europe/London',
  'Europe/Berlin',
  'America/New_York',
  'America/Sao_Paulo',
  'America/Havana',
  'America/St_Johns',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Asia/Beirut',
  'Asia/Gaza',
  'Africa/Casablanca',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Pacific/Apia',
  'Antarctica/Troll',
] as const;
const minuteMs = 60_000;
const runs = { numRuns: 400 };

const changesOf = (zone: string): number[] => {
  const changes: number[] = [];
  let at: Temporal.ZonedDateTime | null = Temporal.Instant.from('2005-01-01T00:00Z').toZonedDateTimeISO(zone);
  const end = Date.UTC(2032, 0, 1);
  while (at && at.epochMilliseconds < end) {
    changes.push(at.epochMilliseconds);
    at = at.getTimeZoneTransition('next');
  }
  return changes;
};
const changes = zones.map((zone) => ({ zone, at: changesOf(zone) }));

/** A minute of up to 26 hours around a change of the zone's clock, or around the beginning where there is none. */
const around = fc
  .tuple(fc.constantFrom(...changes), fc.nat(), fc.integer({ min: -26 * 60, max: 26 * 60 }))
  .map(([{ zone, at }, pick, minutes]) => ({ zone, instant: (at[pick % at.length] ?? 0) + minutes * minuteMs }));
const iso = (instant: number) => new Date(instant).toISOString();
const temporal = ({ zone, instant }: { zone: string; instant: number }) =>
  Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);

test('the clock shows what Luxon and Temporal show', () => {
  fc.assert(
    fc.property(around, (moment) => {
      const { zone, instant } = moment;
      expect(offsetAt(zone, instant)).toBe(DateTime.fromMillis(instant, { zone }).offset * minuteMs);
      expect(dayOf(iso(instant), zone)).toBe(temporal(moment).toPlainDate().toString());
      expect(wallOf(zone, instant)).toBe(Date.parse(`${temporal(moment).toPlainDateTime().toString()}Z`));
    }),
    runs,
  );
});

test('a wall time is the instant Temporal calls compatible, repeated and skipped ones included', () => {
  fc.assert(
    fc.property(around, ({ zone, instant }) => {
      // The instant's digits read as a wall time: near a change some of them come twice and some never.
      const wall = iso(instant + offsetAt(zone, instant) - 60 * minuteMs);
      const expected = Temporal.PlainDateTime.from(wall.slice(0, 16)).toZonedDateTime(zone, {
        disambiguation: 'compatible',
      });
      expect(Date.parse(wallTime(wall.slice(0, 10), wall.slice(11, 16), zone))).toBe(expected.epochMilliseconds);
      expect(instantOf(zone, Date.parse(`${wall.slice(0, 16)}Z`))).toBe(expected.epochMilliseconds);
    }),
    runs,
  );
});

test('a wall time that exists is the earliest instant at which Luxon shows it', () => {
  fc.assert(
    fc.property(around, ({ zone, instant }) => {
      const wall = wallOf(zone, instant);
      const first = Math.min(
        ...DateTime.fromMillis(instant, { zone })
          .getPossibleOffsets()
          .map((possible) => possible.toMillis()),
      );
      expect(instantOf(zone, wall)).toBe(first);
    }),
    runs,
  );
});

test('a day and the day after begin where Temporal says, also where the clock went back across midnight', () => {
  fc.assert(
    fc.property(around, (moment) => {
      const { zone, instant } = moment;
      const date = dayOf(iso(instant), zone);
      const start = Date.parse(dayStart(date, zone));
      expect(start).toBe(temporal(moment).startOfDay().epochMilliseconds);
      expect(start).toBeLessThanOrEqual(instant);
      // Not simply "later than the instant": St. John's once went from 00:01 back into the day before.
      const next = temporal(moment).toPlainDate().add({ days: 1 }).toZonedDateTime(zone);
      expect(Date.parse(dayStart(addDays(date, 1), zone))).toBe(next.epochMilliseconds);
    }),
    runs,
  );
});

test('whole days later on the wall clock is what Temporal adds', () => {
  fc.assert(
    fc.property(around, fc.integer({ min: -8, max: 8 }), (moment, days) => {
      const moved = addWallDays(iso(moment.instant), days, moment.zone);
      expect(Date.parse(moved)).toBe(temporal(moment).add({ days }).epochMilliseconds);
    }),
    runs,
  );
});
