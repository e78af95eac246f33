/** In which zone the times of an event can be written so that every reader comes back to the same instants. */
import { DateTime } from 'luxon';
import { tzlib_get_ical_block } from 'timezones-ical-library';
import { zoneNamed } from '../recurrence/zone.ts';
import { ianaName } from '../recurrence/zone-name.ts';

const isUtc = /^(Etc\/)?(UTC|GMT|UCT|Zulu|Universal|Greenwich)$/;
const yearMs = 366 * 86_400_000;

/**
 * The IANA name to write as TZID, or null for UTC: where nobody knows the zone; in the hour that comes twice when clocks are
 * set back (a local time means its first occurrence, RFC 5545 §3.3.5); and where the VTIMEZONE that goes with the file,
 * which knows the rules of today, disagrees with the zone's history or exceptions.
 */
export function writtenZone(timezone: string | undefined, instants: string[]): string | null {
  const name = timezone === undefined ? null : ianaName(timezone);
  if (name === null || isUtc.test(name)) return null;
  return instants.every((instant) => readsBack(name, instant)) ? name : null;
}

function readsBack(zone: string, instant: string): boolean {
  const local = DateTime.fromISO(instant, { zone });
  if (!local.isValid || local.getPossibleOffsets().length > 1) return false;
  const at = local.toMillis();
  return zoneNamed(zone, at + yearMs)?.toInstant(at + local.offset * 60_000) === at;
}

/** The VTIMEZONE of a zone (§3.6.5), or null where there is none. */
export function vtimezoneOf(timezone: string): string | null {
  const [block] = [tzlib_get_ical_block(timezone)].flat();
  return block?.startsWith('BEGIN:VTIMEZONE') ? block : null;
}
