/** Points in time of one calendar object: instants, or days where the value is a DATE; and how long events last. */
import { dayMs } from './civil.ts';
import type { Effort } from './expand.ts';
import { childrenOf, type JComponent, type JProperty, parameterOf, propertyOf, textOf } from './jcal.ts';
import { UnreadableObject } from './problems.ts';
import { durationOf, isDate, wallOf } from './values.ts';
import { utc, type Zone, zoneNamed, zoneOfComponent } from './zone.ts';

/** `wall` in `zone`; of a DATE the midnight, in the zone of the reader. */
export interface Moment {
  date: boolean;
  wall: number;
  zone: Zone;
}

export const instantOf = (moment: Moment): number => moment.zone.toInstant(moment.wall);

export interface Reader {
  floating: Zone;
  moment(property: JProperty, text: string): Moment;
}

/** Zones of the object come first (§3.2.19), then zones known by name; what nobody knows is taken as floating. */
export function createReader(calendar: JComponent, floating: Zone, until: number, effort: Effort): Reader {
  const zones = new Map<string, Zone>();
  const zoneFor = (tzid: string): Zone => {
    const known = zones.get(tzid);
    if (known) return known;
    const component = childrenOf(calendar, 'vtimezone').find((zone) => textOf(zone, 'tzid') === tzid);
    const zone = (component && usable(component, until, effort)) ?? zoneNamed(tzid, until) ?? floating;
    zones.set(tzid, zone);
    return zone;
  };
  return {
    floating,
    moment: (property, text) => {
      const tzid = parameterOf(property, 'tzid');
      const date = isDate(text);
      const zone = date ? floating : text.endsWith('Z') ? utc : tzid === null ? floating : zoneFor(tzid);
      return { date, wall: wallOf(text), zone };
    },
  };
}

function usable(component: JComponent, until: number, effort: Effort): Zone | null {
  try {
    return zoneOfComponent(component, until, effort);
  } catch (error) {
    if (error instanceof UnreadableObject) return null;
    throw error;
  }
}

/**
 * How long an event lasts. With DTEND every occurrence lasts exactly as long as the first, with DURATION its days are
 * days of the calendar (RFC 5545 §3.8.5.3).
 */
export interface Length {
  days: number;
  exact: number;
}

export function lengthOf(event: JComponent, start: Moment, reader: Reader): Length {
  const end = propertyOf(event, 'dtend');
  const duration = textOf(event, 'duration');
  if (start.date) {
    let days = 1;
    if (end) days = Math.round((reader.moment(end, String(end[3])).wall - start.wall) / dayMs);
    else if (duration) days = Math.ceil(durationOf(duration).days + durationOf(duration).exact / dayMs);
    // Some write a single day as DTEND = DTSTART.
    return { days: Math.max(1, days), exact: 0 };
  }
  if (end) return { days: 0, exact: instantOf(reader.moment(end, String(end[3]))) - instantOf(start) };
  return duration ? durationOf(duration) : { days: 0, exact: 0 };
}

export function startOf(event: JComponent, reader: Reader): Moment {
  const start = propertyOf(event, 'dtstart');
  if (!start) throw new UnreadableObject('VEVENT without DTSTART');
  return reader.moment(start, String(start[3]));
}

/** The instant at which something ends that begins then and lasts so long. */
export const endOf = (start: Moment, length: Length): number =>
  start.zone.toInstant(start.wall + length.days * dayMs) + length.exact;
