/**
 * Reads what changed in an outside calendar. What is not ours becomes busy time at once, page by page; what is ours is
 * decided when the last page is there, because only then is it known whether something suspicious is going on [SY26–SY28].
 * The cursor is stored last: whoever dies on the way begins at the same place again.
 */
import type { Change, Page, RemoteEvent } from '../_shared/calendars/port.ts';
import { visitOf } from '../_shared/core/sync/identity.ts';
import type { Remote } from '../_shared/core/sync/plan.ts';
import { CursorExpired } from '../_shared/http/outside.ts';
import type { BusyChange, Connection } from './store.ts';
import { remoteOf, syncVisit, type Target } from './visit-sync.ts';

export interface Pulled {
  /** Visits whose event was looked at. */
  visits: number;
  /** True when the pull was stopped because it would have taken away more than a handful. */
  braked: boolean;
}

/** More deletions than this in one pull, and than this part of all links, are a person's business first (R9). */
const handful = 10;
const share = 0.3;

const atOnce = 1_000;

interface Seen {
  /** By visit. */
  ours: Map<string, Remote>;
  /** Deleted, or perhaps only out of the window: the provider has to be asked. */
  doubtful: Map<string, string>;
  ids: Set<string>;
  cursor: string | null;
}

export async function pull(target: Target, connection: Connection, full: boolean): Promise<Pulled> {
  const isFull = full || connection.cursor === null;
  const generation = isFull ? connection.generation + 1 : connection.generation;
  let seen: Seen;
  try {
    seen = await readAll(target, connection, isFull ? null : connection.cursor, generation);
  } catch (error) {
    if (!(error instanceof CursorExpired) || isFull) throw error;
    return pull(target, connection, true);
  }
  if (isFull) addUnseen(seen, connection);

  if (!(await isHarmless(target, connection, seen))) return { visits: 0, braked: true };

  for (const [appointmentId, remote] of seen.ours) await syncVisit(target, appointmentId, remote);
  await target.store.finishPull(target.connectionId, {
    cursor: seen.cursor,
    generation,
    isFull,
    dirtyAt: connection.dirty_at,
  });
  return { visits: seen.ours.size, braked: false };
}

/**
 * Asks the provider about what is in doubt, and stops everything when more would go than a handful: then the connection
 * is paused, nothing was decided, and the next pull begins at the same place.
 */
async function isHarmless(target: Target, connection: Connection, seen: Seen): Promise<boolean> {
  const { links, brake_released } = connection;
  const synced = new Map(links.filter(({ state }) => state === 'synced').map((link) => [link.appointment_id, link]));
  const limit = brake_released ? Number.POSITIVE_INFINITY : Math.max(handful, share * synced.size);
  const gone: string[] = [];
  const count = (appointmentId: string, remote: Remote) => {
    const link = synced.get(appointmentId);
    if (link && remote.kind === 'absent') gone.push(link.external_event_id);
  };
  for (const [appointmentId, remote] of seen.ours) count(appointmentId, remote);
  for (const [appointmentId, id] of seen.doubtful) {
    if (gone.length > limit) break;
    const remote = remoteOf(await target.provider.get(id, target.window));
    seen.ours.set(appointmentId, remote);
    count(appointmentId, remote);
  }
  if (gone.length <= limit) return true;
  await target.store.pauseForDeletions(target.connectionId, gone, synced.size);
  return false;
}

async function readAll(
  target: Target,
  connection: Connection,
  cursor: string | null,
  generation: number,
): Promise<Seen> {
  const { provider, store, connectionId, window } = target;
  const linked = new Map(connection.links.map((link) => [link.external_event_id, link]));
  const isLinked = (id: string) => linked.has(id);
  const seen: Seen = { ours: new Map(), doubtful: new Map(), ids: new Set(), cursor: null };
  const waiting = new Set(connection.links.filter(({ base }) => base === null).map((link) => link.appointment_id));

  let page: string | null = null;
  do {
    const answer: Page = await provider.pull({ cursor, page, window, isLinked });
    const busy: BusyChange[] = [];
    for (const change of answer.changes) sort(change, busy);
    // A page may be a whole calendar: in steps that a database with a time limit can take.
    for (let from = 0; from < busy.length; from += atOnce) {
      await store.storeBusyTimes(connectionId, generation, busy.slice(from, from + atOnce));
    }
    page = answer.next;
    if (page === null) seen.cursor = answer.cursor;
  } while (page !== null);
  return seen;

  function sort(change: Change, busy: BusyChange[]): void {
    switch (change.kind) {
      case 'series':
        busy.push({ series: change.seriesId });
        return;
      case 'deleted': {
        const link = linked.get(change.id);
        if (link) seen.ours.set(link.appointment_id, { kind: 'absent' });
        else busy.push({ deleted: change.id });
        return;
      }
      case 'out_of_sight': {
        const link = linked.get(change.id);
        if (link) seen.doubtful.set(link.appointment_id, change.id);
        else busy.push({ deleted: change.id });
        return;
      }
      case 'event': {
        const { event } = change;
        const link = linked.get(event.id);
        if (link) {
          seen.ids.add(event.id);
          seen.doubtful.delete(link.appointment_id);
          seen.ours.set(link.appointment_id, remoteOf(event));
        } else if (!isBeingMade(event)) busy.push(busyChange(event));
      }
    }
  }

  /** Ours, written by a try whose answer was lost: the job that is still open finds it. A copy of a linked event is a stranger. */
  function isBeingMade({ identity }: RemoteEvent): boolean {
    const visit = identity === null ? null : visitOf(identity, connectionId);
    return visit !== null && waiting.has(visit.appointmentId);
  }
}

/** Linked events that a complete listing did not show: absence proves nothing, so each is asked for by name. */
function addUnseen(seen: Seen, { links, window }: Connection): void {
  for (const link of links) {
    const inWindow = link.base && link.base.end > window.start && link.base.start < window.end;
    if (
      link.state === 'synced' &&
      inWindow &&
      !seen.ids.has(link.external_event_id) &&
      !seen.ours.has(link.appointment_id)
    )
      seen.doubtful.set(link.appointment_id, link.external_event_id);
  }
}

const busyChange = ({ id, seriesId, busy }: RemoteEvent): BusyChange => ({
  event: {
    id,
    series_id: seriesId,
    busy: busy.map(({ start, end, kind, allDay }) => ({ start, end, kind, all_day: allDay })),
  },
});
