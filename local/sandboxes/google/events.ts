/** Changes of events: insert, patch, put, delete; by the API and by the person alike. */
import { randomUUID } from 'node:crypto';
import { DateTime } from 'luxon';
import { GoogleError } from './answer.ts';
import { type ConferenceWrite, conferenceAfter, usualConferences } from './conference.ts';
import { instantOf, occurrenceResource, occurrences, timed, zoneOf } from './recurrence.ts';
import type { Calendar, EventResource, EventTime, StoredEvent } from './state.ts';

export type EventBody = Record<string, unknown>;

/** Of a caller that knows nothing of conferences. */
const WITHOUT: ConferenceWrite = { version: 0, style: usualConferences() };

/** Google expands endless series far into the future; five years are enough to show it. */
export const horizonFrom = (now: Date): number => now.getTime() + 5 * 366 * 24 * 3_600_000;

export const etagOf = (version: number): string => `"${3_400_000_000_000_000 + version}"`;

export const isSeries = ({ resource }: StoredEvent): boolean =>
  resource.status !== 'cancelled' && Boolean(resource.recurrence?.length);

function normalTime(value: unknown, calendar: Calendar): EventTime {
  const time = (value ?? {}) as EventTime;
  if (time.date && time.dateTime) throw new GoogleError(400, 'invalid', 'Invalid start or end time.');
  if (time.date) return { date: time.date };
  const zone = zoneOf(time, calendar.timeZone);
  const at = DateTime.fromISO(time.dateTime ?? '', { zone });
  if (!at.isValid) throw new GoogleError(400, 'required', 'Missing end time.');
  return timed(at.setZone(calendar.timeZone), zone);
}

/** Checks and normalises what a write would leave; nothing is stored when it throws. */
function checked(resource: EventResource, calendar: Calendar): EventResource {
  const start = normalTime(resource.start, calendar);
  const end = normalTime(resource.end, calendar);
  if (Boolean(start.date) !== Boolean(end.date)) throw new GoogleError(400, 'invalid', 'Invalid start or end time.');
  if (instantOf(end, calendar.timeZone) <= instantOf(start, calendar.timeZone)) {
    throw new GoogleError(400, 'timeRangeEmpty', 'The specified time range is empty.');
  }
  return { ...resource, start, end };
}

const shownOccurrences = (calendar: Calendar, event: StoredEvent | undefined, now: Date) =>
  event && isSeries(event) ? occurrences(event.resource, calendar.timeZone, horizonFrom(now)) : [];

/** Stores a version; what a series had and has no longer is remembered as lost, its own exceptions end with it. */
function store(calendar: Calendar, given: EventResource, now: Date): StoredEvent {
  const version = ++calendar.version;
  const before = calendar.events.get(given.id);
  const resource = { ...given, updated: now.toISOString(), etag: etagOf(version) };
  const event = { version, resource };
  calendar.events.set(given.id, event);
  const remaining = new Set(shownOccurrences(calendar, event, now).map(({ id }) => id));
  for (const { id, start } of shownOccurrences(calendar, before, now)) {
    if (remaining.has(id)) continue;
    calendar.events.delete(id);
    calendar.lost.set(id, { version, seriesId: given.id, originalStartTime: start });
  }
  for (const id of remaining) calendar.lost.delete(id);
  return event;
}

/** An event by id, or the occurrence of a series that the id names. */
export function findEvent(calendar: Calendar, id: string, now: Date): StoredEvent {
  const stored = calendar.events.get(id);
  if (stored) return stored;
  const series = calendar.events.get(id.slice(0, id.lastIndexOf('_')));
  const occurrence = shownOccurrences(calendar, series, now).find((one) => one.id === id);
  if (!series || !occurrence) throw new GoogleError(404, 'notFound', 'Not Found');
  return { version: series.version, resource: occurrenceResource(series.resource, occurrence) };
}

function requireVersion(event: StoredEvent, ifMatch: string | undefined): void {
  if (ifMatch !== undefined && ifMatch !== '*' && ifMatch !== etagOf(event.version)) {
    throw new GoogleError(412, 'conditionNotMet', 'Precondition Failed');
  }
}

