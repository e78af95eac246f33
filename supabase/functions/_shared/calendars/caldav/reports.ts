/** The questions that a pull asks a calendar, and their answers by id. */
import { CursorExpired, NotFound, UnexpectedResponse } from '../../http/outside.ts';
import { type Dav, type Entry, elements, textOf } from './dav.ts';
import { ResponseTooLarge } from './guarded-fetch.ts';
import { idOf, withSlash } from './path.ts';
import type { StoredObject } from './remote-event.ts';

/** An object of the calendar by name alone. `href` is as the server wrote it. */
export interface Listed {
  id: string;
  href: string;
  etag: string | null;
}

export interface SyncAnswer {
  token: string;
  /** The server stopped early: ask again from `token`. */
  more: boolean;
  deleted: string[];
  /** Objects whose text came along. */
  objects: (StoredObject & Listed)[];
  /** Objects that are to be fetched. */
  listed: Listed[];
}

/** A calendar that does not know sync-collection. */
export class NoSyncCollection extends UnexpectedResponse {
  override name = 'NoSyncCollection';
}

const objectProperties = { 'd:getetag': {}, 'c:calendar-data': {} };

/**
 * sync-collection (RFC 6578 §3.2). Asks for the texts at once, which Radicale and iCloud send along and Xandikos does not:
 * then they come in `listed`. An answer that would be too large is asked for again without them.
 */
export async function syncCollection(dav: Dav, calendarUrl: string, token: string | null): Promise<SyncAnswer> {
  const ask = async (prop: object) => {
    const body = { 'd:sync-collection': { 'd:sync-token': token ?? '', 'd:sync-level': '1', 'd:prop': prop } };
    return dav.multistatus(calendarUrl, { method: 'REPORT', depth: '0', body });
  };
  try {
    const answer = await ask(objectProperties).catch((error: unknown) => {
      if (error instanceof ResponseTooLarge) return ask({ 'd:getetag': {} });
      throw error;
    });
    if (answer.syncToken === null) throw new NoSyncCollection('CalDAV: no sync token was given', null);
    return { token: answer.syncToken, ...sorted(answer.entries, calendarUrl) };
  } catch (error) {
    throw syncProblem(error, token);
  }
}

/** What a refusal of the report means: no such token any more, or no such report. */
function syncProblem(error: unknown, token: string | null): unknown {
  // 404 is the calendar itself.
  if (error instanceof NotFound && (error.cause as { status?: number })?.status === 410) {
    return new CursorExpired('CalDAV: the sync token is gone', error);
  }
  const refused =
    error instanceof UnexpectedResponse && [400, 403, 405, 409, 415, 422, 501].includes(error.status ?? 0);
  if (!refused && !(error instanceof NoSyncCollection)) return error;
  if (token !== null) return new CursorExpired('CalDAV: the sync token was refused', error);
  return new NoSyncCollection('CalDAV: the calendar cannot be synchronised by token', null, error);
}

function sorted(entries: Entry[], calendarUrl: string): Omit<SyncAnswer, 'token'> {
  const own = idOf(withSlash(calendarUrl), calendarUrl);
  const answer: Omit<SyncAnswer, 'token'> = { more: false, deleted: [], objects: [], listed: [] };
  for (const { href, status, properties } of entries) {
    const id = idOf(href, calendarUrl);
    if (withSlash(id) === own) {
      answer.more ||= status === 507;
      continue;
    }
    // A collection within the calendar is none of its objects.
    if (id.endsWith('/') || elements(properties.resourcetype).some((type) => 'collection' in type)) continue;
    const [etag, text] = [textOf(properties.getetag), textOf(properties.calendarData)];
    if (status === 404 || status === 410) answer.deleted.push(id);
    else if (text === null) answer.listed.push({ id, href, etag });
    else answer.objects.push({ id, href, etag, text });
  }
  return answer;
}

/**
 * calendar-multiget (RFC 4791 §7.9). Throws when the server leaves out one that was asked for: some cut long answers
 * short without saying so. One that it says is not there is in `deleted`.
 */
export async function multiget(
  dav: Dav,
  calendarUrl: string,
  hrefs: string[],
): Promise<{ objects: (StoredObject & Listed)[]; deleted: string[] }> {
  if (hrefs.length === 0) return { objects: [], deleted: [] };
  const body = { 'c:calendar-multiget': { 'd:prop': objectProperties, 'd:href': hrefs } };
  const { entries } = await dav.multistatus(calendarUrl, { method: 'REPORT', depth: '1', body });
  const { objects, deleted } = sorted(entries, calendarUrl);
  const answered = new Set([...objects.map(({ id }) => id), ...deleted]);
  const missing = hrefs.filter((href) => !answered.has(idOf(href, calendarUrl)));
  if (missing.length > 0) {
    throw new UnexpectedResponse(`CalDAV: ${missing.length} of ${hrefs.length} objects were left out`, 207);
  }
  return { objects, deleted };
}

/** The object of the calendar that has this UID, or null. iCloud does not answer this; it is asked when all else failed. */
export async function findByUid(dav: Dav, calendarUrl: string, uid: string): Promise<Listed | null> {
  const match = { 'c:text-match': { _attributes: { collation: 'i;octet' }, _text: uid } };
  const event = { _attributes: { name: 'VEVENT' }, 'c:prop-filter': { _attributes: { name: 'UID' }, ...match } };
  const filter = { 'c:comp-filter': { _attributes: { name: 'VCALENDAR' }, 'c:comp-filter': event } };
  const body = { 'c:calendar-query': { 'd:prop': { 'd:getetag': {} }, 'c:filter': filter } };
  try {
    const { entries } = await dav.multistatus(calendarUrl, { method: 'REPORT', depth: '1', body });
    return sorted(entries, calendarUrl).listed[0] ?? null;
  } catch (error) {
    if (error instanceof UnexpectedResponse || error instanceof NotFound) return null;
    throw error;
  }
}

/** The calendar's ctag, or null: it is another one whenever something in the calendar changed. */
export async function ctagOf(dav: Dav, calendarUrl: string): Promise<string | null> {
  const body = { 'd:propfind': { 'd:prop': { 'cs:getctag': {} } } };
  const { entries } = await dav.multistatus(calendarUrl, { method: 'PROPFIND', depth: '0', body });
  return textOf(entries[0]?.properties.getctag);
}

/** All objects of the calendar by name, with its ctag. */
export async function listing(dav: Dav, calendarUrl: string): Promise<{ ctag: string | null; listed: Listed[] }> {
  const body = { 'd:propfind': { 'd:prop': { 'd:getetag': {}, 'd:resourcetype': {}, 'cs:getctag': {} } } };
  const { entries } = await dav.multistatus(calendarUrl, { method: 'PROPFIND', depth: '1', body });
  const own = idOf(withSlash(calendarUrl), calendarUrl);
  const self = entries.find(({ href }) => withSlash(idOf(href, calendarUrl)) === own);
  // Without the calendar itself the answer is not the list that was asked for.
  if (!self) throw new UnexpectedResponse('CalDAV: a list without the calendar', 207);
  return { ctag: textOf(self.properties.getctag), listed: sorted(entries, calendarUrl).listed };
}
