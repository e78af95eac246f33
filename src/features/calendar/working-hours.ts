import { DateTime } from 'luxon';
import type { TimeRange } from '../../lib/errors.ts';
import { addDays, dayOf, dayStart, wallTime } from '../../lib/time.ts';
import type { DateOverride, OverrideType, WeeklyHours } from './schema.ts';

/**
 * From weekly hours, exceptions and closures to the spans in which a clinician works, for the calendar's background.
 * Hours are wall-clock times of their own zone, so each day is worked out by itself: right across clock changes,
 * past midnight, and for a viewer anywhere. It only draws; what can be booked the database decides.
 */
export type Hours = {
  weekly: readonly WeeklyHours[];
  overrides: readonly DateOverride[];
  closures: readonly TimeRange[];
};
export type TimeOff = TimeRange & { label: OverrideType | 'closed' };

type Span = { from: number; to: number };
const toRange = ({ from, to }: Span): TimeRange => ({
  start: new Date(from).toISOString(),
  end: new Date(to).toISOString(),
});

function wallSpan(date: string, start: string, end: string, zone: string): Span {
  const lastDay = end > start ? date : addDays(date, 1);
  return { from: Date.parse(wallTime(date, start, zone)), to: Date.parse(wallTime(lastDay, end, zone)) };
}

const daySpan = (date: string, zone: string): Span => ({
  from: Date.parse(dayStart(date, zone)),
  to: Date.parse(dayStart(addDays(date, 1), zone)),
});

const weekday = (date: string): number => DateTime.fromISO(date, { zone: 'utc' }).weekday % 7;

/** The zone an exception is meant in: that of its weekday's hours, else of any hours, else the clinician's. */
function overrideZone(date: string, weekly: readonly WeeklyHours[], fallback: string): string {
  return (weekly.find((hours) => hours.day_of_week === weekday(date)) ?? weekly[0])?.timezone ?? fallback;
}

function subtract(spans: readonly Span[], hole: Span): Span[] {
  return spans.flatMap((span) => {
    if (hole.to <= span.from || hole.from >= span.to) return [span];
    const rest: Span[] = [];
    if (hole.from > span.from) rest.push({ from: span.from, to: hole.from });
    if (hole.to < span.to) rest.push({ from: hole.to, to: span.to });
    return rest;
  });
}

function merge(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else merged.push({ ...span });
  }
  return merged;
}

const clip = (spans: readonly Span[], limits: Span): Span[] =>
  spans.flatMap((span) => {
    const from = Math.max(span.from, limits.from);
    const to = Math.min(span.to, limits.to);
    return to > from ? [{ from, to }] : [];
  });

function daysBetween(range: TimeRange, zone: string): string[] {
  const days: string[] = [];
  // One day earlier: hours past midnight reach into the first day shown.
  const last = dayOf(range.end, zone);
  for (let day = addDays(dayOf(range.start, zone), -1); day <= last; day = addDays(day, 1)) days.push(day);
  return days;
}

export function openHours(hours: Hours, range: TimeRange, clinicianZone: string): TimeRange[] {
  const { weekly, overrides, closures } = hours;
  const replaced = new Set(
    overrides.filter((o) => o.is_available || o.start_time === null).map((o) => o.override_date),
  );
  const opened = weekly.flatMap((row) =>
    daysBetween(range, row.timezone)
      .filter((date) => weekday(date) === row.day_of_week && !replaced.has(date))
      .filter((date) => (row.valid_from ?? date) <= date && date <= (row.valid_until ?? date))
      .map((date) => wallSpan(date, row.start_time, row.end_time, row.timezone)),
  );
  for (const override of overrides) {
    if (!override.is_available || !override.start_time || !override.end_time) continue;
    const zone = overrideZone(override.override_date, weekly, clinicianZone);
    opened.push(wallSpan(override.override_date, override.start_time, override.end_time, zone));
  }
  let open = merge(opened);
  for (const off of timeOff(hours, clinicianZone)) {
    open = subtract(open, { from: Date.parse(off.start), to: Date.parse(off.end) });
  }
  for (const closure of closures) {
    open = subtract(open, { from: Date.parse(closure.start), to: Date.parse(closure.end) });
  }
  return clip(open, { from: Date.parse(range.start), to: Date.parse(range.end) }).map(toRange);
}

/** Exceptions that close a day or a part of it, with the word to show. */
export function timeOff({ weekly, overrides, closures }: Hours, clinicianZone: string): TimeOff[] {
  const off = overrides
    .filter((override) => !override.is_available)
    .map((override): TimeOff => {
      const zone = overrideZone(override.override_date, weekly, clinicianZone);
      const span =
        override.start_time && override.end_time
          ? wallSpan(override.override_date, override.start_time, override.end_time, zone)
          : daySpan(override.override_date, zone);
      return { ...toRange(span), label: override.override_type };
    });
  return [...off, ...closures.map((closure): TimeOff => ({ ...closure, label: 'closed' }))];
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/**
 * The step at which free times can begin, so that a visit dropped by hand lands on a time that can be booked. Counted
 * from full hours, because that is where the calendar starts to count.
 */
export function gridMinutes(weekly: readonly WeeklyHours[]): number {
  const steps = weekly.map((row) => {
    const [, minute = 0] = row.start_time.split(':').map(Number);
    return gcd(row.slot_duration_minutes, minute);
  });
  return steps.length === 0 ? 15 : Math.max(5, steps.reduce(gcd));
}

/** Postgres writes a range as ["2026-12-24 00:00:00+00","2026-12-27 00:00:00+00"). */
export function parseRange(text: string): TimeRange | undefined {
  const match = /^\["?([^",]+)"?,\s*"?([^",)]+)"?\)$/.exec(text);
  if (!match) return undefined;
  const [start, end] = [match[1], match[2]].map((edge) =>
    DateTime.fromSQL(edge ?? '', { setZone: true }).isValid
      ? DateTime.fromSQL(edge ?? '', { setZone: true })
      : DateTime.fromISO(edge ?? '', { setZone: true }),
  );
  if (!start?.isValid || !end?.isValid) return undefined;
  return { start: start.toJSDate().toISOString(), end: end.toJSDate().toISOString() };
}
