/** IANA names of the zones that a TZID may name. */
import { tzlib_get_timezones } from 'timezones-ical-library';
import { windowsZones } from './windows-zones.ts';

const known = new Map([tzlib_get_timezones()].flat().map((name) => [name.toLowerCase(), name]));
const windows = new Map(Object.entries(windowsZones).map(([name, iana]) => [name.toLowerCase(), iana]));

/**
 * "Europe/Zurich" of itself, of "/mozilla.org/20050126_1/Europe/Zurich", "/freeassociation.sourceforge.net/Europe/Zurich"
 * and the like, and of "W. Europe Standard Time"; null for a name that only its VTIMEZONE explains.
 */
export function ianaName(tzid: string): string | null {
  const name = tzid
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .toLowerCase();
  const fromWindows = windows.get(name);
  if (fromWindows) return known.get(fromWindows.toLowerCase()) ?? null;
  const parts = name.split('/');
  // The longest tail: America/Argentina/Buenos_Aires has three parts. A prefix is only taken off where there is one.
  for (let from = 0; from < parts.length; from++) {
    const found = known.get(parts.slice(from).join('/'));
    if (found && (from === 0 || name.startsWith('/'))) return found;
  }
  return null;
}
