/** events.list: a window read in full, or what changed since a sync token; page by page. */
import { GoogleError } from './answer.ts';
import { etagOf, horizonFrom, isSeries } from './events.ts';
import { instantOf, occurrenceResource, occurrences } from './recurrence.ts';
import type { Calendar, EventResource, StoredEvent } from './state.ts';

/** How pages come: at most `limit` items, and on demand an empty one first. */
export interface PageStyle {
  limit: number;
  startsEmpty: boolean;
}

interface Row {
  version: number;
  id: string;
  item: Record<string, unknown>;
  isCancelled: boolean;
  from: number;
  to: number;
}

/** Where a page or an increment goes on; opaque for the caller. */
interface Mark {
  calendar: string;
  epoch: number;
  singleEvents: boolean;
  /** Changes after this version are new; null reads everything. */
  since: number | null;
  /** The calendar's version when the reading began. */
  asOf: number;
  /** The last row that was given. */
  after: [number, string] | null;
}

const NOT_WITH_SYNC_TOKEN = [
  'iCalUID',
  'orderBy',
  'privateExtendedProperty',
  'q',
  'sharedExtendedProperty',
  'timeMin',
  'timeMax',
  'updatedMin',
];

const write = (mark: Mark) => Buffer.from(JSON.stringify(mark)).toString('base64url');

function readMark(text: string, calendar: Calendar): Mark {
  let mark: Partial<Mark> = {};
  try {
    mark = JSON.parse(Buffer.from(text, 'base64url').toString()) as Partial<Mark>;
  } catch {}
  if (mark.calendar !== calendar.id || mark.epoch !== calendar.epoch) {
    throw new GoogleError(410, 'fullSyncRequired', 'Sync token is no longer valid, a full sync is required.');
  }
  return mark as Mark;
}

/** Of what is cancelled only the identity is told. */
function cancelledItem(resource: Partial<EventResource>, version: number) {
  const { id, recurringEventId, originalStartTime } = resource;
  const series = recurringEventId ? { recurringEventId, originalStartTime } : {};
  return { kind: 'calendar#event', etag: etagOf(version), id, status: 'cancelled', ...series };
}

function rowOf(calendar: Calendar, { version, resource }: StoredEvent): Row {
  const isCancelled = resource.status === 'cancelled';
  const item = isCancelled ? cancelledItem(resource, version) : { ...resource, etag: etagOf(version) };
  const [from, to] = [instantOf(resource.start, calendar.timeZone), instantOf(resource.end, calendar.timeZone)];
  return { version, id: resource.id, item, isCancelled, from, to };
}

/** Every event of the calendar, series as their occurrences, and what series have lost. */
export function expanded(calendar: Calendar, now: Date): Row[] {
  const rows: Row[] = [];
  for (const event of calendar.events.values()) {
    if (event.resource.recurrence?.length && !isSeries(event)) continue;
    if (!isSeries(event)) {
      rows.push(rowOf(calendar, event));
      continue;
    }
    for (const occurrence of occurrences(event.resource, calendar.timeZone, horizonFrom(now))) {
      if (calendar.events.has(occurrence.id)) continue;
      const resource = occurrenceResource(event.resource, occurrence);
      rows.push(rowOf(calendar, { version: event.version, resource }));
    }
  }
  for (const [id, { version, seriesId, originalStartTime }] of calendar.lost) {
    const at = instantOf(originalStartTime, calendar.timeZone);
    const item = cancelledItem({ id, recurringEventId: seriesId, originalStartTime }, version);
    rows.push({ version, id, item, isCancelled: true, from: at, to: at + 1 });
  }
  return rows;
}

function fits({ item, from, to, isCancelled }: Row, query: URLSearchParams): boolean {
  const [timeMin, timeMax] = [query.get('timeMin'), query.get('timeMax')];
  if (timeMin !== null && to <= Date.parse(timeMin)) return false;
  if (timeMax !== null && from >= Date.parse(timeMax)) return false;
  if (isCancelled && query.get('showDeleted') !== 'true') return false;
  if (query.get('iCalUID') !== null && item.iCalUID !== query.get('iCalUID')) return false;
  const { extendedProperties } = item as Partial<EventResource>;
  return query.getAll('privateExtendedProperty').every((pair) => {
    const [name = '', value] = pair.split('=');
    return extendedProperties?.private?.[name] === value;
  });
}

