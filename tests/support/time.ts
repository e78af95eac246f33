/** Instants for tests. Wall-clock arithmetic goes through Luxon, an oracle independent of Postgres. */
import { DateTime } from 'luxon';

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/** The ISO instant (UTC) of a wall-clock time such as '2027-03-01T09:00' in a zone. */
export function instant(wallClock: string, zone = 'UTC'): string {
  const iso = DateTime.fromISO(wallClock, { zone }).toUTC().toISO({ suppressMilliseconds: true });
  if (!iso) throw new Error(`${wallClock} in ${zone} is not a time`);
  return iso;
}

/** The ISO instant `milliseconds` after another. */
export const plus = (iso: string, milliseconds: number): string =>
  new Date(Date.parse(iso) + milliseconds).toISOString();

/** `days` from today at a wall-clock time in a zone; the calendar day is the zone's. */
export function inDays(days: number, time: string, zone = 'UTC'): string {
  const date = DateTime.now().setZone(zone).plus({ days }).toISODate();
  return instant(`${date}T${time}`, zone);
}

/** The next given weekday (1 = Monday … 7 = Sunday) at least `days` ahead, as a date of that zone. */
export function nextWeekday(weekday: number, days = 1, zone = 'UTC'): string {
  let date = DateTime.now().setZone(zone).plus({ days });
  while (date.weekday !== weekday) date = date.plus({ days: 1 });
  return date.toISODate() ?? '';
}

/** The same instant, however it is written (…Z, …+00:00, with or without milliseconds). */
export const sameInstant = (a: string, b: string): boolean => Date.parse(a) === Date.parse(b);
