/** From the rows of one page to what changed. */
import type { Change, Window } from '../port.ts';
import { isCancelled, isOwn, type Resource, rangeOf, readResource, remoteEvent, seriesOf } from './resource.ts';

/** An event may come twice in one pull, on different pages even: an older version never follows a newer one. */
export function createNewestOnly() {
  const seen = new Map<string, number>();
  return (item: Resource): boolean => {
    const at = Date.parse(item.updated ?? '');
    if (Number.isNaN(at)) return true;
    if (at < (seen.get(item.id) ?? Number.NEGATIVE_INFINITY)) return false;
    seen.set(item.id, at);
    return true;
  };
}

/** The rows of a page that can be read, each id once. */
export function rowsOf(items: unknown[], isNewest: (item: Resource) => boolean): Resource[] {
  const rows = new Map<string, Resource>();
  for (const item of items) {
    const row = readResource(item);
    if (row && isNewest(row)) rows.set(row.id, row);
  }
  return [...rows.values()];
}

/** The time that holds every event of ours on the page, or null when there is none: their titles are asked for apart. */
export function timeOfOwn(rows: Resource[], zone: string): Window | null {
  const ranges = rows.filter((row) => isOwn(row) && !isCancelled(row)).flatMap((row) => rangeOf(row, zone) ?? []);
  const starts = ranges.map(({ start }) => start).sort();
  const ends = ranges.map(({ end }) => end).sort();
  const [start, end] = [starts[0], ends.at(-1)];
  return start !== undefined && end !== undefined ? { start, end } : null;
}

export interface Context {
  zone: string;
  window: Window;
  titles: ReadonlyMap<string, string | null>;
  isLinked(id: string): boolean;
}

export function changesOf(rows: Resource[], { zone, window, titles, isLinked }: Context): Change[] {
  // Of an event of ours that was made a series only its occurrences come: `get` tells what became of it.
  const unclear = new Set(rows.flatMap((row) => seriesOf(row) ?? []).filter(isLinked));
  const changes: Change[] = [...unclear].map((id) => ({ kind: 'out_of_sight', id }));
  for (const row of rows) {
    if (isCancelled(row)) {
      if (!unclear.has(row.id)) changes.push({ kind: 'deleted', id: row.id });
      continue;
    }
    const event = remoteEvent(row, zone, window, titles.get(row.id));
    if (event) changes.push({ kind: 'event', event });
  }
  return changes;
}
