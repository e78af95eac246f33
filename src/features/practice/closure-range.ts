import { addDays, dayOf, dayStart, formatDate, formatTime, wallTime } from '../../lib/time.ts';
import { withCommas } from '../../lib/words.ts';

/** A closure is a range of instants [start, end); people think of it as days of the practice. */
export type ClosureRange = { start: string; end: string };
export type ClosureDays = { from: string; to: string };

const toInstant = (text: string): string =>
  new Date(
    text
      .replace(/^"|"$/g, '')
      .replace(' ', 'T')
      .replace(/([+-]\d{2})$/, '$1:00'),
  ).toISOString();

/** `["2026-12-16 00:00:00+00","2026-12-17 00:00:00+00")`, as the database writes a tstzrange. */
export function parseDuring(text: string): ClosureRange {
  const [, start, end] = /^\[([^,]+),([^,]+)\)$/.exec(text) ?? [];
  if (!start || !end) throw new Error(`not a bounded range: ${text}`);
  return { start: toInstant(start), end: toInstant(end) };
}

export const formatDuring = ({ start, end }: ClosureRange): string => `[${start},${end})`;

const same = (a: string, b: string): boolean => Date.parse(a) === Date.parse(b);

/** The days from first to last, both included, when the range is exactly whole days of the zone. */
export function wholeDays({ start, end }: ClosureRange, zone: string): ClosureDays | undefined {
  const from = dayOf(start, zone);
  const after = dayOf(end, zone);
  return same(dayStart(from, zone), start) && same(dayStart(after, zone), end)
    ? { from, to: addDays(after, -1) }
    : undefined;
}

/** Midnight to midnight on the practice's own clock: 23 or 25 hours where the clocks change. */
export const fromDays = ({ from, to }: ClosureDays, zone: string): ClosureRange => ({
  start: dayStart(from, zone),
  end: dayStart(addDays(to, 1), zone),
});

export const fromTimes = (days: ClosureDays, times: { start: string; end: string }, zone: string): ClosureRange => ({
  start: wallTime(days.from, times.start, zone),
  end: wallTime(days.to, times.end, zone),
});

const withYear = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const;

/** "Wed, 16 Dec 2026", "Wed, 16 Dec 2026 – Fri, 18 Dec 2026" or with times where it is not whole days. */
export function closureText(range: ClosureRange, zone: string): string {
  const days = wholeDays(range, zone);
  const day = (date: string) => formatDate(date, withYear);
  if (days) return days.from === days.to ? day(days.from) : `${day(days.from)} – ${day(days.to)}`;
  const [from, to] = [dayOf(range.start, zone), dayOf(range.end, zone)];
  const start = withCommas(day(from), formatTime(range.start, zone));
  const end = formatTime(range.end, zone);
  return from === to ? `${start} – ${end}` : `${start} – ${withCommas(day(to), end)}`;
}
