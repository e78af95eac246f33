import { type Call, viewOf } from './call.ts';
import { GraphFailure, type Reply } from './http.ts';
import { idOf } from './ids.ts';
import { readWindow, refuseOptions } from './query.ts';
import { deltaRow, eventJson, type View } from './representation.ts';
import { instancesIn } from './series.ts';

/** What a token stands for: the window of the first request, for ever, and the version it has seen. */
interface State {
  calendarId: string;
  from: number;
  to: number;
  version: number;
}

type Row = Record<string, unknown>;

/** /me/calendars/{id}/calendarView/delta: rounds of pages, each ending with the token of the next round. */
export function createDelta(newId: () => string) {
  const states = new Map<string, State>();
  const pages = new Map<string, { rows: Row[][]; state: State }>();

  function delta(call: Call, calendarId: string): Reply {
    refuseOptions(call.query);
    call.mailboxes.calendarOf(call.mailbox, calendarId);
    const skip = call.query.get('$skiptoken');
    if (skip !== null) {
      const rest = pages.get(skip);
      if (!rest || rest.state.calendarId !== calendarId) throw lost(call, calendarId);
      return answer(call, rest.rows, rest.state);
    }
    const token = call.query.get('$deltatoken');
    const before = token === null ? null : states.get(token);
    if (before === undefined || (before && before.calendarId !== calendarId)) throw lost(call, calendarId);
    const window = before ?? { calendarId, ...readWindow(call.query), version: 0 };
    const rows = split(changes(call, window, before === null), call);
    return answer(call, rows, { ...window, version: call.mailboxes.version() });
  }

  /** A page is answered again when it is asked for again. */
  function answer(call: Call, [rows = [], ...later]: Row[][], state: State): Reply {
    const token = newId();
    if (later.length > 0) pages.set(token, { rows: later, state });
    else states.set(token, state);
    const link = `${call.base}/me/calendars/${encodeURIComponent(state.calendarId)}/calendarView/delta`;
    return {
      status: 200,
      body: {
        '@odata.context': `${call.base}/$metadata#Collection(event)`,
        ...(later.length > 0
          ? { '@odata.nextLink': `${link}?$skiptoken=${token}` }
          : { '@odata.deltaLink': `${link}?$deltatoken=${token}` }),
        value: rows,
      },
    };
  }

  const lose = () => {
    states.clear();
    pages.clear();
  };
  return { delta, lose };
}

function lost({ settings, base }: Call, calendarId: string): GraphFailure {
  const message = 'The sync state generation is not found.';
  if (settings.lostSyncState !== 410) return new GraphFailure(settings.lostSyncState, 'syncStateNotFound', message);
  const location = `${base}/me/calendars/${calendarId}/calendarView/delta?$deltatoken=`;
  return new GraphFailure(410, 'SyncStateNotFound', message, { Location: location });
}

/** Groups of rows that stay together on a page: a single event, or a series as a whole. */
function changes(call: Call, window: State, isFirst: boolean): Row[][] {
  const { mailbox, settings } = call;
  const view: View = viewOf(call);
  const groups: Row[][] = [];
  for (const event of mailbox.events.values()) {
    if (event.calendarId !== window.calendarId || event.version <= window.version) continue;
    const instances = instancesIn(event, window.from, window.to);
    if (instances.length > 0) {
      const master = event.fields.recurrence && settings.mastersInDelta;
      const rows = instances.map((i) =>
        deltaRow(mailbox, i, view, i.day === null ? settings.partialRows && !isFirst : settings.sparseOccurrences),
      );
      groups.push(
        master ? [{ '@odata.type': '#microsoft.graph.event', ...eventJson(mailbox, event, view) }, ...rows] : rows,
      );
      // What changed outside the window is told as removed, whether it was ever inside or not (graph-docs 6599).
    } else if (!isFirst) groups.push([removed(idOf({ event, day: null }, view.immutable))]);
  }
  if (isFirst) return groups;
  for (const { calendarId, version, ids } of mailbox.tombstones)
    if (calendarId === window.calendarId && version > window.version)
      groups.push([removed(view.immutable ? ids.immutable : ids.mutable)]);
  return groups;
}

const removed = (id: string) => ({ '@odata.type': '#microsoft.graph.event', id, '@removed': { reason: 'deleted' } });

function split(groups: Row[][], { pageSize, settings }: Call): Row[][] {
  const filled: Row[][] = [[]];
  for (const group of settings.repeatRows ? groups.flatMap((g) => [g, g]) : groups) {
    if ((filled.at(-1)?.length ?? 0) + group.length > pageSize && filled.at(-1)?.length) filled.push([]);
    filled.at(-1)?.push(...group);
  }
  return settings.emptyPages ? filled.flatMap((rows) => [[], rows]) : filled;
}
