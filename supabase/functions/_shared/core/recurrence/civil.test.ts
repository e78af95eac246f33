import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seed } from '../../../../../tests/support/random.ts';
import { civilDate, dayMs, dayNumber, daysInMonth, weekday } from './civil.ts';

test('days, dates, weekdays and lengths of months agree with Date', () => {
  fc.assert(
    fc.property(fc.integer({ min: -800_000, max: 3_000_000 }), (day) => {
      const date = new Date(day * dayMs);
      const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + 1];
      expect(civilDate(day)).toEqual({ year, month, day: date.getUTCDate() });
      expect(dayNumber(year, month, date.getUTCDate())).toBe(day);
      expect(weekday(day)).toBe(date.getUTCDay());
      const next = new Date(0).setUTCFullYear(year, month, 0);
      expect(daysInMonth(year, month)).toBe(new Date(next).getUTCDate());
    }),
    { seed, numRuns: 5000 },
  );
});
