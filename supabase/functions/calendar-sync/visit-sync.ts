/**
 * Brings one visit and its event into step: looks at both, plans, does, and looks again where the world had moved on.
 * Every step may be repeated: a worker that dies between any two of them leaves nothing that the next one cannot finish.
 */
import type { CalendarProvider, OutgoingEvent, RemoteEvent, Window } from '../_shared/calendars/port.ts';
import { identityOf } from '../_shared/core/sync/identity.ts';
import { type Action, type Link, type Local, plan, type Remote } from '../_shared/core/sync/plan.ts';
import { fingerprint, normalise, type Span, sameTime } from '../_shared/core/sync/time.ts';
import { NotFound, PreconditionFailed, UnexpectedResponse } from '../_shared/http/outside.ts';
import type { Store, VisitState } from './store.ts';

export interface Target {
  connectionId: string;
  provider: CalendarProvider;
  store: Store;
  window: Window;
  /** False when changes made outside are not to be followed. */
  follows: boolean;
  visitUrl(appointmentId: string): string;
}

/** How often both sides may change under our hands before it is left for later. */
const patience = 5;

/** `seen` is the event as a pull brought it; without it nothing is asked of the provider that is not needed. */
export async function syncVisit(
  target: Target,
  appointmentId: string,
  seen: Remote = { kind: 'unknown' },
): Promise<Action['do']> {
  let remote = seen;
  for (let round = 0; round < patience; round++) {
    const state = await target.store.visit(target.connectionId, appointmentId);
    const action = plan({
      local: localOf(state),
      link: linkOf(state),
      remote,
      held: state.held,
      follows: target.follows,
    });
    const again = await perform(target, appointmentId, state, action, remote);
    if (!again) return action.do;
    remote = again;
  }
  throw new PreconditionFailed('The event kept changing while it was being written.');
}

const localOf = ({ visit }: VisitState): Local | null =>
  visit && {
    start: visit.start,
    end: visit.end,
    version: visit.version,
    changedAt: visit.changed_at,
    wanted: visit.wanted,
    ended: visit.ended,
  };

const linkOf = ({ link }: VisitState): Link | null =>
  link && {
    base: link.base,
    etag: link.etag,
    localVersion: link.local_version,
    gone: link.state === 'gone',
    generation: link.generation,
  };

export const remoteOf = (event: RemoteEvent | null): Remote =>
  event === null
    ? { kind: 'absent' }
    : { kind: 'event', etag: event.etag, time: event.time, altered: event.altered, updatedAt: event.updatedAt };

/** Null when it is done; otherwise what is known of the event now, to plan again. */
async function perform(
  target: Target,
  appointmentId: string,
  state: VisitState,
  action: Action,
  seen: Remote,
): Promise<Remote | null> {
  const { provider, store, connectionId, window } = target;
  const { link, visit } = state;
  switch (action.do) {
    case 'nothing':
      return null;
    case 'create':
      return create(target, appointmentId, state, action.generation);
    case 'forget':
      await store.dropLink(connectionId, appointmentId);
      return null;
    case 'read':
      return remoteOf(await provider.get(known(link).external_event_id, window));
    case 'deleted':
      await store.applyDelete(connectionId, appointmentId, known(link).external_event_id);
      return null;
    case 'agree':
      await store.saveLink(connectionId, {
        ...agreement(appointmentId, state, action.base, action.etag),
        action: 'none',
      });
      return null;
    case 'move': {
      const outcome = await store.applyMove(connectionId, {
        appointmentId,
        expectedVersion: known(visit).version,
        to: action.to,
        etag: action.etag,
        baseHash: fingerprint(action.to),
      });
      if (outcome === 'refused') return null;
      // Somebody changed the visit at this very moment: look at both again.
      if (outcome === 'stale') return remoteOf(await provider.get(known(link).external_event_id, window));
      return seen.kind === 'event' && seen.altered ? seen : null;
    }
    case 'update':
      try {
        const id = known(link).external_event_id;
        const event = outgoing(target, appointmentId, known(visit), known(link).generation);
        const stored = await provider.update(id, action.etag, event);
        await store.saveLink(connectionId, {
          ...agreement(appointmentId, state, stored.time, stored.etag),
          action: 'update',
        });
        return null;
      } catch (error) {
        if (error instanceof NotFound) return { kind: 'absent' };
        if (error instanceof PreconditionFailed)
          return remoteOf(await provider.get(known(link).external_event_id, window));
        throw error;
      }
    case 'remove':
      await remove(target, appointmentId, state);
      return null;
  }
}

/** The intent is kept first: whatever happens next, the following try knows under which name to look. */
async function create(
  target: Target,
  appointmentId: string,
  state: VisitState,
  generation: number,
): Promise<Remote | null> {
  const { provider, store, connectionId } = target;
  const visit = known(state.visit);
  // Its etag is not of our own writing then: nothing is taken for our echo.
  const mayBeOld = state.link !== null;
  for (let next = generation; next < generation + patience; next++) {
    const event = outgoing(target, appointmentId, visit, next);
    const intent = {
      appointmentId,
      externalEventId: event.identity,
      generation: next,
      etag: null,
      base: null,
      baseHash: null,
    };
    await store.saveLink(connectionId, { ...intent, localVersion: null, action: 'none' });
    try {
      const stored = await provider.create(event);
      const sent = normalise(visit);
      await store.saveLink(connectionId, {
        ...intent,
        externalEventId: stored.id,
        etag: mayBeOld ? null : stored.etag,
        base: sent,
        baseHash: fingerprint(sent),
        localVersion: visit.version,
        action: 'create',
      });
      // An earlier try had made it, and somebody may have moved or altered it since.
      return !mayBeOld && sameTime(stored.time, sent) ? null : remoteOf(await provider.get(stored.id, target.window));
    } catch (error) {
      // An earlier try had made it, and somebody has deleted it since: under this name it will never be again.
      if (!(error instanceof NotFound)) throw error;
    }
  }
  throw new UnexpectedResponse('The calendar takes no new event for this visit.', null);
}

async function remove(target: Target, appointmentId: string, state: VisitState): Promise<void> {
  const { provider, store, connectionId } = target;
  const link = known(state.link);
  let id: string | null = link.external_event_id;
  if (link.base === null) {
    // It may exist or not: making it again tells under which id, so that nothing is left behind.
    id = state.visit ? await found(target, appointmentId, state.visit, link.generation) : null;
  }
  if (id !== null) await provider.remove(id, null);
  await store.dropLink(connectionId, appointmentId);
}

async function found(target: Target, appointmentId: string, visit: Span, generation: number): Promise<string | null> {
  try {
    return (await target.provider.create(outgoing(target, appointmentId, visit, generation))).id;
  } catch (error) {
    if (error instanceof NotFound) return null;
    throw error;
  }
}

const outgoing = (target: Target, appointmentId: string, visit: Span, generation: number): OutgoingEvent => ({
  identity: identityOf(appointmentId, target.connectionId, generation),
  ...normalise(visit),
  url: target.visitUrl(appointmentId),
});

const agreement = (appointmentId: string, { link, visit }: VisitState, base: Span, etag: string | null) => ({
  appointmentId,
  externalEventId: known(link).external_event_id,
  etag,
  base: normalise(base),
  baseHash: fingerprint(base),
  generation: known(link).generation,
  localVersion: known(visit).version,
});

/** The planner asks for nothing that needs what is not there. */
function known<T>(value: T | null): T {
  if (value === null) throw new Error('The plan does not fit the state.');
  return value;
}
