import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addMonths, datesBetween, gridStep, monthGrid, weekdayOf } from './dates.ts';
import { groupExceptions } from './exceptions.ts';
import { formatLocation, parseLocation } from './location.ts';
import { parseSpan } from './queries.ts';
import type { Override } from './schema.ts';

const anyDate = fc.date({ min: new Date('2020-01-01'), max: new Date('2035-12-31'), noInvalidDate: true });

test('six weeks begin on the first day of the week and hold the whole month', () => {
  fc.assert(
    fc.property(anyDate, fc.integer({ min: 0, max: 6 }), (when, firstDay) => {
      const date = when.toISOString().slice(0, 10);
      const grid = monthGrid(date, firstDay);
      expect(grid.every((week) => weekdayOf(week[0] ?? '') === firstDay)).toBe(true);
      expect(grid.flat()).toContain(date);
      expect(new Set(grid.flat()).size).toBe(42);
    }),
  );
});
test('a month from 31 January is the last of February', () => {
  expect(addMonths('2027-01-31', 1)).toBe('2027-02-28');
  expect(addMonths('2027-01-31', -2)).toBe('2026-11-30');
});
test('keys of the grid; in right-to-left text the arrows are the other way round', () => {
  const step = (key: string, rtl = false) => gridStep(key, '2026-11-25', 1, rtl);
  expect([step('ArrowRight'), step('ArrowRight', true)]).toEqual(['2026-11-26', '2026-11-24']);
  expect([step('Home'), step('End')]).toEqual(['2026-11-23', '2026-11-29']);
  expect([step('PageDown'), step('PageUp')]).toEqual(['2026-12-25', '2026-10-25']);
  expect(step('a')).toBeUndefined();
});
test('the address keeps what belongs to others, and ignores nonsense', () => {
  expect(formatLocation('new=1&section=nowhere', { section: 'preview', month: '2026-12-01' })).toBe(
    'new=1&section=preview&month=2026-12',
  );
  expect(parseLocation('clinician=x&month=2026-99&section=hours')).toEqual({
    section: 'hours',
    clinicianId: undefined,
    month: undefined,
  });
});
test('a range as Postgres writes it', () => {
  expect(parseSpan('["2026-12-24 00:00:00+00","2026-12-27 00:00:00+05:30")')).toEqual({
    start: '2026-12-24T00:00:00.000Z',
    end: '2026-12-26T18:30:00.000Z',
  });
  expect(parseSpan('empty')).toBeUndefined();
});
test('days that follow each other and say the same are one stretch', () => {
  const day = (override_date: string, change: Partial<Override> = {}): Override => ({
    override_id: override_date,
    override_date,
    is_available: false,
    start_time: null,
    end_time: null,
    reason: null,
    override_type: 'vacation',
    ...change,
  });
  const rows = [
    ...datesBetween('2026-12-30', '2027-01-02').map((date) => day(date)),
    day('2027-01-03', { override_type: 'holiday' }),
    day('2027-01-05'),
  ];
  expect(groupExceptions(rows).map(({ from, until }) => [from, until])).toEqual([
    ['2026-12-30', '2027-01-02'],
    ['2027-01-03', '2027-01-03'],
    ['2027-01-05', '2027-01-05'],
  ]);
});
