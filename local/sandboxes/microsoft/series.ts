import type { DateTime } from 'luxon';
import type { Fields, Recurrence, StoredEvent } from './event.ts';
import { read } from './zones.ts';

/** An event at one time: a single one, or an occurrence of a series. */
export interface Instance {
  event: StoredEvent;
  /** The day the rule gives it, which names an occurrence; null for a single event. */
  day: string | null;
  isException: boolean;
  fields: Fields;
  start: number;
  end: number;
}

/** All-day events have days, not instants: their days are compared as if they were UTC. */
export function instants({ start, end, isAllDay }: Pick<Fields, 'start' | 'end' | 'isAllDay'>) {
  const zone = isAllDay ? { timeZone: 'UTC' } : {};
  return { start: read({ ...start, ...zone }).toMillis(), end: read({ ...end, ...zone }).toMillis() };
}

/** Everything of the event that touches the window. */
export function instancesIn(event: StoredEvent, from: number, to: number): Instance[] {
  const all = event.fields.recurrence
    ? occurrences(event, event.fields.recurrence, to)
    : [{ event, day: null, isException: false, fields: event.fields, ...instants(event.fields) }];
  return all.filter((i) => i.start < to && (i.end > from || (i.end === i.start && i.start >= from)));
}

export function occurrence(event: StoredEvent, day: string): Instance | undefined {
  if (!event.fields.recurrence) return undefined;
  const until = read({ dateTime: `${day}T00:00:00`, timeZone: 'UTC' }).plus({ days: 2 });
  return occurrences(event, event.fields.recurrence, until.toMillis()).find((i) => i.day === day);
}

function occurrences(event: StoredEvent, { pattern, range }: Recurrence, until: number): Instance[] {
  const { fields } = event;
  const first = read(fields.isAllDay ? { ...fields.start, timeZone: 'UTC' } : fields.start);
  const length = read(fields.end).diff(read(fields.start));
  const last = range.type === 'endDate' && range.endDate ? range.endDate : '9999-12-31';
  const count = range.type === 'numbered' ? (range.numberOfOccurrences ?? 1) : Number.POSITIVE_INFINITY;

  const found: Instance[] = [];
  let seen = 0;
  for (let time = first; seen < count; time = time.plus({ days: 1 })) {
    const day = time.toISODate();
    // A day of room: an exception may lie before the day of its rule.
    if (day > last || time.toMillis() > until + 86_400_000) break;
    if (!matches(pattern, first, time)) continue;
    seen += 1;
    const exception = event.exceptions.get(day);
    if (exception === null) continue;
    const rule = { start: local(time, fields), end: local(time.plus(length), fields) };
    const own = { ...fields, ...rule, ...exception };
    found.push({ event, day, isException: exception !== undefined, fields: own, ...instants(own) });
  }
  return found;
}

const local = (time: DateTime<true>, { start }: Fields) => ({
  dateTime: time.toFormat("yyyy-MM-dd'T'HH:mm:ss"),
  timeZone: start.timeZone,
});

function matches(pattern: Recurrence['pattern'], first: DateTime<true>, time: DateTime<true>): boolean {
  const [a, b] = [first.startOf('day'), time.startOf('day')];
  const every = (difference: number) => Math.round(difference) % pattern.interval === 0;
  switch (pattern.type) {
    case 'daily':
      return every(b.diff(a, 'days').days);
    case 'weekly': {
      const names: string[] = pattern.daysOfWeek ?? [a.setLocale('en').weekdayLong.toLowerCase()];
      const weeks = b.startOf('week').diff(a.startOf('week'), 'weeks').weeks;
      return names.includes(b.setLocale('en').weekdayLong.toLowerCase()) && every(weeks);
    }
    case 'absoluteMonthly': {
      const months = (b.year - a.year) * 12 + b.month - a.month;
      return b.day === (pattern.dayOfMonth ?? a.day) && every(months);
    }
    case 'absoluteYearly':
      return (
        b.day === (pattern.dayOfMonth ?? a.day) && b.month === (pattern.month ?? a.month) && every(b.year - a.year)
      );
  }
}
