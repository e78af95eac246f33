import { addDays } from '../../lib/time.ts';

/** Calendar dates without a clock. */

/** 0 = Sunday … 6 = Saturday. */
export const weekdayOf = (date: string): number => new Date(`${date}T12:00:00Z`).getUTCDay();

export function datesBetween(from: string, until: string, limit = 400): string[] {
  const dates: string[] = [];
  for (let date = from; date <= until && dates.length < limit; date = addDays(date, 1)) dates.push(date);
  return dates;
}

export const monthStart = (date: string): string => `${date.slice(0, 7)}-01`;

export function addMonths(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const first = new Date(Date.UTC(year, month - 1 + months, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(day, last));
  return first.toISOString().slice(0, 10);
}

export type DateSpan = { from: string; until: string };

/** The six weeks a month grid shows, row by row. */
export function monthGrid(month: string, firstDay: number): string[][] {
  const first = monthStart(month);
  const start = addDays(first, -((weekdayOf(first) - firstDay + 7) % 7));
  return Array.from({ length: 6 }, (_, week) =>
    Array.from({ length: 7 }, (_day, day) => addDays(start, week * 7 + day)),
  );
}

/** Where a key of the grid leads (WAI-ARIA date grid), or nothing for other keys. In right-to-left text ← is tomorrow. */
export function gridStep(key: string, date: string, firstDay: number, rightToLeft: boolean): string | undefined {
  const intoWeek = (weekdayOf(date) - firstDay + 7) % 7;
  const ahead = rightToLeft ? -1 : 1;
  switch (key) {
    case 'ArrowRight':
      return addDays(date, ahead);
    case 'ArrowLeft':
      return addDays(date, -ahead);
    case 'ArrowDown':
      return addDays(date, 7);
    case 'ArrowUp':
      return addDays(date, -7);
    case 'Home':
      return addDays(date, -intoWeek);
    case 'End':
      return addDays(date, 6 - intoWeek);
    case 'PageDown':
      return addMonths(date, 1);
    case 'PageUp':
      return addMonths(date, -1);
    default:
      return undefined;
  }
}

export const ordered = (a: string, b: string): DateSpan => (a <= b ? { from: a, until: b } : { from: b, until: a });
