import { describe, expect, test } from 'vitest';
import { dayStart } from '../../lib/time.ts';
import type { DateOverride, WeeklyHours } from './schema.ts';
import { type Closure, hasHours, openHours, parseRange, timeOff } from './working-hours.ts';

const weekday = (
  day_of_week: number,
  start_time: string,
  end_time: string,
  change: Partial<WeeklyHours> = {},
): WeeklyHours => ({
  day_of_week,
  start_time,
  end_time,
  timezone: 'America/New_York',
  slot_duration_minutes: 30,
  valid_from: null,
  valid_until: null,
  ...change,
});
const closedOn = (override_date: string, change: Partial<DateOverride> = {}): DateOverride => ({
  override_date,
  is_available: false,
  start_time: null,
  end_time: null,
  override_type: 'vacation',
  ...change,
});
const days = (from: string, to: string, zone = 'America/New_York') => ({
  start: dayStart(from, zone),
  end: dayStart(to, zone),
});
const hours = (weekly: WeeklyHours[], overrides: DateOverride[] = [], closures: Closure[] = []) => ({
  weekly,
  overrides,
  closures,
});
const spans = (list: { start: string; end: string }[]) =>
  list.map(({ start, end }) => [start.slice(0, 16), end.slice(0, 16)]);

describe('working hours as instants', () => {
  test('follow the clock of their zone across a change of clocks', () => {
    // Monday 26 October is still summer time in New York, Monday 2 November is not.
    const monday = hours([weekday(1, '09:00:00', '12:00:00')]);
    expect(spans(openHours(monday, days('2026-10-26', '2026-11-03'), 'America/New_York'))).toEqual([
      ['2026-10-26T13:00', '2026-10-26T16:00'],
      ['2026-11-02T14:00', '2026-11-02T17:00'],
    ]);
  });
  test('past midnight they end on the next day, also when only that day is shown', () => {
    const night = hours([weekday(1, '22:00:00', '02:00:00')]);
    expect(spans(openHours(night, days('2026-11-17', '2026-11-18'), 'America/New_York'))).toEqual([
      ['2026-11-17T05:00', '2026-11-17T07:00'],
    ]);
  });
  test('for a viewer far away, hours land on another date', () => {
    const monday = hours([weekday(1, '09:00:00', '17:00:00', { timezone: 'Asia/Tokyo' })]);
    const shown = openHours(monday, days('2026-11-15', '2026-11-16', 'America/Los_Angeles'), 'Asia/Tokyo');
    expect(spans(shown)).toEqual([['2026-11-16T00:00', '2026-11-16T08:00']]);
  });
  test('hold from valid_from to valid_until', () => {
    const limited = hours([weekday(1, '09:00', '10:00', { valid_from: '2026-11-16', valid_until: '2026-11-16' })]);
    expect(openHours(limited, days('2026-11-09', '2026-11-24'), 'America/New_York')).toHaveLength(1);
  });
  test('touching hours are one stretch', () => {
    const split = hours([weekday(1, '09:00', '12:00'), weekday(1, '12:00', '15:00')]);
    expect(spans(openHours(split, days('2026-11-16', '2026-11-17'), 'America/New_York'))).toEqual([
      ['2026-11-16T14:00', '2026-11-16T20:00'],
    ]);
  });
});

describe('exceptions', () => {
  const week = [1, 2, 3, 4, 5].map((day) => weekday(day, '09:00', '17:00'));
  const tuesday = days('2026-11-17', '2026-11-18');

  test('a day off closes its local date and says why', () => {
    const off = hours(week, [closedOn('2026-11-17')]);
    expect(openHours(off, tuesday, 'America/New_York')).toEqual([]);
    expect(timeOff(off, 'America/New_York')).toEqual([
      { start: '2026-11-17T05:00:00.000Z', end: '2026-11-18T05:00:00.000Z', label: 'vacation' },
    ]);
  });
  test('a part of a day off leaves the rest open', () => {
    const off = hours(week, [
      closedOn('2026-11-17', { start_time: '12:00', end_time: '13:00', override_type: 'blocked' }),
    ]);
    expect(spans(openHours(off, tuesday, 'America/New_York'))).toEqual([
      ['2026-11-17T14:00', '2026-11-17T17:00'],
      ['2026-11-17T18:00', '2026-11-17T22:00'],
    ]);
  });
  test('custom hours replace the weekly ones, and open a closed weekday', () => {
    const custom = {
      is_available: true,
      start_time: '10:00',
      end_time: '11:00',
      override_type: 'custom_hours',
    } as const;
    const both = hours(week, [closedOn('2026-11-17', custom), closedOn('2026-11-21', custom)]);
    expect(spans(openHours(both, tuesday, 'America/New_York'))).toEqual([['2026-11-17T15:00', '2026-11-17T16:00']]);
    expect(openHours(both, days('2026-11-21', '2026-11-22'), 'America/New_York')).toHaveLength(1);
  });
  test('a closure of the practice cuts through', () => {
    const closure = { start: '2026-11-17T16:00:00Z', end: '2026-11-18T16:00:00Z', reason: 'Stocktaking' };
    expect(spans(openHours(hours(week, [], [closure]), tuesday, 'America/New_York'))).toEqual([
      ['2026-11-17T14:00', '2026-11-17T16:00'],
    ]);
    expect(timeOff(hours(week, [], [closure]), 'America/New_York')).toMatchObject([
      { label: 'closed', reason: 'Stocktaking' },
    ]);
  });
});

test('a range as Postgres writes it becomes two instants; anything else is nothing', () => {
  expect(parseRange('["2026-12-24 00:00:00+00","2026-12-27 01:30:00+02")')).toEqual({
    start: '2026-12-24T00:00:00.000Z',
    end: '2026-12-26T23:30:00.000Z',
  });
  expect(parseRange('empty')).toBeUndefined();
});

test('hours are set when there is a weekly row, or a single day that is open', () => {
  expect(hasHours(hours([]))).toBe(false);
  expect(hasHours(hours([weekday(1, '09:00', '17:00')]))).toBe(true);
  expect(hasHours(hours([], [closedOn('2026-11-17')]))).toBe(false);
  const open = { is_available: true, start_time: '10:00', end_time: '11:00', override_type: 'custom_hours' } as const;
  expect(hasHours(hours([], [closedOn('2026-11-17', open)]))).toBe(true);
});
