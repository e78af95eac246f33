/**
 * Between instants and the clock on the wall of a named zone, in milliseconds. The zones' rules are the browser's own
 * (Intl); a date library would cost the first load 20 kB for the two questions asked here. time.test.ts compares the
 * answers with Luxon and Temporal around changes of clocks.
 */

/** Zones change their offsets on whole minutes (St. John's at a minute past midnight), so one answer holds for a minute. */
const minuteMs = 60_000;
const dayMs = 24 * 60 * 60_000;
const keptPerZone = 20_000;

type ZoneOffsets = { format: Intl.DateTimeFormat; known: Map<number, number> };
const zones = new Map<string, ZoneOffsets>();

function offsetsOf(zone: string): ZoneOffsets {
  let made = zones.get(zone);
  if (!made) {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    made = { format, known: new Map() };
    zones.set(zone, made);
  }
  return made;
}

/** "11/20/2026, GMT-05:00"; Greenwich itself is written "GMT" alone. */
function parseOffset(text: string): number {
  const match = /GMT([+-])(\d{2}):(\d{2})(?::(\d{2}))?$/.exec(text);
  if (!match) return 0;
  const [, sign, hours, minutes, seconds] = match;
  const size = (Number(hours) * 60 + Number(minutes)) * 60_000 + Number(seconds ?? 0) * 1000;
  return sign === '-' ? -size : size;
}

/** How far the zone's clock is ahead of Greenwich at an instant. */
export function offsetAt(zone: string, instant: number): number {
  const { format, known } = offsetsOf(zone);
  const minute = Math.floor(instant / minuteMs);
  let offset = known.get(minute);
  if (offset === undefined) {
    offset = parseOffset(format.format(instant));
    if (known.size >= keptPerZone) known.clear();
    known.set(minute, offset);
  }
  return offset;
}

/** What the zone's clock shows, written as the instant at which Greenwich shows the same. */
export const wallOf = (zone: string, instant: number): number => instant + offsetAt(zone, instant);

/**
 * The instant at which the zone's clock shows `wall`. A time that comes twice is its first occurrence, one that is
 * skipped moves forward by the gap (RFC 5545, and `disambiguation: 'compatible'` in Temporal).
 */
export function instantOf(zone: string, wall: number): number {
  const before = offsetAt(zone, wall - dayMs);
  const after = offsetAt(zone, wall + dayMs);
  const shown = [wall - before, wall - after].filter((instant) => wallOf(zone, instant) === wall);
  return shown.length > 0 ? Math.min(...shown) : wall - before;
}
