import { addDays, dayOf, wallTime } from '../../lib/time.ts';
import { weekdayOf } from './dates.ts';
import type { Booked, HoursRow, Override } from './schema.ts';
import type { RowToSave } from './week.ts';

/** Booked visits that new hours or a day off would leave outside. Only a warning: what is booked stays booked. */
type Hours = RowToSave | HoursRow;
type Span = { from: number; to: number };

export function wallSpan(date: string, start: string, end: string, zone: string): Span {
  const nextDay = end <= start || end.startsWith('24');
  const lastDay = nextDay ? addDays(date, 1) : date;
  return {
    from: Date.parse(wallTime(date, start, zone)),
    to: Date.parse(wallTime(lastDay, end.replace(/^24/, '00'), zone)),
  };
}

const spanOf = (visit: Booked): Span => ({
  from: Date.parse(visit.scheduled_start),
  to: Date.parse(visit.scheduled_end),
});

function allows(row: Hours, visit: Booked): boolean {
  if (row.location_type !== 'any' && row.location_type !== visit.location_type) return false;
  return row.appointment_types.length === 0 || row.appointment_types.includes(visit.appointment_type);
}

export function insideHours(visit: Booked, rows: readonly Hours[]): boolean {
  const { from, to } = spanOf(visit);
  return rows.some((row) => {
    if (!allows(row, visit)) return false;
    const date = dayOf(visit.scheduled_start, row.timezone);
    return [date, addDays(date, -1)].some((day) => {
      if (weekdayOf(day) !== row.day_of_week) return false;
      if ((row.valid_from ?? day) > day || (row.valid_until ?? day) < day) return false;
      const open = wallSpan(day, row.start_time, row.end_time, row.timezone);
      return open.from <= from && to <= open.to;
    });
  });
}

/** Inside the hours as they are, but not as they would be. Overbooked visits were outside before: no news. */
export function leftOutside(visits: readonly Booked[], before: readonly Hours[], after: readonly Hours[]): Booked[] {
  return visits.filter((visit) => insideHours(visit, before) && !insideHours(visit, after));
}

/** Visits on the dates of exceptions for which these leave no room. */
export function affectedBy(
  visits: readonly Booked[],
  exceptions: readonly Omit<Override, 'override_id' | 'reason' | 'override_type'>[],
  zone: string,
): Booked[] {
  return visits.filter((visit) => {
    const { from, to } = spanOf(visit);
    return exceptions.some((exception) => {
      const date = exception.override_date;
      const day = {
        from: Date.parse(wallTime(date, '00:00', zone)),
        to: Date.parse(wallTime(addDays(date, 1), '00:00', zone)),
      };
      const part =
        exception.start_time && exception.end_time
          ? wallSpan(date, exception.start_time, exception.end_time, zone)
          : day;
      if (!exception.is_available) return from < part.to && to > part.from;
      return from >= day.from && from < day.to && !(part.from <= from && to <= part.to);
    });
  });
}
