/** An instant in words, by the clock of its reader, and by that of the practice where it differs. */

import { cityOf } from './city.ts';
import type { Language } from './language.ts';
import { evenSpaces } from './outside-text.ts';

export type Clock = Language & {
  /** IANA, as the reader's profile has it. */
  zone: string;
  practiceZone: string;
  now: Date;
};

export type When = {
  /** "tomorrow, Tuesday 1 December, 14:05 – 14:35 (Auckland time)" */
  long: string;
  /** Only where the practice's clock shows another time: in which city, and what. */
  there: { city: string; long: string } | null;
  /** "tomorrow, Tue 1 Dec, 14:05" */
  short: string;
  /** The same with both clocks: "…, 03:05 Auckland time (Mon 30 Nov, 14:05 in Zurich)". */
  both: string;
};

/** `start` and `end` are instants, ISO 8601. Relative words (today, tomorrow) only with `relative`. */
export function whenOf(clock: Clock, start: string, end: string | null, { relative }: { relative: boolean }): When {
  const { words, format, now } = clock;
  const at = new Date(start);
  const practiceZone = known(clock.practiceZone) ?? 'UTC';
  const zone = known(clock.zone) ?? practiceZone;
  const here = readingOf(at, end, now, zone, format);
  const day = relative ? words.relativeDay(daysBetween(now, at, zone)) : null;
  const lead = day ? `${day}, ` : '';
  const isElsewhere = wallOf(at, zone) !== wallOf(at, practiceZone);
  if (!isElsewhere) {
    const short = `${lead}${here.shortDay}, ${here.time}`;
    return { long: `${lead}${here.longDay}, ${here.times}`, there: null, short, both: short };
  }
  const city = cityOf(practiceZone, words.language, at);
  const local = words.zoneTime(cityOf(zone, words.language, at));
  const there = readingOf(at, end, now, practiceZone, format);
  const short = `${lead}${here.shortDay}, ${here.time} ${local}`;
  const isSameDay = here.longDay === there.longDay;
  return {
    long: `${lead}${here.longDay}, ${here.times} (${local})`,
    there: { city, long: `${there.longDay}, ${there.times}` },
    short,
    both: `${short} (${isSameDay ? '' : `${there.shortDay}, `}${words.timeIn(there.time, city)})`,
  };
}

function readingOf(at: Date, end: string | null, now: Date, zone: string, format: string) {
  const isThisYear = wallOf(at, zone).slice(0, 4) === wallOf(now, zone).slice(0, 4);
  const style = isThisYear ? 'day' : 'dayOfYear';
  const time = written(at, zone, format, 'time');
  return {
    longDay: written(at, zone, format, `${style}Long`),
    shortDay: written(at, zone, format, `${style}Short`),
    time,
    times: end ? `${time} – ${written(new Date(end), zone, format, 'time')}` : time,
  };
}

const styles = {
  dayLong: { weekday: 'long', day: 'numeric', month: 'long' },
  dayShort: { weekday: 'short', day: 'numeric', month: 'short' },
  dayOfYearLong: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  dayOfYearShort: { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
  time: { hour: 'numeric', minute: '2-digit' },
  wall: { dateStyle: 'short', timeStyle: 'medium' },
} satisfies Record<string, Intl.DateTimeFormatOptions>;

const made = new Map<string, Intl.DateTimeFormat>();
/** A worker writes to readers of a few zones and languages again and again. */
const mostMade = 500;

function written(at: Date, zone: string, format: string, style: keyof typeof styles): string {
  const key = `${format}|${zone}|${style}`;
  let formatter = made.get(key);
  if (!formatter) {
    if (made.size >= mostMade) made.clear();
    const options = { ...styles[style], timeZone: zone, calendar: 'gregory', numberingSystem: 'latn' };
    formatter = new Intl.DateTimeFormat(format, options);
    made.set(key, formatter);
  }
  return evenSpaces(formatter.format(at));
}

/** "2026-12-01 14:05:00": Swedish writes dates as ISO 8601 does. */
const wallOf = (at: Date, zone: string): string => written(at, zone, 'sv', 'wall');

/** How many midnights of the zone lie between the two. */
function daysBetween(from: Date, to: Date, zone: string): number {
  const date = (at: Date) => Date.parse(wallOf(at, zone).slice(0, 10));
  return Math.round((date(to) - date(from)) / (24 * 3600 * 1000));
}

/** Postgres knows a few names of zones that Intl does not. */
function known(zone: string): string | null {
  try {
    wallOf(new Date(0), zone);
    return zone;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
