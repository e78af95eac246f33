/** A calendar object of the server as the engine sees it: ranges and opaque ids, never a title. */
import { type ReadOptions, readCalendarObject } from '../../core/recurrence/calendar-object.ts';
import { TooManyOccurrences, UnreadableObject } from '../../core/recurrence/problems.ts';
import { identityPattern } from '../../core/sync/identity.ts';
import { eventTitle, type RemoteEvent } from '../port.ts';

export interface StoredObject {
  id: string;
  etag: string | null;
  text: string;
}

/** Null for an object that cannot be read: then nothing is known of it, neither that it is busy nor that it is gone. */
export function remoteEvent({ id, etag, text }: StoredObject, options: ReadOptions): RemoteEvent | null {
  try {
    const object = readCalendarObject(text, options);
    const identity = identityOf(object.uid, object.text('x-careslot-id'));
    const privacy = object.text('class')?.toUpperCase();
    return {
      id,
      etag,
      identity,
      time: object.time,
      // A server may drop CLASS; only a person makes an event public.
      altered: identity !== null && (object.text('summary') !== eventTitle || privacy === 'PUBLIC' || object.free),
      updatedAt: instant(object.text('last-modified') ?? object.text('dtstamp')),
      seriesId: null,
      busy: object.busy,
    };
  } catch (error) {
    if (error instanceof UnreadableObject || error instanceof TooManyOccurrences) return null;
    throw error;
  }
}

function identityOf(uid: string | null, tag: string | null): string | null {
  const written = [tag, uid?.endsWith('@careslot') ? uid.slice(0, -'@careslot'.length) : null];
  return written.find((text) => text && identityPattern.test(text)) ?? null;
}

function instant(text: string | null): string | null {
  return text && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) ? text : null;
}
