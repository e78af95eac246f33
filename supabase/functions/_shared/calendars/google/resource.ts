/** Event resources as they come, read item by item: one that makes no sense is left out, the others count. */
import { DateTime } from 'luxon';
import { z } from 'zod';
import { identityPattern } from '../../core/sync/identity.ts';
import { type BusyRange, eventTitle, type RemoteEvent, type Window } from '../port.ts';
import { IDENTITY_PROPERTY } from './event-body.ts';

const time = z.object({ date: z.string().nullish(), dateTime: z.string().nullish(), timeZone: z.string().nullish() });

const resource = z.object({
  id: z.string().min(1),
  status: z.string().nullish(),
  etag: z.string().nullish(),
  updated: z.string().nullish(),
  start: time.nullish(),
  end: time.nullish(),
  summary: z.string().nullish(),
  transparency: z.string().nullish(),
  visibility: z.string().nullish(),
  eventType: z.string().nullish(),
  recurrence: z.array(z.string()).nullish(),
  recurringEventId: z.string().nullish(),
  extendedProperties: z.object({ private: z.record(z.string(), z.unknown()).nullish() }).nullish(),
  attendees: z.array(z.object({ self: z.boolean().nullish(), responseStatus: z.string().nullish() })).nullish(),
});

export type Resource = z.infer<typeof resource>;
type Time = z.infer<typeof time>;

/** What may be told of an event: no title, text, place or person. */
const FIELDS = [
  'id,status,etag,updated,start,end,transparency,visibility,eventType,recurringEventId',
  'extendedProperties/private',
  'attendees(self,responseStatus)',
].join(',');

export const LIST_FIELDS = `nextPageToken,nextSyncToken,timeZone,items(${FIELDS})`;
export const EVENT_FIELDS = `${FIELDS},recurrence`;

const NEVER_BUSY = ['workingLocation', 'birthday'];

export function readResource(item: unknown): Resource | null {
  const parsed = resource.safeParse(item);
  return parsed.success ? parsed.data : null;
}

export const isCancelled = ({ status }: Resource): boolean => status === 'cancelled';

/** The tag; an event that carries our name as its id is ours even if the tag was lost. */
export function identityOf({ id, extendedProperties }: Resource): string | null {
  const tag = extendedProperties?.private?.[IDENTITY_PROPERTY];
  if (typeof tag === 'string' && identityPattern.test(tag)) return tag;
  return identityPattern.test(id) ? id : null;
}

/** The event we made, not a copy of it: we choose the id. */
export const isOwn = (event: Resource): boolean => identityOf(event) === event.id;

/** The series an occurrence belongs to. Sparse rows say it by their id only: series, underscore, original start. */
export const seriesOf = ({ id, recurringEventId }: Resource): string | null =>
  recurringEventId ?? /^(.+)_\d{8}(?:T\d{6}Z)?$/.exec(id)?.[1] ?? null;

const utc = (at: DateTime): string | null => at.toUTC().startOf('second').toISO({ suppressMilliseconds: true });

function instant(at: Time | null | undefined, zone: string): string | null {
  if (at?.date) return utc(DateTime.fromISO(at.date, { zone }).startOf('day'));
  return at?.dateTime ? utc(DateTime.fromISO(at.dateTime, { zone: at.timeZone ?? zone })) : null;
}

export const isAllDay = ({ start }: Resource): boolean => Boolean(start?.date);

/** From when to when; a date begins at midnight in `zone`, the calendar's. Null when there is no such time. */
export function rangeOf({ start, end }: Resource, zone: string): Window | null {
  const [from, to] = [instant(start, zone), instant(end, zone)];
  return from !== null && to !== null ? { start: from, end: to } : null;
}

function busyOf(event: Resource, range: Window, window: Window): BusyRange[] {
  const own = event.attendees?.find(({ self }) => self)?.responseStatus;
  if (event.transparency === 'transparent' || NEVER_BUSY.includes(event.eventType ?? '') || own === 'declined')
    return [];
  const start = range.start > window.start ? range.start : window.start;
  const end = range.end < window.end ? range.end : window.end;
  if (start >= end) return [];
  const isTentative = event.status === 'tentative' || own === 'tentative' || own === 'needsAction';
  return [{ start, end, kind: isTentative ? 'tentative' : 'busy', allDay: isAllDay(event) }];
}

/** The title as somebody left it; null when there is none, undefined when it was not asked for. */
type Title = string | null | undefined;

function isAltered(event: Resource, title: Title): boolean {
  const isPrivate = event.visibility === 'private' || event.visibility === 'confidential';
  return !isPrivate || event.transparency === 'transparent' || (title !== undefined && title !== eventTitle);
}

/** An event that is not cancelled, or null when it has no time. `window` must be written as our instants are. */
export function remoteEvent(event: Resource, zone: string, window: Window, title: Title): RemoteEvent | null {
  const range = rangeOf(event, zone);
  if (!range) return null;
  const isSingleTimed = !isAllDay(event) && !event.recurrence?.length;
  return {
    id: event.id,
    etag: event.etag ?? null,
    identity: identityOf(event),
    time: isSingleTimed ? range : null,
    altered: isOwn(event) && isAltered(event, title),
    updatedAt: event.updated ? utc(DateTime.fromISO(event.updated)) : null,
    seriesId: event.recurringEventId ?? null,
    busy: busyOf(event, range, window),
  };
}
