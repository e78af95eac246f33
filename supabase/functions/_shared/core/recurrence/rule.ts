/** RRULE (RFC 5545 §3.3.10) as numbers. */
import { UnreadableObject } from './problems.ts';

const frequencies = ['SECONDLY', 'MINUTELY', 'HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const;
const weekdays = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

export type Frequency = (typeof frequencies)[number];

export interface Rule {
  freq: Frequency;
  interval: number;
  count: number | null;
  /** As written: "2026-11-01", "2026-11-01T10:00:00" or the latter with Z. */
  until: string | null;
  /** First day of the week, 0 is Sunday. */
  weekStart: number;
  /** Empty where the rule does not say. `nth` is 0 for every such weekday. */
  byDay: { weekday: number; nth: number }[];
  byMonth: number[];
  byMonthDay: number[];
  byYearDay: number[];
  byWeekNo: number[];
  byHour: number[];
  byMinute: number[];
  bySecond: number[];
  bySetPos: number[];
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const listOf = (value: unknown): unknown[] => (value === undefined ? [] : Array.isArray(value) ? value : [value]);

function numbers(value: unknown, least: number, most: number): number[] {
  const given = listOf(value).map(Number);
  if (!given.every(Number.isInteger)) throw new UnreadableObject('RRULE with a part that is no number');
  // A value that no period has (hour 25) selects nothing; it must not widen the rule by being left out.
  return [...new Set(given.map((n) => (n < least || n > most ? Number.NaN : n)))].sort((a, b) => a - b);
}

function weekdayOf(value: unknown): number {
  // ical.js counts from Sunday = 1 where it has parsed the day itself.
  if (typeof value === 'number') return value - 1;
  return weekdays.indexOf(String(value));
}

/** From the value that ical.js gives to RRULE. */
export function readRule(recur: unknown): Rule {
  if (!isRecord(recur)) throw new UnreadableObject('RRULE without parts');
  const freq = frequencies.find((name) => name === recur.freq);
  if (!freq) throw new UnreadableObject('RRULE without a frequency');
  const byDay = listOf(recur.byday).map((day) => {
    const [, nth, name] = /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(String(day)) ?? [];
    const index = weekdays.indexOf(name ?? '');
    if (index < 0) throw new UnreadableObject('RRULE with an unknown weekday');
    return { weekday: index, nth: Number(nth ?? 0) };
  });
  const count = recur.count === undefined ? null : Number(recur.count);
  return {
    freq,
    // Zero is not allowed and still written; it cannot mean anything but one.
    interval: Math.max(1, Math.trunc(Number(recur.interval ?? 1)) || 1),
    count: count === null || Number.isNaN(count) ? null : count,
    until: recur.until === undefined ? null : String(recur.until),
    weekStart: recur.wkst === undefined ? 1 : Math.max(0, weekdayOf(recur.wkst)),
    byDay,
    byMonth: numbers(recur.bymonth, 1, 12),
    byMonthDay: numbers(recur.bymonthday, -31, 31),
    byYearDay: numbers(recur.byyearday, -366, 366),
    byWeekNo: numbers(recur.byweekno, -53, 53),
    byHour: numbers(recur.byhour, 0, 23),
    byMinute: numbers(recur.byminute, 0, 59),
    bySecond: numbers(recur.bysecond, 0, 60),
    bySetPos: numbers(recur.bysetpos, -366, 366),
  };
}
