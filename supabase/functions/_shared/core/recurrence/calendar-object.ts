/** What one calendar object (.ics) says about when its owner is busy, and what a single event says of itself. */
import { dayMs } from './civil.ts';
import type { Effort } from './expand.ts';
import { childrenOf, type JComponent, parameterOf, parseCalendar, propertiesOf, propertyOf, textOf } from './jcal.ts';
import { createReader, endOf, instantOf, lengthOf, startOf } from './moment.ts';
import { occurrencesOf } from './series.ts';
import { utc, zoneNamed } from './zone.ts';

/** Instants are ISO 8601 in UTC with whole seconds. */
export interface TimeRange {
  start: string;
  end: string;
}

export interface BusyRange extends TimeRange {
  kind: 'busy' | 'tentative';
  allDay: boolean;
}

export interface ReadOptions {
  /** Only what overlaps it is told. */
  window: TimeRange;
  /** IANA name of the zone in which floating times and whole days are meant. */
  floatingZone: string;
  /** Mail addresses of the calendar's owner: what they declined does not keep them busy. */
  ownAddresses?: readonly string[];
  /** How much work one object may be; about one per occurrence. */
  effort?: number;
}

/** `text` is the first value of a property of the first event, or null where it has none. */
export interface CalendarObject {
  uid: string | null;
  text(property: string): string | null;
  /** Its time where it is one timed event that does not recur, else null. */
  time: TimeRange | null;
  /** Whether the event as a whole leaves its owner free, cancelled included. */
  free: boolean;
  busy: BusyRange[];
}

const iso = (instant: number): string => `${new Date(instant).toISOString().slice(0, 19)}Z`;

/** Throws UnreadableObject, TooManyOccurrences: each of this object alone. */
export function readCalendarObject(text: string, options: ReadOptions): CalendarObject {
  const calendar = parseCalendar(text);
  const events = childrenOf(calendar, 'vevent');
  const [from, to] = [Date.parse(options.window.start), Date.parse(options.window.end)];
  const effort: Effort = { left: options.effort ?? 50_000 };
  const horizon = to + 370 * dayMs;
  const reader = createReader(calendar, zoneNamed(options.floatingZone, horizon) ?? utc, horizon, effort);
  const addresses = new Set((options.ownAddresses ?? []).map(bareAddress));

  const busy: BusyRange[] = [];
  for (const group of byUid(events)) {
    for (const { event, start, end, allDay } of occurrencesOf(group, reader, from, to, effort)) {
      const kind = blocks(event, addresses);
      if (kind && end > start && end > from && start < to) {
        busy.push({ start: iso(start), end: iso(end), kind, allDay });
      }
    }
  }
  const [first] = events;
  return {
    uid: first ? textOf(first, 'uid') : null,
    text: (property) => (first ? textOf(first, property) : null),
    time: first && events.length === 1 ? singleTime(first, reader) : null,
    free: first !== undefined && blocks(first, addresses) === null,
    busy: busy.sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0)),
  };
}

function singleTime(event: JComponent, reader: ReturnType<typeof createReader>): TimeRange | null {
  if (['rrule', 'rdate', 'recurrence-id'].some((name) => propertyOf(event, name))) return null;
  const start = startOf(event, reader);
  const end = endOf(start, lengthOf(event, start, reader));
  return start.date || end <= instantOf(start) ? null : { start: iso(instantOf(start)), end: iso(end) };
}

/** An object should hold one UID (RFC 4791 §4.1); one that holds more is read all the same. */
function byUid(events: JComponent[]): JComponent[][] {
  const groups = new Map<string, JComponent[]>();
  for (const event of events) {
    const uid = textOf(event, 'uid') ?? '';
    groups.set(uid, [...(groups.get(uid) ?? []), event]);
  }
  return [...groups.values()];
}

/** TRANSP §3.8.2.7, STATUS §3.8.1.11, PARTSTAT §3.2.12. */
function blocks(event: JComponent, ownAddresses: Set<string>): BusyRange['kind'] | null {
  const status = textOf(event, 'status')?.toUpperCase();
  const answers = propertiesOf(event, 'attendee')
    .filter((attendee) => ownAddresses.has(bareAddress(String(attendee[3]))))
    .map((attendee) => parameterOf(attendee, 'partstat')?.toUpperCase());
  if (textOf(event, 'transp')?.toUpperCase() === 'TRANSPARENT' || status === 'CANCELLED') return null;
  if (answers.includes('DECLINED')) return null;
  return status === 'TENTATIVE' || answers.includes('TENTATIVE') ? 'tentative' : 'busy';
}

const bareAddress = (address: string): string =>
  address
    .trim()
    .toLowerCase()
    .replace(/^mailto:/, '');
