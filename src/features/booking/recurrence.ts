import { addDays, dayOf, startOfWeek, wallTime } from '../../lib/time.ts';
import { clock } from './initial.ts';

/**
 * How a visit repeats, as an iCalendar rule (RFC 5545 §3.3.10) and as the dates that rule means. The database expands
 * the rule again when it books; recurrence.pg.test.ts keeps both in step.
 */
export const frequencies = ['never', 'daily', 'weekly', 'fortnightly', 'monthly'] as const;
export type Frequency = (typeof frequencies)[number];
export type Recurrence = {
  frequency: Frequency;
  /** 0 = Sunday … 6 = Saturday; beside the weekday of the first visit, which always counts. */
  weekdays: readonly number[];
  ends: 'count' | 'date';
  count: number;
  /** The last possible day. */
  until: string;
};

/** The most visits a series can have. */
export const mostVisits = 104;
const weekdayNames = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'] as const;

export const isWeekly = (frequency: Frequency): boolean => frequency === 'weekly' || frequency === 'fortnightly';
export const weekdayOf = (date: string): number => new Date(`${date}T12:00:00Z`).getUTCDay();

export const allWeekdays = (recurrence: Recurrence, firstDate: string): number[] =>
  [...new Set([...recurrence.weekdays, weekdayOf(firstDate)])].sort((a, b) => a - b);

/** The rule for book_series. The week begins where the reader's does: it decides which days "every 2 weeks" pairs. */
export function toRule(recurrence: Recurrence, firstDate: string, weekStart: number): string {
  const { frequency, ends, count, until } = recurrence;
  const parts = [`FREQ=${frequency === 'daily' ? 'DAILY' : frequency === 'monthly' ? 'MONTHLY' : 'WEEKLY'}`];
  if (frequency === 'fortnightly') parts.push('INTERVAL=2');
  if (isWeekly(frequency)) {
    const days = allWeekdays(recurrence, firstDate).map((day) => weekdayNames[day]);
    parts.push(`BYDAY=${days.join(',')}`, `WKST=${weekdayNames[weekStart]}`);
  }
  parts.push(ends === 'count' ? `COUNT=${count}` : `UNTIL=${until.replaceAll('-', '')}`);
  return parts.join(';');
}

/** The same day of the month `months` later; undefined where that month has no such day, which is then left out. */
function addMonths(date: string, months: number): string | undefined {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const moved = new Date(Date.UTC(year, month - 1 + months, day));
  return moved.getUTCDate() === day ? moved.toISOString().slice(0, 10) : undefined;
}

/** The days of the nth period, in order. */
function daysOfPeriod(recurrence: Recurrence, first: string, weekStart: number, n: number): string[] {
  if (recurrence.frequency === 'daily') return [addDays(first, n)];
  if (recurrence.frequency === 'monthly') return [addMonths(first, n)].filter((day) => day !== undefined);
  const week = startOfWeek(addDays(first, n * (recurrence.frequency === 'fortnightly' ? 14 : 7)), weekStart);
  const wanted = allWeekdays(recurrence, first);
  return Array.from({ length: 7 }, (_, index) => addDays(week, index)).filter(
    (day) => day >= first && wanted.includes(weekdayOf(day)),
  );
}

/**
 * The starts of the series at the same local time in the zone, the first one included: at most `mostVisits`, and one
 * more where there would be too many. Empty when the last day lies before the first.
 */
export function expand(recurrence: Recurrence, firstStart: string, zone: string, weekStart: number): string[] {
  const first = dayOf(firstStart, zone);
  const time = clock(firstStart, zone);
  const start = (day: string) => new Date(day === first ? firstStart : wallTime(day, time, zone)).toISOString();
  if (recurrence.frequency === 'never') return [start(first)];
  const end = recurrence.ends === 'date' ? Date.parse(wallTime(recurrence.until, '23:59:59', zone)) : undefined;
  const wanted = recurrence.ends === 'count' ? Math.min(recurrence.count, mostVisits + 1) : mostVisits + 1;
  const found: string[] = [];
  // A month without the day gives none, so there are more periods than visits; 400 is where the database stops too.
  for (let n = 0; n <= 400 && found.length < wanted; n++) {
    for (const day of daysOfPeriod(recurrence, first, weekStart, n)) {
      const at = start(day);
      if (end !== undefined && Date.parse(at) > end) return found;
      if (found.length < wanted) found.push(at);
    }
  }
  return found;
}
