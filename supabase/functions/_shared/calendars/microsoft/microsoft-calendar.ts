import { NotFound, PreconditionFailed, UnexpectedResponse, Unreachable } from '../../http/outside.ts';
import type { CalendarProvider, RemoteEvent, Stored, Window } from '../port.ts';
import { calendar, collection, event, type Row, read, readEach } from './answers.ts';
import {
  busyOf,
  filterIdentity,
  identityOf,
  selectNeeded,
  toChangedEvent,
  toNewEvent,
  toRemoteEvent,
  toStored,
  within,
} from './event.ts';
import { createGraph, type GraphOptions, pathOf } from './graph.ts';
import { pullPage, readEvent } from './pull.ts';
import { subscribe } from './subscriptions.ts';

export interface MicrosoftCalendarOptions extends Omit<GraphOptions, 'timeoutMs'> {
  /** Any text when only `calendars` is asked. */
  calendarId: string;
  timeoutMs?: number;
}

/** A calendar of Outlook through Microsoft Graph v1.0 (https://learn.microsoft.com/graph/api/resources/event). */
export function createMicrosoftCalendar(options: MicrosoftCalendarOptions): CalendarProvider {
  const { calendarId, now, timeoutMs = 20_000 } = options;
  const graph = createGraph({ ...options, timeoutMs });
  const home = `/me/calendars/${encodeURIComponent(calendarId)}`;
  const pathTo = (id: string) => `/me/events/${encodeURIComponent(id)}`;

  /** Identities whose POST had no answer: before they are made again, they are looked for. */
  const inDoubt = new Set<string>();

  async function list(path: string): Promise<unknown[]> {
    const page = read(collection, await graph.ask('get', path));
    const next = page['@odata.nextLink'];
    return next === undefined ? page.value : [...page.value, ...(await list(pathOf(next)))];
  }

  const withIdentity = async (identity: string): Promise<Row[]> =>
    readEach(event, await list(`${home}/events?${selectNeeded}&${filterIdentity(identity)}`));

  /** The event an earlier try has made; of several the one that is no copy, which only it has the transaction of. */
  async function lookUp(identity: string): Promise<Stored | null> {
    const rows = await withIdentity(identity);
    const made = rows.find((row) => row.transactionId === identity) ?? rows[0];
    return made ? toStored(made) : null;
  }

  /**
   * A change that Graph refuses with 412 although nothing changed is tried once more: it does that now and then. An
   * event in Deleted Items answers 412 too, or takes the change where nobody sees it.
   */
  async function change(method: 'patch' | 'delete', id: string, etag: string | null, body?: unknown): Promise<unknown> {
    const ask = () => graph.ask(method, pathTo(id), { etag, ...(body !== undefined && { body }) });
    const gone = () => new NotFound('The calendar of Microsoft Graph no longer has the event.');
    if (method === 'patch' && etag === null && !(await get(id, nowhere))) throw gone();
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof PreconditionFailed)) throw error;
      const current = await get(id, nowhere);
      if (!current) throw gone();
      if (etag !== null && current.etag !== etag) throw error;
      return await ask();
    }
  }

  async function get(id: string, window: Window): Promise<RemoteEvent | null> {
    const row = await readEvent(graph, id);
    if (!row) return null;
    const identity = identityOf(row);
    // An immutable id still leads to an event in Deleted Items: only the calendar knows whether it has it.
    if (identity !== null && !(await withIdentity(identity)).some((one) => one.id === id)) return null;
    const times = row.type === 'seriesMaster' ? await instances(id, window) : [row];
    const busy = within(times.flatMap(busyOf), window);
    return { ...toRemoteEvent(row, identity, identity !== null), busy };
  }

  const instances = async (id: string, { start, end }: Window) =>
    readEach(event, await list(`${pathTo(id)}/instances?${selectNeeded}&startDateTime=${start}&endDateTime=${end}`));

  return {
    async calendars() {
      const items = await list('/me/calendars?$select=id,name,isDefaultCalendar,canEdit&$top=100');
      return readEach(calendar, items).map(({ id, name, isDefaultCalendar, canEdit }) => ({
        id,
        name: name ?? '',
        isPrimary: isDefaultCalendar === true,
        canWrite: canEdit === true,
      }));
    },

    pull: (request) => pullPage(graph, home, request),
    get,

    /**
     * Graph has no ids of our choice. A second POST with the same transactionId answers with the event that is there,
     * as it stands now, or with 409; both are adopted, and the usual way stays one request. Where no answer came, the
     * hidden property is looked for at once, and again before the next try. What is left: the process ends in between
     * and Graph no longer knows the transactionId; then there are two events with one identity, and `pull` tells of both.
     * That somebody deleted the event cannot be seen: it is made anew, or a 409 that leads nowhere throws NotFound.
     */
    async create(outgoing) {
      const { identity } = outgoing;
      const earlier = inDoubt.has(identity) ? await lookUp(identity) : null;
      if (earlier) return settle(identity, earlier);
      try {
        return settle(identity, stored(await graph.ask('post', `${home}/events`, { body: toNewEvent(outgoing) })));
      } catch (error) {
        const isDuplicate = error instanceof UnexpectedResponse && error.status === 409;
        if (!isDuplicate && !(error instanceof Unreachable)) throw error;
        if (!isDuplicate) inDoubt.add(identity);
        const made = await lookUp(identity).catch((failure: unknown) => {
          if (isDuplicate) throw failure;
          return null;
        });
        if (made) return settle(identity, made);
        throw isDuplicate ? new NotFound('Microsoft Graph knows the transaction, but its event is gone.') : error;
      }
    },

    update: async (id, etag, outgoing) => stored(await change('patch', id, etag, toChangedEvent(outgoing))),

    async remove(id, etag) {
      try {
        await change('delete', id, etag);
      } catch (error) {
        if (error instanceof NotFound) return;
        // "Object cannot be deleted" is also said of what lies in Deleted Items already.
        const mayBeGone = error instanceof UnexpectedResponse && error.status === 403;
        if (!mayBeGone || (await get(id, nowhere)) !== null) throw error;
      }
    },

    watch: (request) => subscribe({ graph, list, home, now }, request),

    async unwatch({ externalId }) {
      try {
        await graph.ask('delete', `/subscriptions/${encodeURIComponent(externalId)}`);
      } catch (error) {
        if (!(error instanceof NotFound)) throw error;
      }
    },
  };

  function settle(identity: string, made: Stored): Stored {
    inDoubt.delete(identity);
    return made;
  }
}

const nowhere: Window = { start: '1970-01-01T00:00:00Z', end: '1970-01-01T00:00:00Z' };

function stored(answer: unknown): Stored {
  const made = toStored(read(event, answer));
  if (!made) throw new UnexpectedResponse('Microsoft Graph sent an event without a time.', 200);
  return made;
}
