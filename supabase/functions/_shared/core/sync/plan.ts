/**
 * Decides what to do about one visit and its event in one outside calendar, from three states: the visit now, the event
 * now, and what both sides last agreed on (vdirsyncer's and every other sound engine's three-way compare). Pure: doing it
 * is the worker's business, and doing it twice must not matter.
 *
 * What is in a visit belongs to us; of its time, the latest edit wins [SY20–SY24 in docs/spec/sync.md].
 */
import { normalise, type Span, sameTime } from './time.ts';

export interface Local extends Span {
  version: number;
  /** When the visit was last changed. */
  changedAt: string;
  /** True when the visit is to be seen in this calendar. */
  wanted: boolean;
  /** True once its end is over. */
  ended: boolean;
}

export interface Link {
  /** What both sides last agreed on; null while it is not known whether the event was made at all. */
  base: Span | null;
  etag: string | null;
  /** The version of the visit that the agreement is about; null when ours is to be written again. */
  localVersion: number | null;
  /** The event was deleted outside; what follows is decided, or still to be decided, by a rule or a person. */
  gone: boolean;
  generation: number;
}

export type Remote =
  /** Not looked at. */
  | { kind: 'unknown' }
  /** The provider says that it is not there. */
  | { kind: 'absent' }
  | { kind: 'event'; etag: string | null; time: Span | null; altered: boolean; updatedAt: string | null };

export interface Situation {
  local: Local | null;
  link: Link | null;
  remote: Remote;
  /** A person is being asked about this visit. */
  held: boolean;
  /** False for a calendar whose changes are not to be followed: then ours is written over them. */
  follows: boolean;
}

export type Action =
  | { do: 'nothing' }
  /** Both sides agree: keep that, and the new etag. */
  | { do: 'agree'; base: Span; etag: string | null }
  | { do: 'create'; generation: number }
  /** Writes the visit's time over the event, if it still has that etag; null for events without. */
  | { do: 'update'; etag: string | null }
  | { do: 'remove' }
  /** The event is gone, and so may be what we know of it. */
  | { do: 'forget' }
  /** The event was moved outside: the visit follows if the rules of booking allow it. Then both are looked at again. */
  | { do: 'move'; to: Span; etag: string | null }
  /** The event was deleted outside: what follows is said by the connection. */
  | { do: 'deleted' }
  /** The event must be looked at first. */
  | { do: 'read' };

const nothing: Action = { do: 'nothing' };

export function plan({ local, link, remote, held, follows }: Situation): Action {
  if (!local?.wanted) {
    if (!link) return nothing;
    return link.gone || remote.kind === 'absent' ? { do: 'forget' } : { do: 'remove' };
  }
  if (!link) return local.ended ? nothing : { do: 'create', generation: 0 };
  // To create it again finds what an earlier try may have made.
  if (link.base === null && !link.gone) return { do: 'create', generation: link.generation };
  if (link.gone) return held || local.ended ? nothing : { do: 'create', generation: link.generation };

  const changedHere = local.version !== link.localVersion && !(link.base && sameTime(local, link.base));
  if (remote.kind === 'absent') return { do: 'deleted' };
  if (remote.kind === 'unknown') {
    if (local.version === link.localVersion) return nothing;
    if (link.etag === null) return { do: 'read' };
    return changedHere ? { do: 'update', etag: link.etag } : agree(local, link.etag);
  }
  const write: Action = { do: 'update', etag: remote.etag };
  // What we wrote last and what the provider made of it is not written again and again.
  const ownEcho = remote.etag === null || remote.etag === link.etag;
  if (!remote.time) return ownEcho ? nothing : write;
  if (sameTime(remote.time, local)) {
    if (remote.altered && !ownEcho) return write;
    const known = link.base !== null && sameTime(link.base, local) && link.localVersion === local.version;
    return known && link.etag === remote.etag ? nothing : agree(local, remote.etag);
  }
  // From here on both sides differ in time. Who moved?
  const movedThere = !(link.base && sameTime(remote.time, link.base));
  if (!follows || local.ended) return changedHere || movedThere ? write : nothing;
  if (movedThere && !(changedHere && laterHere(local, remote.updatedAt))) {
    // Not its last version when there is more to put right.
    return { do: 'move', to: remote.time, etag: remote.altered ? null : remote.etag };
  }
  if (changedHere) return write;
  // Neither: somebody is being asked, or has to be. Only the new etag is worth keeping.
  return remote.etag === link.etag ? nothing : agree(remote.time, remote.etag);
}

const agree = (base: Span, etag: string | null): Action => ({ do: 'agree', base: normalise(base), etag });

/** Unknown times of change lose: ours is the record. */
const laterHere = (local: Local, updatedAt: string | null) =>
  updatedAt === null || Date.parse(local.changedAt) >= Date.parse(updatedAt);
