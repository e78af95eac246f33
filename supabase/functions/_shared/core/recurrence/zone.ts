/**
 * Time zones from VTIMEZONE components (RFC 5545 §3.6.5): those of a calendar object, and those of timezones-ical-library
 * for zones that an object only names. Not with ical.js's own zones, which take a repeated local time as its second
 * occurrence and move a skipped one back, and which expand a hostile VTIMEZONE without end.
 */
import { tzlib_get_ical_block } from 'timezones-ical-library';
import { dayMs } from './civil.ts';
import { type Effort, expandRule } from './expand.ts';
import { childrenOf, type JComponent, parseCalendar, propertiesOf, textOf } from './jcal.ts';
import { UnreadableObject } from './problems.ts';
import { readRule } from './rule.ts';
import { wallOf } from './values.ts';
import { ianaName } from './zone-name.ts';

/** Wall-clock times are milliseconds as if they were UTC. */
export interface Zone {
  /** A repeated time means its first occurrence, a skipped one the offset before the gap (RFC 5545 §3.3.5). */
  toInstant(wall: number): number;
  toWall(instant: number): number;
}

export const utc: Zone = { toInstant: (wall) => wall, toWall: (instant) => instant };

interface Transition {
  at: number;
  before: number;
  after: number;
}

function zoneOf(transitions: Transition[]): Zone {
  const offsetAt = (instant: number): number => {
    let [low, high] = [0, transitions.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((transitions[middle]?.at ?? 0) <= instant) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? (transitions[0]?.before ?? 0) : (transitions[low - 1]?.after ?? 0);
  };
  return {
    toWall: (instant) => instant + offsetAt(instant),
    toInstant: (wall) => {
      // No zone is more than a day from UTC, so these are the offsets before and after a change nearby.
      const before = wall - offsetAt(wall - dayMs);
      const after = wall - offsetAt(wall + dayMs);
      if (before + offsetAt(before) === wall) return before;
      return after + offsetAt(after) === wall ? after : before;
    },
  };
}

/** "+0200", as ical.js writes it ("+02:00"), in milliseconds. */
function offsetOf(observance: JComponent, name: string): number {
  const [, sign, hours, minutes, seconds] =
    /^([+-])(\d\d):?(\d\d)(?::?(\d\d))?$/.exec(textOf(observance, name) ?? '') ?? [];
  if (!sign) throw new UnreadableObject(`VTIMEZONE without ${name}`);
  return (sign === '-' ? -1 : 1) * ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds ?? 0)) * 1000;
}

/** From a VTIMEZONE, right until the instant `until`. Throws UnreadableObject, TooManyOccurrences. */
export function zoneOfComponent(component: JComponent, until: number, effort: Effort): Zone {
  // Most objects of a calendar repeat the same component, and its years are most of the work.
  const year = new Date(until).getUTCFullYear() + 1;
  return remembered(`${year} ${JSON.stringify(component)}`, () => {
    const transitions: Transition[] = [];
    for (const observance of [...childrenOf(component, 'standard'), ...childrenOf(component, 'daylight')]) {
      const [before, after] = [offsetOf(observance, 'tzoffsetfrom'), offsetOf(observance, 'tzoffsetto')];
      for (const wall of onsets(observance, before, Date.UTC(year, 11, 31), effort)) {
        transitions.push({ at: wall - before, before, after });
      }
    }
    if (transitions.length === 0) throw new UnreadableObject('VTIMEZONE without observances');
    return zoneOf(transitions.sort((a, b) => a.at - b.at));
  });
}

const zones = new Map<string, Zone>();

/** Same key, same zone: nothing but time is saved. */
function remembered(key: string, make: () => Zone): Zone {
  const known = zones.get(key);
  if (known) return known;
  const zone = make();
  if (zones.size >= 500) zones.clear();
  if (key.length < 20_000) zones.set(key, zone);
  return zone;
}

function* onsets(observance: JComponent, before: number, until: number, effort: Effort): Generator<number> {
  const start = wallOf(textOf(observance, 'dtstart') ?? '');
  yield start;
  for (const property of propertiesOf(observance, 'rdate')) {
    for (const value of property.slice(3)) yield wallOf(String(value).split('/')[0] ?? '');
  }
  for (const property of propertiesOf(observance, 'rrule')) {
    const rule = readRule(property[3]);
    const end =
      rule.until === null ? Number.POSITIVE_INFINITY : wallOf(rule.until) + (rule.until.endsWith('Z') ? before : 0);
    for (const wall of expandRule(rule, start, start, Math.min(end, until + dayMs), effort)) {
      if (wall !== start) yield wall;
    }
  }
}

/** The zone that goes by this name, or null where nobody knows it. */
export function zoneNamed(name: string, until: number): Zone | null {
  const iana = ianaName(name);
  if (iana === null) return null;
  if (/^(Etc\/)?(UTC|GMT|UCT|Zulu|Universal|Greenwich)$/.test(iana)) return utc;
  return remembered(`${new Date(until).getUTCFullYear()} ${iana}`, () => {
    const [block = ''] = [tzlib_get_ical_block(iana)].flat();
    const calendar = parseCalendar(`BEGIN:VCALENDAR\r\n${block}\r\nEND:VCALENDAR\r\n`);
    const [component] = childrenOf(calendar, 'vtimezone');
    if (!component) throw new Error(`no VTIMEZONE of ${iana}`);
    return zoneOfComponent(component, until, { left: 100_000 });
  });
}
