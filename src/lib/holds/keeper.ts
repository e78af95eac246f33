import { toAppError } from '../errors.ts';
import { decide, type Known, keyOf, nothingKnown, notRenewed, received, viewOf } from './decide.ts';
import { type HoldWish, isRefusal, type SlotHold } from './mutations.ts';

export type Ports = {
  take: (wish: HoldWish) => Promise<SlotHold>;
  release: (holdId: string) => Promise<unknown>;
  /** Gives back while the page goes away: there is no time left to wait for anything. */
  leave: (holdId: string) => void;
  now: () => number;
  /** Answers how to call it off. */
  schedule: (run: () => void, ms: number) => () => void;
};

/** The longest a browser's timer can be set to. */
const longestAlarmMs = 2 ** 31 - 1;

/**
 * Keeps one time while a form is filled in: takes the hold, renews it, gives it back. Every wish, answer and alarm leads
 * to the next decision; one request at a time.
 */
export function createKeeper({ take, release, leave, now, schedule }: Ports) {
  let known = nothingKnown;
  let view = viewOf(known);
  let callOff = () => {};
  const listeners = new Set<() => void>();

  function learn(part: Partial<Known>) {
    known = { ...known, ...part };
    view = viewOf(known);
    for (const listener of listeners) listener();
    next();
  }

  function next() {
    callOff();
    callOff = () => {};
    const step = decide(known, now());
    if (step.do === 'wait') callOff = schedule(next, Math.min(step.ms, longestAlarmMs));
    else if (step.do === 'take') void ask(step.wish);
    else if (step.do === 'release') void giveBack(step.holdId);
    else if (step.do === 'end') {
      const { mine, wish, outcome } = known;
      learn({ mine: undefined, ...(mine?.key === keyOf(wish) ? { outcome: outcome ?? 'ended' } : {}) });
    }
  }

  async function ask(wish: HoldWish) {
    const key = keyOf(wish);
    learn({ asking: true });
    try {
      const hold = await take(wish);
      const current = key === keyOf(known.wish);
      // Booked in the meantime: what came too late is left to its clock.
      if (current && known.outcome === 'without') learn({ asking: false });
      else {
        const mine = received(key, hold, now(), known.mine);
        learn({ asking: false, mine, ...(current ? { outcome: undefined } : {}) });
      }
    } catch (error) {
      learn({ asking: false, ...failed(key, error) });
    }
  }

  function failed(key: string, error: unknown): Partial<Known> {
    const { mine, outcome } = known;
    if (key !== keyOf(known.wish) || outcome === 'without') return {};
    if (isRefusal(error)) return { outcome: toAppError(error) };
    if (!mine) return { outcome: outcome ?? 'without' };
    return { mine: notRenewed(mine, now()) };
  }

  async function giveBack(holdId: string) {
    learn({ asking: true, mine: undefined });
    // A hold that could not be given back ends by its clock.
    await release(holdId).catch(() => undefined);
    learn({ asking: false });
  }

  /** Nothing more is done for this wish; what is kept for another one is still given back. */
  const forget = (key: string) =>
    learn({
      ...(known.mine?.key === key ? { mine: undefined } : {}),
      ...(keyOf(known.wish) === key ? { outcome: 'without' } : {}),
    });

  return {
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    view: () => view,
    /** Whether the view is about this wish, or still about a former one. */
    knows: (wish: HoldWish | undefined) => keyOf(wish) === keyOf(known.wish),

    /** The time that should be kept from now on. */
    want(wish: HoldWish | undefined) {
      if (keyOf(wish) !== keyOf(known.wish)) learn({ wish, since: now(), outcome: undefined });
    },

    /** The form is closed: what is kept is given back at once. */
    close: () => learn({ wish: undefined, since: Number.NEGATIVE_INFINITY, outcome: undefined }),

    /** The page itself goes away. It may come back, from the browser's cache of pages. */
    leave() {
      const { mine, spending } = known;
      if (!mine || spending) return;
      leave(mine.holdId);
      learn({ mine: undefined, outcome: 'ended' });
    },

    /**
     * Does what uses the hold up, such as a booking. A hold that has ended unnoticed does not stand in the way of a
     * time that is still free: without it the request is the same (BK6, BK7).
     */
    async spend<T>(work: (holdId: string | undefined) => Promise<T>): Promise<T> {
      const holdId = view.state === 'kept' ? view.holdId : undefined;
      const key = keyOf(known.wish);
      learn({ spending: true });
      try {
        const answer = await work(holdId).catch((error: unknown) => {
          if (!holdId || toAppError(error).code !== 'hold_expired') throw error;
          learn({ mine: undefined, outcome: 'ended' });
          return work(undefined);
        });
        forget(key);
        return answer;
      } catch (error) {
        // Without an answer nobody knows whether it was used up: it is left to its clock.
        if (toAppError(error).code === 'unreachable') forget(key);
        throw error;
      } finally {
        learn({ spending: false });
      }
    },
  };
}
