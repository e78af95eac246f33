/** What changed in a calendar since the last pull, with as few requests as its server allows: none changed costs one. */
import { UnexpectedResponse } from '../../http/outside.ts';
import type { Change, Page, PullRequest, RemoteEvent } from '../port.ts';
import { type Cursor, type Rest, readCursor, readPage, writeCursor, writePage } from './cursor.ts';
import type { Dav } from './dav.ts';
import { ResponseTooLarge } from './guarded-fetch.ts';
import { idOf, withSlash } from './path.ts';
import type { StoredObject } from './remote-event.ts';
import { ctagOf, type Listed, listing, multiget, NoSyncCollection, syncCollection } from './reports.ts';

export interface PullContext {
  dav: Dav;
  calendarUrl: string;
  /** Null for what cannot be read. */
  read(object: StoredObject): RemoteEvent | null;
  /** Told how the server itself writes the address of each object. */
  seen(object: Listed): void;
}

/** Objects that one multiget asks for. */
const chunk = 100;

export async function pull(context: PullContext, request: Pick<PullRequest, 'cursor' | 'page'>): Promise<Page> {
  if (request.page !== null) {
    const rest = readPage(request.page);
    return rest.hrefs.length > 0 || !rest.more ? go(context, [], rest) : fromToken(context, tokenOf(rest.cursor));
  }
  const cursor = request.cursor === null ? null : readCursor(request.cursor);
  if (cursor && 'etags' in cursor) return fromListing(context, cursor);
  try {
    return await fromToken(context, cursor && tokenOf(cursor));
  } catch (error) {
    if (error instanceof NoSyncCollection) return fromListing(context, null);
    throw error;
  }
}

const tokenOf = (cursor: Cursor): string | null => ('token' in cursor ? cursor.token : null);

async function fromToken(context: PullContext, token: string | null): Promise<Page> {
  const answer = await syncCollection(context.dav, context.calendarUrl, token);
  if (answer.more && answer.token === token) {
    throw new UnexpectedResponse('CalDAV: a list that was cut short and does not go on', 507);
  }
  const changes: Change[] = answer.deleted.map((id) => ({ kind: 'deleted', id }));
  changes.push(...eventsOf(context, answer.objects));
  for (const object of answer.listed) context.seen(object);
  const hrefs = answer.listed.map(({ href }) => href);
  return go(context, changes, { cursor: { token: answer.token }, more: answer.more, hrefs });
}

/** For servers without sync-collection: everything is listed when the ctag changed, and compared with the last list. */
async function fromListing(context: PullContext, before: Extract<Cursor, { ctag: unknown }> | null): Promise<Page> {
  const { dav, calendarUrl } = context;
  if (before && before.ctag !== null && (await ctagOf(dav, calendarUrl)) === before.ctag) {
    return { changes: [], next: null, cursor: writeCursor(before) };
  }
  const { ctag, listed } = await listing(dav, calendarUrl);
  const folder = idOf(withSlash(calendarUrl), calendarUrl);
  const nameOf = (id: string) => (id.startsWith(folder) ? id.slice(folder.length) : id);
  const known = new Map(Object.entries(before?.etags ?? {}));
  const now = new Map(listed.map(({ id, etag }) => [nameOf(id), etag]));
  const changed = listed.filter(({ id, etag }) => etag === null || known.get(nameOf(id)) !== etag);
  for (const object of listed) context.seen(object);
  // Not in the list is not said to be deleted: it is asked for by its id.
  const changes = [...known.keys()]
    .filter((name) => !now.has(name))
    .map((name): Change => ({ kind: 'out_of_sight', id: name.startsWith('/') ? name : `${folder}${name}` }));
  const cursor = { ctag, etags: Object.fromEntries(now) };
  return go(context, changes, { cursor, more: false, hrefs: changed.map(({ href }) => href) });
}

/** `changes` and the next chunk of objects, and how it goes on. */
async function go(context: PullContext, changes: Change[], rest: Rest): Promise<Page> {
  const { objects, deleted, asked } = await fetchChunk(context, rest.hrefs);
  const all: Change[] = [
    ...changes,
    ...deleted.map((id): Change => ({ kind: 'deleted', id })),
    ...eventsOf(context, objects),
  ];
  const left = { ...rest, hrefs: rest.hrefs.slice(asked) };
  if (left.hrefs.length > 0 || left.more) return { changes: all, next: writePage(left), cursor: null };
  return { changes: all, next: null, cursor: writeCursor(rest.cursor) };
}

/** Fewer at a time where the answer would be too large; of one that is too large by itself nothing is known. */
async function fetchChunk({ dav, calendarUrl }: PullContext, hrefs: string[]) {
  for (let size = Math.min(chunk, hrefs.length); ; size = Math.ceil(size / 4)) {
    try {
      return { ...(await multiget(dav, calendarUrl, hrefs.slice(0, size))), asked: size };
    } catch (error) {
      if (!(error instanceof ResponseTooLarge)) throw error;
      if (size <= 1) return { objects: [], deleted: [], asked: size };
    }
  }
}

function eventsOf(context: PullContext, objects: (StoredObject & Listed)[]): Change[] {
  return objects.flatMap((object): Change[] => {
    context.seen(object);
    const event = context.read(object);
    return event ? [{ kind: 'event', event }] : [];
  });
}
