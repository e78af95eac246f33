import { identityPattern } from '../../core/sync/identity.ts';
import { type BusyRange, eventTitle, type OutgoingEvent, type RemoteEvent, type Stored, type Window } from '../port.ts';
import type { Row } from './answers.ts';

/** How a visit looks in Outlook, and what an event of Outlook means to us. Nothing else of a visit leaves. */
export const category = 'Careslot';

/** The name of our hidden property; the GUID was made once, for this product. */
const property = 'String {66f5a359-4659-4830-9070-00047ec6ac6e} Name careslotId';

const properties = (event: OutgoingEvent) => ({
  subject: eventTitle,
  start: { dateTime: event.start.slice(0, 19), timeZone: 'UTC' },
  end: { dateTime: event.end.slice(0, 19), timeZone: 'UTC' },
  isAllDay: false,
  showAs: 'busy',
  sensitivity: 'private',
});

export const toNewEvent = (event: OutgoingEvent) => ({
  ...properties(event),
  body: { contentType: 'text', content: event.url },
  isReminderOn: false,
  categories: [category],
  transactionId: event.identity,
  singleValueExtendedProperties: [{ id: property, value: event.identity }],
});

/**
 * A visit does not recur. Text, reminder and categories belong to the person by now, and rewriting the text would break
 * an online meeting that was added to it.
 */
export const toChangedEvent = (event: OutgoingEvent) => ({ ...properties(event), recurrence: null });

/** Everything but text, place and people. Pulls cannot ask for less than all. */
export const selectNeeded =
  '$select=type,seriesMasterId,transactionId,lastModifiedDateTime,subject,sensitivity,showAs,categories,' +
  'isAllDay,isCancelled,responseStatus,start,end';

export const expandIdentity = `$expand=${encodeURIComponent(`singleValueExtendedProperties($filter=id eq '${property}')`)}`;

export const filterIdentity = (identity: string) =>
  `$filter=${encodeURIComponent(`singleValueExtendedProperties/Any(ep: ep/id eq '${property}' and ep/value eq '${identity}')`)}`;

/** From the token of the POST that made it, which no copy has, or from the hidden property where that was asked for. */
export function identityOf(row: Row): string | null {
  const hidden = row.singleValueExtendedProperties?.find((p) => p.id === property)?.value;
  return [row.transactionId, hidden].find((text) => text && identityPattern.test(text)) ?? null;
}

export function toRemoteEvent(row: Row, identity: string | null, isOurs: boolean): RemoteEvent {
  const time = timeOf(row);
  return {
    id: row.id,
    etag: row['@odata.etag'] ?? null,
    identity,
    time: isSingle(row) && !row.isAllDay ? time : null,
    altered: isOurs && isAltered(row),
    updatedAt: row.lastModifiedDateTime ? wholeSeconds(row.lastModifiedDateTime) : null,
    seriesId: row.seriesMasterId ?? null,
    busy: row.type === 'seriesMaster' ? [] : busyOf(row),
  };
}

const isSingle = (row: Row) => !row.seriesMasterId && (row.type ?? 'singleInstance') === 'singleInstance';

/** A property that did not come is one that did not change. */
const isAltered = ({ subject, sensitivity, showAs, isCancelled }: Row) =>
  (subject ?? eventTitle) !== eventTitle ||
  (sensitivity ?? 'private') !== 'private' ||
  (showAs ?? 'busy') !== 'busy' ||
  isCancelled === true;

export function busyOf(row: Row): BusyRange[] {
  const time = timeOf(row);
  const isFree = row.showAs === 'free' || row.showAs === 'workingElsewhere';
  if (!time || time.start >= time.end || isFree || row.isCancelled || row.responseStatus?.response === 'declined')
    return [];
  return [{ ...time, kind: row.showAs === 'tentative' ? 'tentative' : 'busy', allDay: row.isAllDay === true }];
}

export const within = (ranges: BusyRange[], { start, end }: Window) =>
  ranges.filter((range) => range.start < end && range.end > start);

/** Times were asked for in UTC; the days of an all-day event are days whatever the zone. */
export function timeOf({ start, end, isAllDay }: Row): { start: string; end: string } | null {
  if (!start || !end) return null;
  const isUtc = [start, end].every(({ timeZone }) =>
    /^(utc|etc\/utc|tzone:\/\/microsoft\/utc)$/i.test(timeZone ?? 'UTC'),
  );
  return isUtc || isAllDay ? { start: wholeSeconds(start.dateTime), end: wholeSeconds(end.dateTime) } : null;
}

const wholeSeconds = (dateTime: string) => `${dateTime.slice(0, 19)}Z`;

/** Null when the answer does not say when the event is. */
export function toStored(row: Row): Stored | null {
  const time = timeOf(row);
  return time && { id: row.id, etag: row['@odata.etag'] ?? null, time };
}
