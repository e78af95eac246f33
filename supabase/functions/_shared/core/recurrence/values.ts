/** Values of date and time as ical.js writes them in jCal. Wall-clock times are milliseconds as if they were UTC. */
import { dayMs, dayNumber, daysInMonth } from './civil.ts';
import { UnreadableObject } from './problems.ts';

const written = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d)(Z)?)?$/;

/** "2026-11-01T10:00:00" with or without Z, or "2026-11-01" as its midnight. */
export function wallOf(text: string): number {
  const [, year, month, day, hour = 0, minute = 0, second = 0] = (written.exec(text) ?? []).map(Number);
  const [y, m, d] = [year ?? 0, month ?? 0, day ?? 0];
  if (m < 1 || m > 12 || d < 1 || d > daysInMonth(y, m) || hour > 24 || minute > 59 || second > 60) {
    throw new UnreadableObject('a time that is none');
  }
  // Second 60 is the second before (§3.3.12); undefined groups became NaN.
  const seconds = ((hour || 0) * 60 + (minute || 0)) * 60 + Math.min(second || 0, 59);
  return dayNumber(y, m, d) * dayMs + seconds * 1000;
}

export const isDate = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text);

export interface Duration {
  /** Days of the calendar, 23 to 25 hours long. */
  days: number;
  /** Exact milliseconds. */
  exact: number;
}

/** "P1DT2H", "PT30M", "-P1W" (§3.3.6). */
export function durationOf(text: string): Duration {
  const match = /^([+-])?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text);
  if (!match) throw new UnreadableObject('a duration that is none');
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(2).map((n) => Number(n ?? 0));
  const sign = match[1] === '-' ? -1 : 1;
  return {
    days: sign * (weeks * 7 + days),
    exact: sign * ((hours * 60 + minutes) * 60 + seconds) * 1000,
  };
}