export function insertEvent(
  calendar: Calendar,
  given: EventBody,
  now: Date,
  conference: ConferenceWrite = WITHOUT,
): EventResource {
  const { conferenceData, hangoutLink: _, ...body } = given;
  const id = body.id ?? randomUUID().replaceAll('-', '');
  if (typeof id !== 'string' || !/^[a-v0-9]{5,1024}$/.test(id)) {
    throw new GoogleError(400, 'invalid', 'Invalid resource id value.');
  }
  if (calendar.events.has(id)) throw new GoogleError(409, 'duplicate', 'The requested identifier already exists.');
  const person = { email: calendar.owner.email, self: true };
  const resource = {
    kind: 'calendar#event',
    status: 'confirmed',
    eventType: 'default',
    htmlLink: `https://www.google.com/calendar/event?eid=${id}`,
    created: now.toISOString(),
    creator: person,
    organizer: person,
    iCalUID: `${id}@google.com`,
    reminders: { useDefault: true },
    ...body,
    id,
    sequence: 0,
    ...conferenceAfter(calendar, null, conferenceData, conference, false),
  } as unknown as EventResource;
  return store(calendar, checked(resource, calendar), now).resource;
}

const isObject = (value: unknown): value is EventBody =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON merge: objects are merged, everything else is replaced, null clears. */
function merge(into: EventBody, patch: EventBody): EventBody {
  const merged = { ...into };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else if (isObject(value)) merged[key] = merge(isObject(merged[key]) ? (merged[key] as EventBody) : {}, value);
    else merged[key] = value;
  }
  return merged;
}

/** What a write says, and what becomes of the conference beside it. */
interface Change {
  changed: EventBody;
  conference: ReturnType<typeof conferenceAfter>;
}

function change(calendar: Calendar, old: EventResource, { changed, conference }: Change, now: Date): EventResource {
  const { conferenceData: _, hangoutLink: __, ...plain } = changed;
  const resource = checked({ ...(plain as EventResource), ...conference, id: old.id }, calendar);
  const isMoved = JSON.stringify([old.start, old.end]) !== JSON.stringify([resource.start, resource.end]);
  const sequence = Number(old.sequence ?? 0) + (isMoved ? 1 : 0);
  return store(calendar, { ...resource, sequence }, now).resource;
}

export function patchEvent(
  calendar: Calendar,
  id: string,
  patch: EventBody,
  now: Date,
  ifMatch?: string,
  write: ConferenceWrite = WITHOUT,
): EventResource {
  const event = findEvent(calendar, id, now);
  requireVersion(event, ifMatch);
  const conference = conferenceAfter(calendar, event.resource, patch.conferenceData, write, true);
  return change(calendar, event.resource, { changed: merge(event.resource, patch), conference }, now);
}

/** A full replacement: what is not said is cleared, but for what belongs to the event's identity. */
export function putEvent(
  calendar: Calendar,
  id: string,
  body: EventBody,
  now: Date,
  ifMatch?: string,
  write: ConferenceWrite = WITHOUT,
): EventResource {
  const event = findEvent(calendar, id, now);
  requireVersion(event, ifMatch);
  const { kind, created, creator, organizer, iCalUID, htmlLink, eventType, status } = event.resource;
  const { recurringEventId, originalStartTime } = event.resource;
  const exception = recurringEventId ? { recurringEventId, originalStartTime } : {};
  const kept = { kind, created, creator, organizer, iCalUID, htmlLink, eventType, status, ...exception };
  const conference = conferenceAfter(calendar, event.resource, body.conferenceData, write, false);
  return change(calendar, event.resource, { changed: { ...kept, ...body }, conference }, now);
}

/** What became of a requested conference, as a change of its own. */
export function settleConference(calendar: Calendar, id: string, outcome: Partial<EventResource>, now: Date): void {
  const stored = calendar.events.get(id);
  if (stored) store(calendar, { ...stored.resource, ...outcome }, now);
}

export function deleteEvent(calendar: Calendar, id: string, now: Date, ifMatch?: string): void {
  const event = findEvent(calendar, id, now);
  if (event.resource.status === 'cancelled') throw new GoogleError(410, 'deleted', 'Resource has been deleted');
  requireVersion(event, ifMatch);
  store(calendar, { ...event.resource, status: 'cancelled' }, now);
}
