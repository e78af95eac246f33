import { NotFound, UnexpectedResponse } from '../../http/outside.ts';
import type { Change, Page, PullRequest } from '../port.ts';
import { collection, event, type Row, read, readEach } from './answers.ts';
import { category, expandIdentity, identityOf, selectNeeded, timeOf, toRemoteEvent } from './event.ts';
import { type Graph, pathOf } from './graph.ts';

/**
 * One page of calendarView/delta. The window is frozen in the cursor: with a cursor, `window` has no say until a pull
 * without one begins anew.
 */
export async function pullPage(graph: Graph, calendarPath: string, request: PullRequest): Promise<Page> {
  const { start, end } = request.window;
  const first = `${calendarPath}/calendarView/delta?startDateTime=${start}&endDateTime=${end}`;
  const answer = await graph.ask('get', request.page ?? request.cursor ?? first);
  const page = read(collection, answer);
  const [next, cursor] = [page['@odata.nextLink'], page['@odata.deltaLink']];
  if (next === undefined && cursor === undefined)
    throw new UnexpectedResponse('Microsoft Graph sent a page that leads nowhere.', 200);
  return {
    changes: await changesOf(graph, readEach(event, page.value), request),
    next: next === undefined ? null : pathOf(next),
    cursor: next !== undefined || cursor === undefined ? null : pathOf(cursor),
  };
}

async function changesOf(graph: Graph, rows: Row[], { isLinked, cursor }: PullRequest): Promise<Change[]> {
  const changes: Change[] = [];
  const masters = new Map(rows.filter((row) => row.type === 'seriesMaster').map((row) => [row.id, row]));
  const announced = new Set<string>();

  /** A series comes whole: no word is lost about its deleted occurrences, or about the single event it was before. */
  async function announce(seriesId: string): Promise<void> {
    if (announced.has(seriesId)) return;
    announced.add(seriesId);
    changes.push({ kind: 'series', seriesId });
    const master = masters.get(seriesId) ?? (await readEvent(graph, seriesId));
    if (!master) return;
    masters.set(seriesId, master);
    if (cursor !== null || isLinked(seriesId))
      changes.push({ kind: 'event', event: await recognised(graph, master, isLinked(seriesId)) });
  }

  for (const row of rows) {
    if (row['@removed']) {
      // Graph says so too of what lies outside the window, changed or moved there.
      changes.push({ kind: isLinked(row.id) ? 'out_of_sight' : 'deleted', id: row.id });
    } else if (row.seriesMasterId) {
      await announce(row.seriesMasterId);
      const whole = completed(row, masters.get(row.seriesMasterId));
      changes.push({ kind: 'event', event: toRemoteEvent(whole, null, false) });
    } else if (row.type === 'seriesMaster') {
      await announce(row.id);
    } else {
      // It may have been a series before, with the same id.
      if (cursor !== null) changes.push({ kind: 'series', seriesId: row.id });
      // Graph promises no more than what changed.
      const whole = row.showAs && timeOf(row) ? row : await readEvent(graph, row.id);
      if (whole) changes.push({ kind: 'event', event: await recognised(graph, whole, isLinked(row.id)) });
    }
  }
  return changes;
}

/** What an occurrence that follows its rule leaves out, its master says. */
function completed(row: Row, master: Row | undefined): Row {
  if (row.showAs || !master) return row;
  const { showAs, isAllDay, isCancelled, responseStatus } = master;
  return { ...row, showAs, isAllDay, isCancelled, responseStatus };
}

/** Our category without our token is a copy, or an event of ours whose token was not kept: the hidden property tells. */
async function recognised(graph: Graph, row: Row, isLinked: boolean) {
  const isTagged = row.categories?.includes(category) ?? false;
  const known = identityOf(row);
  const asked = known === null && isTagged && !isLinked ? await readEvent(graph, row.id) : null;
  const identity = asked ? identityOf(asked) : known;
  return toRemoteEvent(row, identity, isLinked || identity !== null);
}

/** The event with its hidden property, or null when there is none. */
export async function readEvent(graph: Graph, id: string): Promise<Row | null> {
  const path = `/me/events/${encodeURIComponent(id)}?${selectNeeded}&${expandIdentity}`;
  try {
    return read(event, await graph.ask('get', path));
  } catch (error) {
    if (error instanceof NotFound) return null;
    throw error;
  }
}
