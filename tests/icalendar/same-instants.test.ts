/** Every file means the same instants to every reader, in forty zones around the days when clocks change. */
import { DateTime } from 'luxon';
import { describe, expect, test } from 'vitest';
import { calendarFile } from '../../supabase/functions/_shared/core/icalendar/calendar-file.ts';
import { entry, expected } from './entries.ts';
import { readers, titleOf } from './readers.ts';

const zones =
  `Africa/Cairo Africa/Casablanca Africa/Nairobi America/Adak America/Anchorage America/Argentina/Buenos_Aires
  America/Asuncion America/Chicago America/Ciudad_Juarez America/Denver America/Halifax America/Havana America/Los_Angeles
  America/Mexico_City America/New_York America/Nuuk America/Phoenix America/Santiago America/Sao_Paulo America/St_Johns
  Antarctica/Troll Asia/Beirut Asia/Gaza Asia/Jerusalem Asia/Kathmandu Asia/Kolkata Asia/Tokyo Atlantic/Azores
  Australia/Adelaide Australia/Lord_Howe Australia/Sydney Europe/Berlin Europe/Dublin Europe/Kyiv Europe/Lisbon Europe/London
  Europe/Zurich Pacific/Apia Pacific/Auckland Pacific/Chatham Pacific/Easter UTC`.split(/\s+/);

const hourMs = 3_600_000;
const first = Date.parse('2026-08-01T00:00:00Z');
const last = Date.parse('2028-12-31T00:00:00Z');

/** The hours in which the zone's clocks change, found by asking for its offset at each. */
function changesOf(zone: string): number[] {
  const found: number[] = [];
  let before = DateTime.fromMillis(first, { zone }).offset;
  for (let at = first; at < last; at += hourMs) {
    const { offset } = DateTime.fromMillis(at, { zone });
    if (offset !== before) found.push(at);
    before = offset;
  }
  return found;
}

/** Half-hour visits from three hours before each change until three hours after it, and one in each season. */
const startsOf = (zone: string): number[] => [
  ...changesOf(zone).flatMap((at) => Array.from({ length: 25 }, (_, i) => at + (i - 12) * (hourMs / 4))),
  ...['2026-10-05', '2027-01-11', '2027-04-12', '2027-07-05'].map((date) => Date.parse(`${date}T12:00:00Z`)),
];

const entries = zones.map((timezone) =>
  startsOf(timezone).map((at, i) => ({
    ...entry,
    timezone,
    uid: `${timezone}-${i}`,
    start: new Date(at).toISOString(),
    end: new Date(at + hourMs / 2).toISOString(),
  })),
);
const texts = entries.map((some) => calendarFile({ method: 'PUBLISH', entries: some }));

test('[IC4] there are forty zones, most of them with changes', () => {
  expect(zones.length).toBeGreaterThanOrEqual(40);
  expect(entries.filter((some) => some.length > 4).length).toBeGreaterThan(25);
});

describe.each(readers)('$name', (reader) => {
  test.skipIf(reader.missing !== null)(`[IC4] ${titleOf(reader)} finds the same instants in every zone`, () => {
    const found = reader.read(texts);
    for (const [i, zone] of zones.entries()) expect(found[i], zone).toEqual(entries[i]?.map(expected));
  });
});

test('[IC4] what can be written on the zone’s clock is, and the rest in UTC', () => {
  const zurich = texts[zones.indexOf('Europe/Zurich')] ?? '';
  expect(zurich.match(/^BEGIN:VTIMEZONE/gm)).toHaveLength(1);
  // 00:00Z to 00:45Z: clocks are set back at 01:00Z, and 02:00 to 03:00 comes twice.
  expect(zurich).toContain('DTSTART:20261025T004500Z');
  expect(zurich).toContain('DTSTART;TZID=Europe/Zurich:20261025T033000');
  expect(texts[zones.indexOf('UTC')]).not.toMatch(/TZID|VTIMEZONE/);
});
