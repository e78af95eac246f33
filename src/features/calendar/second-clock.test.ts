import { describe, expect, test } from 'vitest';
import { clocksDiffer, secondClock } from './second-clock.ts';

/** The test's pages speak British English, if the machine does not say otherwise: only digits are compared. */
const digits = (lines: readonly string[]) => lines.map((line) => line.replace(/\s?[AP]M/i, ''));

describe('the second clock on the axis', () => {
  test('one line where the difference is the same on all days', () => {
    const week = ['2026-11-23', '2026-11-24', '2026-11-25'];
    expect(digits(secondClock(9 * 60, week, 'Europe/London', 'Europe/Berlin'))).toHaveLength(1);
    expect(digits(secondClock(9 * 60, week, 'Europe/London', 'Europe/Berlin'))[0]).toMatch(/^10:00$/);
  });
  test('in the week in which only one of them changes its clock, the day is named from which it differs', () => {
    // The United States change on Sunday 8 March 2026, Europe three weeks later.
    const week = ['2026-03-06', '2026-03-07', '2026-03-08', '2026-03-09'];
    const lines = secondClock(10 * 60, week, 'America/New_York', 'Europe/London');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^0?3:00/);
    expect(lines[1]).toMatch(/^Sun 0?2:00/);
  });
  test('on the day itself, the hours before the change are those of before', () => {
    const sunday = ['2026-03-08'];
    expect(secondClock(60, sunday, 'America/New_York', 'UTC')[0]).toMatch(/^0?6:00/);
    expect(secondClock(4 * 60, sunday, 'America/New_York', 'UTC')[0]).toMatch(/^0?8:00/);
  });
  test('half hours count', () => {
    expect(secondClock(9 * 60, ['2026-11-24'], 'UTC', 'Asia/Kolkata')[0]).toMatch(/^0?2:30|^14:30/);
  });
  test('the last row of a day is midnight of the next', () => {
    expect(secondClock(24 * 60, ['2026-11-24'], 'UTC', 'Europe/Berlin')[0]).toMatch(/^0?1:00/);
  });
});

test('two names of one clock are not worth a second column, another date is', () => {
  expect(clocksDiffer(['2026-11-24'], 'Europe/Berlin', 'Europe/Vienna')).toBe(false);
  expect(clocksDiffer(['2026-03-09'], 'Europe/London', 'America/New_York')).toBe(true);
  expect(clocksDiffer(['2026-11-24'], 'Pacific/Kiritimati', 'Pacific/Honolulu')).toBe(true);
});
