import { describe, expect, test } from 'vitest';
import {
  addWallDays,
  dayPart,
  dayStart,
  formatLocale,
  parseDate,
  sameClock,
  startOfWeek,
  stepDate,
  visibleDays,
  wallTime,
  zoneName,
} from './time.ts';

describe('days in a zone', () => {
  test('a day begins at the midnight of its zone', () => {
    expect(dayStart('2026-11-20', 'America/New_York')).toBe('2026-11-20T05:00:00Z');
    expect(dayStart('2026-11-20', 'Pacific/Kiritimati')).toBe('2026-11-19T10:00:00Z');
  });
  test('where midnight is skipped, a day begins at its first instant', () => {
    // Beirut 2024: clocks went from 00:00 to 01:00 on 31 March.
    expect(dayStart('2024-03-31', 'Asia/Beirut')).toBe('2024-03-30T22:00:00Z');
  });
  test('a whole day later is the same wall time across a change of clocks', () => {
    expect(addWallDays('2026-10-31T14:00:00Z', 1, 'America/New_York')).toBe('2026-11-01T15:00:00Z');
  });
});

describe('wall time', () => {
  test('a repeated time means its first occurrence', () => {
    expect(wallTime('2026-11-01', '01:30', 'America/New_York')).toBe('2026-11-01T05:30:00Z');
  });
  test('a skipped time moves forward by the gap', () => {
    expect(wallTime('2026-03-08', '02:30', 'America/New_York')).toBe('2026-03-08T07:30:00Z');
  });
});

describe('views', () => {
  test('the week starts on the day the reader is used to', () => {
    expect(startOfWeek('2026-11-20', 1)).toBe('2026-11-16');
    expect(startOfWeek('2026-11-20', 0)).toBe('2026-11-15');
    expect(startOfWeek('2026-11-20', 6)).toBe('2026-11-14');
  });
  test('the month shows six whole weeks', () => {
    expect(visibleDays('month', '2026-11-20', 1)).toEqual({ from: '2026-10-26', to: '2026-12-07' });
  });
  test('steps are a day, a week, a month; a short month does not overflow', () => {
    expect(stepDate('day', '2026-02-28', 1)).toBe('2026-03-01');
    expect(stepDate('list', '2026-11-20', -1)).toBe('2026-11-13');
    expect(stepDate('month', '2026-01-31', 1)).toBe('2026-02-28');
  });
  test('an address with nonsense in it counts as no date', () => {
    expect(parseDate('2026-02-30')).toBeUndefined();
    expect(parseDate('yesterday')).toBeUndefined();
    expect(parseDate('2026-02-28')).toBe('2026-02-28');
  });
});

describe('zones in words', () => {
  test('city and distance from Greenwich on that day', () => {
    expect(zoneName('America/New_York', new Date('2026-11-20T12:00:00Z'))).toBe('New York (GMT-5)');
    expect(zoneName('America/New_York', new Date('2026-07-20T12:00:00Z'))).toBe('New York (GMT-4)');
  });
  test('two zones with the same clock today need no naming', () => {
    expect(sameClock('Europe/Berlin', 'Europe/Paris', new Date('2026-11-20T12:00:00Z'))).toBe(true);
    expect(sameClock('Europe/London', 'Africa/Abidjan', new Date('2026-07-20T12:00:00Z'))).toBe(false);
  });
  test('parts of the day are those of the zone', () => {
    expect(dayPart('2026-11-20T16:30:00Z', 'America/New_York')).toBe('morning');
    expect(dayPart('2026-11-20T16:30:00Z', 'Europe/London')).toBe('afternoon');
    expect(dayPart('2026-11-20T16:30:00Z', 'Europe/Berlin')).toBe('evening');
  });
});

test('in Arabic the digits of dates are those of the counts beside them, wherever the browser comes from', () => {
  expect(formatLocale('ar', 'ar-EG')).toBe('ar-EG-u-nu-latn');
  expect(formatLocale('ar', 'en-GB')).toBe('ar-u-nu-latn');
  expect(new Intl.DateTimeFormat(formatLocale('ar', 'ar-EG'), { day: 'numeric', timeZone: 'UTC' }).format(0)).toBe('1');
  expect(formatLocale('en', 'en-GB')).toBe('en-GB');
});
