/** One calendar of a CalDAV account (iCloud, Fastmail, Nextcloud, Radicale …) behind the port. It cannot be watched. */
import { UnreadableObject } from '../../core/recurrence/problems.ts';
import { NotFound, PreconditionFailed, UnexpectedResponse } from '../../http/outside.ts';
import type { CalendarProvider, OutgoingEvent, RemoteEvent, Stored, Window } from '../port.ts';
import { type Credentials, createDav, UidConflict } from './dav.ts';
import { readAccount } from './discover.ts';
import { newObject, revisedObject, uidOf } from './event-text.ts';
import type { Fetch } from './guarded-fetch.ts';
import { absolute, idOf, urlOf, withSlash } from './path.ts';
import { pull } from './pull.ts';
import { remoteEvent, type StoredObject } from './remote-event.ts';
import { findByUid } from './reports.ts';

export interface CalDavOptions extends Credentials {
  /** A guarded fetch, which also has the timeout. */
  fetch: Fetch;
  /** The calendar's URL: its id among those of the account. */
  calendarUrl: string;
  /** IANA name: whole days and floating times of the calendar are meant in it, and visits are written in it. */
  timezone: string;
  now(): Date;
  /** The owner's addresses: invitations that they declined do not keep them busy. */
  ownAddresses?: readonly string[];
}

/** When two parties write at once without knowing a version, somebody has to give in. */
const tries = 3;

export function createCalDavCalendar(options: CalDavOptions): CalendarProvider {
  const { fetch, username, password, timezone, now, ownAddresses = [] } = options;
  const calendarUrl = withSlash(options.calendarUrl);
  const dav = createDav({ fetch, username, password });
  /** How the server writes the address of an object, where it did so: to others it may not answer. */
  const hrefs = new Map<string, string>();
  const address = (id: string) => absolute(hrefs.get(id) ?? urlOf(id, calendarUrl), calendarUrl).href;

  const reading = (window: Window) => (object: StoredObject) =>
    remoteEvent(object, { window, floatingZone: timezone, ownAddresses });

  async function load(id: string): Promise<StoredObject> {
    const response = await dav.send(address(id), { method: 'GET' });
    return { id, etag: response.headers.get('etag'), text: await response.text() };
  }

  async function get(id: string, window: Window): Promise<RemoteEvent | null> {
    const object = await load(id).catch(absent);
    if (!object) return null;
    const event = reading(window)(object);
    if (!event) throw new UnexpectedResponse('CalDAV: an object that cannot be read', 200);
    return event;
  }

  async function put(id: string, body: string, condition: Record<string, string>): Promise<string | null> {
    const headers = { 'content-type': 'text/calendar; charset=utf-8', ...condition };
    const response = await dav.send(address(id), { method: 'PUT', headers, body });
    return response.headers.get('etag');
  }

  /** As the server has it. `event` tells where to look, and the time where the object itself has none that a visit could have. */
  async function stored(id: string, event: OutgoingEvent): Promise<Stored & { identity: string | null }> {
    const object = await load(id);
    const known = reading(event)(object);
    const time = known?.time ?? { start: event.start, end: event.end };
    return { id, etag: object.etag, time, identity: known?.identity ?? null };
  }

  /** A server that changed what it got must not send an ETag (RFC 4791 §5.3.4): then its version is read. */
  async function written(id: string, etag: string | null, event: OutgoingEvent): Promise<Stored> {
    if (etag !== null) return { id, etag, time: { start: event.start, end: event.end } };
    const { identity: _, ...found } = await stored(id, event);
    return found;
  }

  async function adopt(id: string, event: OutgoingEvent): Promise<Stored> {
    const { identity, ...found } = await stored(id, event);
    if (identity !== event.identity) throw new UnexpectedResponse('CalDAV: something else has this name', 412);
    return found;
  }

  async function create(event: OutgoingEvent): Promise<Stored> {
    const id = idOf(`${event.identity}.ics`, calendarUrl);
    try {
      const etag = await put(id, newObject(event, timezone, now()), { 'if-none-match': '*' });
      return await written(id, etag, event);
    } catch (error) {
      if (error instanceof PreconditionFailed) return adopt(id, event);
      if (!(error instanceof UidConflict)) throw error;
      // Under another name in this calendar; else in a bin of deleted events, or wherever a person moved it to.
      const found = error.href ?? (await findByUid(dav, calendarUrl, uidOf(event.identity)))?.href;
      if (!found) throw new NotFound('CalDAV: this event was deleted or moved away', error);
      const other = idOf(found, calendarUrl);
      hrefs.set(other, found);
      return adopt(other, event);
    }
  }

  async function update(id: string, etag: string | null, event: OutgoingEvent): Promise<Stored> {
    for (let attempt = 1; ; attempt++) {
      const object = await load(id);
      if (etag !== null && object.etag !== null && object.etag !== etag) {
        throw new PreconditionFailed('CalDAV: changed in between');
      }
      const version = etag ?? object.etag;
      try {
        const newEtag = await put(id, revised(object.text, event), version === null ? {} : { 'if-match': version });
        return await written(id, newEtag, event);
      } catch (error) {
        if (!(error instanceof PreconditionFailed) || etag !== null || attempt === tries) throw error;
      }
    }
  }

  function revised(text: string, event: OutgoingEvent): string {
    try {
      return revisedObject(text, event, timezone, now());
    } catch (error) {
      if (error instanceof UnreadableObject) return newObject(event, timezone, now(), 1);
      throw error;
    }
  }

  return {
    calendars: async () => (await readAccount(dav, calendarUrl)).calendars,
    pull: (request) =>
      pull({ dav, calendarUrl, read: reading(request.window), seen: ({ id, href }) => hrefs.set(id, href) }, request),
    get,
    create,
    update,
    remove: async (id, etag) => {
      const headers = etag === null ? {} : { 'if-match': etag };
      await dav.send(address(id), { method: 'DELETE', headers }).catch(absent);
    },
    watch: async () => null,
    unwatch: async () => {},
  };
}

/** Null for what is not there. */
function absent(error: unknown): null {
  if (error instanceof NotFound) return null;
  throw error;
}
