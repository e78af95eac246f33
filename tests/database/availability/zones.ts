/** Zones whose clocks do something worth testing in the coming years, and a few that do nothing. */
import { DateTime } from 'luxon';
import type { Db } from '../../support/factory.ts';
import { day, hour, minute } from '../../support/time.ts';
import { offsetAt } from './wall-clock.ts';

export const zones = [
  'Africa/Cairo',
  'Africa/Casablanca',
  'Africa/El_Aaiun',
  'Africa/Nairobi',
  'America/Adak',
  'America/Anchorage',
  'America/Argentina/Buenos_Aires',
  'America/Asuncion',
  'America/Bogota',
  'America/Chicago',
  'America/Denver',
  'America/Detroit',
  'America/Halifax',
  'America/Havana',
  'America/Los_Angeles',
  'America/Mexico_City',
  'America/Miquelon',
  'America/New_York',
  'America/Nuuk',
  'America/Phoenix',
  'America/Port-au-Prince',
  'America/Punta_Arenas',
  'America/Santiago',
  'America/Sao_Paulo',
  'America/Scoresbysund',
  'America/St_Johns',
  'America/Thule',
  'America/Tijuana',
  'Antarctica/Troll',
  'Asia/Beirut',
  'Asia/Gaza',
  'Asia/Hebron',
  'Asia/Jerusalem',
  'Asia/Kathmandu',
  'Asia/Kolkata',
  'Asia/Nicosia',
  'Asia/Tokyo',
  'Atlantic/Azores',
  'Atlantic/Bermuda',
  'Australia/Adelaide',
  'Australia/Eucla',
  'Australia/Hobart',
  'Australia/Lord_Howe',
  'Australia/Sydney',
  'Europe/Berlin',
  'Europe/Dublin',
  'Europe/Helsinki',
  'Europe/Lisbon',
  'Europe/London',
  'Pacific/Apia',
  'Pacific/Auckland',
  'Pacific/Chatham',
  'Pacific/Easter',
  'Pacific/Kiritimati',
  'Pacific/Norfolk',
  'Pacific/Pago_Pago',
  'UTC',
] as const;

/** Now, at a full hour: the tests look two years ahead from here, whenever they run. */
export const today = DateTime.utc().startOf('hour').toMillis();
export const inTwoYears = today + 2 * 365 * day + 5 * day;

/**
 * Node and Postgres each carry a tz database, possibly of different years. A zone they disagree on tells nothing about
 * our SQL and is left out; the tests insist that nearly all remain.
 */
export async function agreedZones(db: Db, wanted: readonly string[], from: number, until: number): Promise<string[]> {
  const rows = await db<{ name: string; at: string; ahead: string }[]>`
    select z.name, extract(epoch from g.t) as at, extract(epoch from g.t at time zone z.name - g.t at time zone 'UTC') as ahead
    from unnest(${[...wanted]}::text[]) z (name)
    cross join generate_series(${new Date(from - 3 * day)}::timestamptz, ${new Date(until + 3 * day)}::timestamptz, '1 day') g (t)`;
  const differing = new Set(
    rows.filter((r) => offsetAt(r.name, Number(r.at) * 1_000) !== Number(r.ahead) * 1_000).map((r) => r.name),
  );
  return wanted.filter((zone) => !differing.has(zone));
}

/** HH:MM of a reading (see wall-clock.ts). */
export function clock(reading: number): string {
  const inDay = ((reading % day) + day) % day;
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(Math.floor(inDay / hour))}:${two(Math.floor((inDay % hour) / minute))}`;
}
