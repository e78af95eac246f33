import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Choice,
  type Finding,
  nearest,
  plan,
  summarise,
  timeOf,
  toExceptions,
  toFindings,
  undecided,
  usable,
  without,
} from './series.ts';

const day = (date: number, time = '10:30') => `2026-12-${String(date).padStart(2, '0')}T${time}:00.000Z`;
const slot = (start: string) => ({ start, end: new Date(Date.parse(start) + 30 * 60_000).toISOString() });
const clash: Finding = { state: 'clash', clashes: [], alternatives: [] };
const free: Finding = { state: 'free' };
const starts = [day(1), day(8), day(15)];

describe('a series with clashes', () => {
  const other = slot(day(8, '14:00'));
  const dates = plan(starts, 30, [free, clash, clash], {
    [day(8)]: { kind: 'other', slot: other },
    [day(15)]: { kind: 'skip' },
  });
  test('moved and left out dates are told to the database by their planned start', () => {
    expect(toExceptions(dates)).toEqual([
      { start: day(8), slot_start: other.start, slot_end: other.end },
      { start: day(15) },
    ]);
  });
  test('what will be booked is counted', () => {
    expect(summarise(dates)).toEqual({ booked: 2, moved: 1, skipped: 1, undecided: 0, overbooked: 0 });
  });
  test('a clash without a decision is open', () => {
    expect(undecided(plan(starts, 30, [free, clash, free], {})).map((date) => date.start)).toEqual([day(8)]);
  });
  test('a proposal that collides with another date of the series is no proposal', () => {
    const proposals = [slot(day(1, '10:00')), slot(day(1, '10:15')), slot(day(8, '14:15')), slot(day(9))];
    const [, second, third] = dates;
    expect(third && usable(proposals, third, dates).map((one) => one.start)).toEqual([day(1, '10:00'), day(9)]);
    // Its own planned time does not stand in the way of the date itself.
    expect(second && usable([slot(day(8, '10:45'))], second, dates)).toHaveLength(1);
  });
});

test('the nearest free times, in the order of the clock', () => {
  const slots = ['09:00', '10:00', '11:00', '15:00'].map((time) => slot(day(8, time)));
  expect(nearest(slots, day(8), 3).map((one) => one.start)).toEqual([
    day(8, '09:00'),
    day(8, '10:00'),
    day(8, '11:00'),
  ]);
});

test('what the database refused is a clash of the planned date, however the instant is written', () => {
  const alternatives = [slot(day(9))];
  const refused = {
    occurrence: '2026-12-08T10:30:00+00:00',
    ...slot(day(8, '14:00')),
    code: 'slot_taken',
    alternatives,
  };
  expect(toFindings([refused])).toEqual({
    [day(8)]: { state: 'clash', clashes: [{ kind: 'taken', ...slot(day(8, '14:00')) }], alternatives },
  });
  expect(without({ [day(8)]: { kind: 'skip' }, [day(15)]: { kind: 'skip' } }, [day(8)])).toEqual({
    [day(15)]: { kind: 'skip' },
  });
});

test('every date is booked as planned, moved, left out or still open: none is lost, none counted twice', () => {
  const anyChoice = fc.constantFrom<Choice | undefined>(
    undefined,
    { kind: 'skip' },
    { kind: 'overbook' },
    { kind: 'other', slot: slot(day(20)) },
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(anyChoice, fc.constantFrom(free, clash)), { maxLength: 60 }), (rows) => {
      const many = rows.map((_, index) => new Date(Date.parse(day(1)) + index * 86_400_000).toISOString());
      const choices = Object.fromEntries(many.map((start, index) => [start, rows[index]?.[0]]));
      const dates = plan(
        many,
        30,
        rows.map(([, finding]) => finding),
        choices,
      );
      const sum = summarise(dates);
      expect(sum.booked + sum.skipped + sum.undecided).toBe(rows.length);
      expect(toExceptions(dates)).toHaveLength(sum.moved + sum.skipped);
      expect(dates.filter(timeOf)).toHaveLength(rows.length - sum.skipped);
    }),
  );
});
