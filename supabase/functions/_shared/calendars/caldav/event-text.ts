/** The calendar objects that we write: constant title, private, busy, times, our identity and a link; nothing of the visit. */
import ICAL from 'ical.js';
import ical, { ICalEventClass, ICalEventTransparency } from 'ical-generator';
import { DateTime } from 'luxon';
import { tzlib_get_ical_block } from 'timezones-ical-library';
import { foldedLines } from '../../core/icalendar/fold.ts';
import { childrenOf, type JComponent, parseCalendar, propertyOf, textOf } from '../../core/recurrence/jcal.ts';
import { eventTitle, type OutgoingEvent } from '../port.ts';

export const uidOf = (identity: string): string => `${identity}@careslot`;

/** In `timezone`, because clients of Apple show times in UTC as GMT (with its VTIMEZONE, RFC 5545 §3.2.19). */
export function newObject(event: OutgoingEvent, timezone: string, now: Date, sequence = 0): string {
  // Where clocks are set back an hour comes twice, and a local time cannot say which of the two it is.
  const isAmbiguous = (instant: string) =>
    DateTime.fromISO(instant, { zone: timezone }).getPossibleOffsets().length > 1;
  const zone = vtimezoneOf(timezone) && !isAmbiguous(event.start) && !isAmbiguous(event.end) ? timezone : null;
  const calendar = ical({
    prodId: { company: 'Careslot', product: 'Careslot', language: 'EN' },
    // No name: with one, ical-generator would write DTSTAMP in local time.
    timezone: { name: null, generator: vtimezoneOf },
  });
  const at = (instant: string) => DateTime.fromISO(instant, { zone: zone ?? 'UTC' });
  calendar.createEvent({
    id: uidOf(event.identity),
    sequence,
    stamp: DateTime.fromJSDate(now, { zone: 'UTC' }),
    lastModified: DateTime.fromJSDate(now, { zone: 'UTC' }),
    start: at(event.start),
    end: at(event.end),
    timezone: zone,
    summary: eventTitle,
    class: ICalEventClass.PRIVATE,
    transparency: ICalEventTransparency.OPAQUE,
    url: event.url,
    x: [{ key: 'X-CARESLOT-ID', value: event.identity }],
  });
  return calendar.toString();
}

function vtimezoneOf(timezone: string): string | null {
  const [block] = [tzlib_get_ical_block(timezone)].flat();
  return block?.startsWith('BEGIN:VTIMEZONE') ? block : null;
}

/** ical.js folds one octet too late (RFC 5545 §3.1): its lines are joined again and folded anew. */
const written = (calendar: JComponent): string => foldedLines(ICAL.stringify(calendar).replaceAll('\r\n ', ''));

/** What is replaced in an object of ours; every other property stays as the server or a person made it. */
const ours = [
  'dtstart',
  'dtend',
  'dtstamp',
  'last-modified',
  'sequence',
  'summary',
  'class',
  'transp',
  'url',
  'x-careslot-id',
];
/** What a visit cannot be: recurring, cancelled, of a length of its own. */
const unwanted = ['duration', 'rrule', 'rdate', 'exdate', 'exrule', 'recurrence-id', 'status'];

/** The object `text` with our times, title and privacy again. Throws UnreadableObject. */
export function revisedObject(text: string, event: OutgoingEvent, timezone: string, now: Date): string {
  const [name, properties, components] = parseCalendar(text);
  const old = components.find((c) => c[0] === 'vevent' && !propertyOf(c, 'recurrence-id'));
  const sequence = old ? Number(textOf(old, 'sequence') ?? 0) + 1 : 0;
  const fresh = parseCalendar(newObject(event, timezone, now, Number.isSafeInteger(sequence) ? sequence : 1));
  const [made] = childrenOf(fresh, 'vevent');
  if (!made || !old) return written(fresh);
  const kept = old[1].filter(([property]) => !ours.includes(property) && !unwanted.includes(property));
  const replaced = made[1].filter(([property]) => ours.includes(property));
  const zones = childrenOf(fresh, 'vtimezone');
  const names = zones.map((zone) => textOf(zone, 'tzid'));
  const others = components.filter(
    (c) => c[0] !== 'vevent' && !(c[0] === 'vtimezone' && names.includes(textOf(c, 'tzid'))),
  );
  const revised: JComponent = ['vevent', [...kept, ...replaced], old[2]];
  // METHOD has no place in a calendar object (RFC 4791 §4.1).
  return written([name, properties.filter(([p]) => p !== 'method'), [...zones, ...others, revised]]);
}
