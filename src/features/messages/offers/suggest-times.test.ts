import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayOf, dayPart } from '../../../lib/time.ts';
import { overlaps, suggestTimes } from './suggest-times.ts';

const zone = 'Europe/London';
const slot = (start: string, minutes = 30) => ({
  start,
  end: new Date(Date.parse(start) + minutes * 60_000).toISOString(),
});
const starts = (slots: readonly { start: string }[]) => slots.map(({ start }) => start);

describe('suggested times', () => {
  test('are on different days and at different parts of the day, the soonest first', () => {
    const days = ['02', '03', '04', '05'];
    const hours = ['09:00', '09:30', '14:00', '18:00'];
    const free = days.flatMap((day) => hours.map((hour) => slot(`2026-03-${day}T${hour}:00Z`)));
    expect(starts(suggestTimes(free, zone))).toEqual([
      '2026-03-02T09:00:00Z',
      '2026-03-03T14:00:00Z',
      '2026-03-04T18:00:00Z',
    ]);
  });

  test('on one day alone they lie apart, and never share a moment', () => {
    const free = ['09:00', '09:15', '09:30', '15:00'].map((hour) => slot(`2026-03-02T${hour}:00Z`));
    expect(starts(suggestTimes(free, zone))).toEqual([
      '2026-03-02T09:00:00Z',
      '2026-03-02T09:30:00Z',
      '2026-03-02T15:00:00Z',
    ]);
  });

  test('the day is that of the zone', () => {
    const free = [slot('2026-03-02T23:30:00Z'), slot('2026-03-03T02:00:00Z'), slot('2026-03-03T23:30:00Z')];
    expect(starts(suggestTimes(free, 'America/New_York', 2))).toEqual(['2026-03-02T23:30:00Z', '2026-03-03T23:30:00Z']);
  });

  const quarter = 15 * 60_000;
  const first = Date.parse('2026-03-01T00:00:00Z');
  const free = fc
    .uniqueArray(fc.integer({ min: 0, max: 14 * 96 }), { maxLength: 60 })
    .chain((quarters) =>
      fc
        .constantFrom(15, 30, 60)
        .map((minutes) => quarters.map((n) => slot(new Date(first + n * quarter).toISOString(), minutes))),
    );
  const wanted = fc.integer({ min: 0, max: 6 });
  const zones = fc.constantFrom('Europe/London', 'America/New_York', 'Pacific/Auckland');

  test('are some of the free ones, in order, no more than wanted, none overlapping', () => {
    fc.assert(
      fc.property(free, wanted, zones, (slots, n, where) => {
        const found = suggestTimes(slots, where, n);
        expect(slots).toEqual(expect.arrayContaining(found));
        expect(new Set(found).size).toBe(found.length);
        expect(found.length).toBeLessThanOrEqual(n);
        const instants = found.map(({ start }) => Date.parse(start));
        expect(instants).toEqual([...instants].sort((a, b) => a - b));
        for (const one of found) expect(found.filter((other) => overlaps(one, other))).toEqual([one]);
        // Nothing that would still fit is left out.
        const fits = slots.filter((one) => !found.some((other) => overlaps(one, other)));
        if (found.length < n) expect(fits).toEqual([]);
      }),
    );
  });

  test('spread over as many days as there are', () => {
    // Whole hours in London's daytime: no two days touch.
    const daytime = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 9, max: 20 })), {
      selector: ([day, hour]) => `${day} ${hour}`,
      maxLength: 40,
    });
    fc.assert(
      fc.property(daytime, wanted, (times, n) => {
        const slots = times.map(([day, hour]) => slot(`2026-03-0${day}T${String(hour).padStart(2, '0')}:00:00Z`));
        const found = suggestTimes(slots, zone, n);
        const days = (list: typeof slots) => new Set(list.map(({ start }) => dayOf(start, zone))).size;
        expect(found).toHaveLength(Math.min(n, slots.length));
        expect(days(found)).toBe(Math.min(n, days(slots)));
        const parts = (list: typeof slots) => new Set(list.map(({ start }) => dayPart(start, zone)));
        if (n >= 2 && days(slots) === 1 && parts(slots).size >= 2) expect(parts(found).size).toBeGreaterThanOrEqual(2);
      }),
    );
  });
});
