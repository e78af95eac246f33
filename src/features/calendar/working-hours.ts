import type { TimeRange } from '../../lib/errors.ts';
import { addDays, dayOf, dayStart, wallTime } from '../../lib/time.ts';
import type { DateOverride, OverrideType, WeeklyHours } from './schema.ts';

/**
 * From weekly hours, exceptions and closures to the spans in which a clinician works, for the calendar's background.
 * Hours are wall-clock times of their own zone, so each day is worked out by itself: right across clock changes,
 * past midnight, and for a viewer anywhere. It only draws; what can be booked the database decides.
 */
export type Closure = TimeRange & { reason: string | null };
export type Hours = {
  weekly: readonly WeeklyHours[];
  overrides: readonly DateOverride[];
  closures: readonly Closure[];
};
/** The reason of a closure is said; why a person is away is nobody's business beyond the kind of absence. */
export type TimeOff = TimeRange & { label: OverrideType | 'closed'; reason?: string };

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

const weekday = (date: string): number => new Date(`${date}T12:00:00Z`).getUTCDay();

/** AV5: an exception takes zone and slot length from its weekday's first hours, else from any hours. */
const modelOf = (date: string, weekly: readonly WeeklyHours[]): WeeklyHours | undefined =>
  weekly.find((hours) => hours.day_of_week === weekday(date)) ?? weekly[0];

const overrideZone = (date: string, weekly: readonly WeeklyHours[], fallback: string): string =>
  modelOf(date, weekly)?.timezone ?? fallback;

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

export type OpenWindow = Span & { stepMinutes: number };

/** Each stretch of opening hours as it was written down, before exceptions cut into it: slots are counted from its start. */
export function openWindows(hours: Hours, range: TimeRange, clinicianZone: string): OpenWindow[] {
  const { weekly, overrides } = hours;
  const replaced = new Set(
    overrides.filter((o) => o.is_available || o.start_time === null).map((o) => o.override_date),
  );
  const opened = weekly.flatMap((row) =>
    daysBetween(range, row.timezone)
      .filter((date) => weekday(date) === row.day_of_week && !replaced.has(date))
      .filter((date) => (row.valid_from ?? date) <= date && date <= (row.valid_until ?? date))
      .map((date) => ({
        ...wallSpan(date, row.start_time, row.end_time, row.timezone),
        stepMinutes: row.slot_duration_minutes,
      })),
  );
  for (const override of overrides) {
    if (!override.is_available || !override.start_time || !override.end_time) continue;
    const zone = overrideZone(override.override_date, weekly, clinicianZone);
    opened.push({
      ...wallSpan(override.override_date, override.start_time, override.end_time, zone),
      stepMinutes: modelOf(override.override_date, weekly)?.slot_duration_minutes ?? 30,
    });
  }
  return opened;
}

export function openHours(hours: Hours, range: TimeRange, clinicianZone: string): TimeRange[] {
  let open = merge(openWindows(hours, range, clinicianZone));
  for (const off of timeOff(hours, clinicianZone)) {
    open = subtract(open, { from: Date.parse(off.start), to: Date.parse(off.end) });
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
  const closed = closures.map(
    ({ start, end, reason }): TimeOff => ({ start, end, label: 'closed', ...(reason ? { reason } : {}) }),
  );
  return [...off, ...closed];
}

/** Whether anything can ever be booked: no hours at all means that nobody has set them yet. */
export const hasHours = ({ weekly, overrides }: Hours): boolean =>
  weekly.length > 0 || overrides.some((override) => override.is_available);

/** Postgres writes a range as ["2026-12-24 00:00:00+00","2026-12-27 00:00:00+00"). */
export function parseRange(text: string): TimeRange | undefined {
  const match = /^\["?([^",]+)"?,\s*"?([^",)]+)"?\)$/.exec(text);
  const [from, to] = [match?.[1], match?.[2]].map(parseInstant);
  if (from === undefined || to === undefined) return undefined;
  return toRange({ from, to });
}

/** "2026-12-24 00:00:00+00" is ISO 8601 but for the blank and the minutes of the offset. */
function parseInstant(text: string | undefined): number | undefined {
  const iso = text?.replace(' ', 'T').replace(/([+-]\d{2})$/, '$1:00');
  const instant = Date.parse(iso ?? '');
  return Number.isNaN(instant) ? undefined : instant;
}
