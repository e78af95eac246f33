/** Expands the daily and weekly rules that people make, in the zone of the series (RFC 5545, 3.3.10). */
import { DateTime } from 'luxon';
import type { EventResource, EventTime } from './state.ts';

export interface Occurrence {
  id: string;
  start: EventTime;
  end: EventTime;
  /** Milliseconds. */
  from: number;
  to: number;
}

const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

export const zoneOf = (time: EventTime, calendarZone: string) => time.timeZone ?? calendarZone;

/** The instant of a time; a date begins at midnight in the calendar's zone. */
export const instantOf = (time: EventTime, calendarZone: string): number =>
  DateTime.fromISO(time.date ?? time.dateTime ?? '', {
    zone: time.date ? calendarZone : zoneOf(time, calendarZone),
  }).toMillis();

export const timed = (at: DateTime, zone: string): EventTime => ({
  dateTime: at.startOf('second').toISO({ suppressMilliseconds: true }),
  timeZone: zone,
});

function readRule(recurrence: string[] | undefined) {
  const line = recurrence?.find((text) => text.startsWith('RRULE:')) ?? 'RRULE:';
  const parts = new Map(
    line
      .slice(6)
      .split(';')
      .map((part) => part.split('=') as [string, string]),
  );
  const until = parts.get('UNTIL');
  return {
    isWeekly: parts.get('FREQ') === 'WEEKLY',
    interval: Number(parts.get('INTERVAL') ?? 1),
    count: Number(parts.get('COUNT') ?? Number.POSITIVE_INFINITY),
    until: until ? DateTime.fromISO(until, { zone: 'utc' }).toMillis() : Number.POSITIVE_INFINITY,
    days: parts.get('BYDAY')?.split(','),
  };
}

/** Every occurrence of a series that begins before `horizon` (milliseconds). */
export function occurrences(series: EventResource, calendarZone: string, horizon: number): Occurrence[] {
  const rule = readRule(series.recurrence);
  const isAllDay = Boolean(series.start.date);
  const zone = isAllDay ? calendarZone : zoneOf(series.start, calendarZone);
  const first = DateTime.fromMillis(instantOf(series.start, calendarZone), { zone });
  const length = DateTime.fromMillis(instantOf(series.end, calendarZone), { zone }).diff(first, ['days', 'hours']);
  const firstWeek = first.startOf('week');
  const found: Occurrence[] = [];
  for (let day = 0; found.length < rule.count; day++) {
    const start = first.plus({ days: day });
    if (start.toMillis() >= horizon || start.toMillis() > rule.until) break;
    const weeks = Math.round(start.startOf('week').diff(firstWeek, 'weeks').weeks);
    const fits = rule.isWeekly
      ? weeks % rule.interval === 0 &&
        (rule.days ? rule.days.includes(DAYS[start.weekday - 1] ?? '') : start.weekday === first.weekday)
      : day % rule.interval === 0;
    if (!fits) continue;
    const end = start.plus(length);
    const stamp = isAllDay ? start.toFormat('yyyyMMdd') : start.toUTC().toFormat("yyyyMMdd'T'HHmmss'Z'");
    found.push({
      id: `${series.id}_${stamp}`,
      start: isAllDay ? { date: start.toISODate() } : timed(start, zone),
      end: isAllDay ? { date: end.toISODate() } : timed(end, zone),
      from: start.toMillis(),
      to: end.toMillis(),
    });
  }
  return found;
}

/** An occurrence as a resource of its own: what the series says, at its own time. */
export function occurrenceResource(series: EventResource, { id, start, end }: Occurrence): EventResource {
  const { recurrence: _, ...rest } = series;
  return { ...rest, id, start, end, recurringEventId: series.id, originalStartTime: start };
}
