import { addDays, dayOf, formatDate, formatTime, formatTimeRange, sameClock, today, zoneName } from '../../lib/time.ts';
import { withCommas } from '../../lib/words.ts';

/** Days and times of a thread in words. `now` decides what is today, and whether a year has to be named. */

/** How a day is called: by a word as long as it is near, then by its date. */
export type DayName = 'today' | 'yesterday' | { date: string };

export function dayName(date: string, zone: string, now: number): DayName {
  const here = today(zone, new Date(now));
  if (date === here) return 'today';
  if (date === addDays(here, -1)) return 'yesterday';
  return { date };
}

const yearUnlessNow = (date: string, zone: string, now: number): Intl.DateTimeFormatOptions =>
  date.slice(0, 4) === today(zone, new Date(now)).slice(0, 4) ? {} : { year: 'numeric' };

/** "Tuesday 24 November": between the messages of two days. */
export const longDay = (date: string, zone: string, now: number): string =>
  formatDate(date, { weekday: 'long', day: 'numeric', month: 'long', ...yearUnlessNow(date, zone, now) });

/** "Tue 24 Nov": beside a thread that has been quiet for days. */
export const shortDay = (date: string, zone: string, now: number): string =>
  formatDate(date, { weekday: 'short', day: 'numeric', month: 'short', ...yearUnlessNow(date, zone, now) });

/**
 * "Tue 3 March, 10:30 – 11:00" on the clock of the reader, which is named where the practice's shows another time.
 * Without an end, only when it begins.
 */
export function momentText(
  start: string,
  end: string | undefined,
  { zone, practiceZone, now }: { zone: string; practiceZone: string; now: number },
): string {
  const date = dayOf(start, zone);
  const day = formatDate(date, {
    weekday: 'short',
    day: 'numeric',
    month: 'long',
    ...yearUnlessNow(date, zone, now),
  });
  const time = end ? formatTimeRange(start, end, zone) : formatTime(start, zone);
  const at = new Date(start);
  return withCommas(day, time, ...(sameClock(zone, practiceZone, at) ? [] : [zoneName(zone, at)]));
}
