/**
 * Local time by the tz database of Node (Luxon), written without a look at the SQL: the oracle for AV1, AV2 and AV12.
 * Readings are milliseconds of the wall clock as if it stood in UTC.
 */
import { DateTime, IANAZone } from 'luxon';
import { day, minute } from '../../support/time.ts';

const known = new Map<string, number>();

/** How far the zone's clocks are ahead of UTC at an instant, in milliseconds. No zone changes within a quarter of an hour. */
export function offsetAt(zone: string, instant: number): number {
  const quarter = Math.floor(instant / (15 * minute));
  const key = `${zone} ${quarter}`;
  const offset = known.get(key) ?? IANAZone.create(zone).offset(quarter * 15 * minute) * minute;
  known.set(key, offset);
  return offset;
}

/** What the clocks of the zone show at an instant. */
export const readingAt = (zone: string, instant: number): number => instant + offsetAt(zone, instant);

/** RFC 5545 §3.3.5: a repeated reading is its first occurrence, a skipped one is read with the offset before the gap. */
export function instantOf(zone: string, reading: number): number {
  const before = offsetAt(zone, reading - day);
  const after = offsetAt(zone, reading + day);
  const real = [reading - before, reading - after].filter((instant) => readingAt(zone, instant) === reading);
  return real.length > 0 ? Math.min(...real) : reading - before;
}

/** The reading of a date (YYYY-MM-DD) and a time (HH:MM, 24:00 allowed). */
export function readingOf(date: string, time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return Date.parse(`${date}T00:00:00Z`) + (hours * 60 + minutes) * minute;
}

/** The calendar date in the zone at an instant. */
export const dateAt = (zone: string, instant: number): string =>
  new Date(readingAt(zone, instant)).toISOString().slice(0, 10);

/** The dates from one to another, both included. */
export function dates(from: string, until: string): string[] {
  const found: string[] = [];
  for (let at = Date.parse(from); at <= Date.parse(until); at += day)
    found.push(new Date(at).toISOString().slice(0, 10));
  return found;
}

export interface Transition {
  at: number;
  before: number;
  after: number;
}

/** Every change of the zone's offset in [from, until), found by sampling and bisection to the minute. */
export function transitions(zone: string, from: number, until: number): Transition[] {
  const found: Transition[] = [];
  for (let low = from; low < until; low += day) {
    const before = offsetAt(zone, low);
    const after = offsetAt(zone, low + day);
    if (before === after) continue;
    let [left, right] = [low, low + day];
    while (right - left > minute) {
      const middle = left + Math.floor((right - left) / 2 / minute) * minute;
      if (offsetAt(zone, middle) === before) left = middle;
      else right = middle;
    }
    found.push({ at: right, before, after });
  }
  return found;
}

/** An instant as a person of that zone reads it, for messages of failing tests. */
export const spoken = (zone: string, instant: number): string =>
  DateTime.fromMillis(instant, { zone }).toISO({ suppressMilliseconds: true }) ?? String(instant);