/** With more attendees than asked for only the person is told. */
function withAttendees(item: Record<string, unknown>, most: number) {
  const { attendees } = item as Partial<EventResource>;
  return attendees && attendees.length > most ? { ...item, attendees: attendees.filter(({ self }) => self) } : item;
}

const isAfter = (row: Row, [version, id]: [number, string]) =>
  row.version > version || (row.version === version && row.id > id);

function begin(calendar: Calendar, query: URLSearchParams): Mark {
  const syncToken = query.get('syncToken');
  const pageToken = query.get('pageToken');
  const singleEvents = query.get('singleEvents') === 'true';
  if (syncToken !== null && NOT_WITH_SYNC_TOKEN.some((name) => query.has(name))) {
    const message = 'Sync token cannot be used with other request restrictions.';
    throw new GoogleError(400, 'syncTokenWithRequestRestrictions', message);
  }
  if (syncToken !== null && query.get('showDeleted') === 'false') {
    throw new GoogleError(400, 'invalid', 'Invalid value for: showDeleted');
  }
  const known = pageToken ?? syncToken;
  if (known === null) {
    const { id, epoch, version } = calendar;
    return { calendar: id, epoch, singleEvents, since: null, asOf: version, after: null };
  }
  const mark = readMark(known, calendar);
  // Stricter than Google, where this is undefined behaviour.
  if (mark.singleEvents !== singleEvents) throw new GoogleError(400, 'invalid', 'Invalid sync token value.');
  return pageToken === null ? { ...mark, since: mark.asOf, asOf: calendar.version, after: null } : mark;
}

/** events.instances: the occurrences of a series, changed ones as they are now. */
export function listInstances(calendar: Calendar, id: string, query: URLSearchParams, now: Date) {
  const series = calendar.events.get(id);
  if (!series) throw new GoogleError(404, 'notFound', 'Not Found');
  const items = expanded(calendar, now)
    .filter((row) => row.item.recurringEventId === id && fits(row, query))
    .sort((a, b) => a.from - b.from)
    .map(({ item }) => item);
  const size = Math.min(Number(query.get('maxResults') ?? 250), 2500);
  const from = Number(query.get('pageToken') ?? 0);
  const next = from + size < items.length ? { nextPageToken: String(from + size) } : {};
  const { summary, timeZone, accessRole } = calendar;
  return { kind: 'calendar#events', summary, timeZone, accessRole, items: items.slice(from, from + size), ...next };
}

export function listEvents(calendar: Calendar, query: URLSearchParams, style: PageStyle, now: Date) {
  const mark = begin(calendar, query);
  const { since, after } = mark;
  const all = mark.singleEvents
    ? expanded(calendar, now)
    : [...calendar.events.values()].map((event) => rowOf(calendar, event));
  const rows = all
    .filter((row) => (since === null ? fits(row, query) : row.version > since))
    .filter((row) => after === null || isAfter(row, after))
    .sort((a, b) => (isAfter(a, [b.version, b.id]) ? 1 : -1));
  const asked = Math.min(Number(query.get('maxResults') ?? 250), 2500, style.limit);
  const size = style.startsEmpty && after === null ? 0 : asked;
  const page = rows.slice(0, size);
  const last = page.at(-1);
  const next: Mark = { ...mark, after: last ? [last.version, last.id] : [-1, ''] };
  const mostAttendees = Number(query.get('maxAttendees') ?? Number.POSITIVE_INFINITY);
  return {
    kind: 'calendar#events',
    etag: etagOf(calendar.version),
    summary: calendar.summary,
    timeZone: calendar.timeZone,
    accessRole: calendar.accessRole,
    defaultReminders: [],
    items: page.map(({ item }) => withAttendees(item, mostAttendees)),
    ...(rows.length > size || size === 0
      ? { nextPageToken: write(next) }
      : { nextSyncToken: write({ ...mark, after: null }) }),
  };
}
