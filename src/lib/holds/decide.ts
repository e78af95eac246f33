import type { AppError } from '../errors.ts';
import type { HoldWish, SlotHold } from './mutations.ts';

/** What a form that keeps a time knows, and what follows from it. Pure: the clock is an argument. */
export type HoldView =
  /** `waiting`: not asked yet, or not answered. `without`: nothing is kept, and nobody need be told. */
  | { state: 'none' | 'waiting' | 'ended' | 'without' }
  /** `keptUntil` is an instant on this device's clock. */
  | { state: 'kept'; holdId: string; keptUntil: string }
  | { state: 'refused'; error: AppError };

/** Milliseconds of this device's clock; `skew` is how far the database's is ahead of it. */
type Mine = { key: string; holdId: string; until: number; renewAt: number; skew: number };
export type Known = {
  wish: HoldWish | undefined;
  /** Since when it is wished for. */
  since: number;
  mine: Mine | undefined;
  /** What became of the wish, once there is nothing more to do for it. */
  outcome: 'ended' | 'without' | AppError | undefined;
  /** A request is on its way. */
  asking: boolean;
  /** A booking is on its way: it uses the hold up, so nobody touches that. */
  spending: boolean;
};
type Step =
  | { do: 'take'; wish: HoldWish }
  | { do: 'release'; holdId: string }
  | { do: 'end' }
  | { do: 'wait'; ms: number }
  | { do: 'nothing' };

/** Whoever browses through the times with an arrow key keeps only the one they stay on. */
export const pauseMs = 400;
/** So much of what is left may pass before it is renewed; the rest is for a bad connection. */
const renewAfter = 0.6;
const leastRetryMs = 5_000;

export const nothingKnown: Known = {
  wish: undefined,
  since: 0,
  mine: undefined,
  outcome: undefined,
  asking: false,
  spending: false,
};

/** The same for the same time, however its instants are written; empty without a wish. */
export const keyOf = (wish: HoldWish | undefined): string =>
  wish ? [wish.clinicianId, Date.parse(wish.start), Date.parse(wish.end), wish.appointmentType].join(' ') : '';

/** What comes next. */
export function decide({ wish, since, mine, outcome, asking, spending }: Known, now: number): Step {
  if (mine && now >= mine.until) return { do: 'end' };
  const alarm = (at: number): Step => ({ do: 'wait', ms: at - now });
  if (asking || spending) return mine ? alarm(mine.until) : { do: 'nothing' };
  const settled = since + pauseMs;
  // Kept for a former wish, or for one that was refused when it should have been renewed.
  if (mine && (outcome || mine.key !== keyOf(wish))) {
    return now >= settled ? { do: 'release', holdId: mine.holdId } : alarm(Math.min(settled, mine.until));
  }
  if (!wish || outcome) return { do: 'nothing' };
  const due = mine ? mine.renewAt : settled;
  return now >= due ? { do: 'take', wish } : alarm(Math.min(due, mine?.until ?? due));
}

export function viewOf({ wish, mine, outcome }: Known): HoldView {
  if (!wish) return { state: 'none' };
  if (outcome === undefined && mine?.key === keyOf(wish)) {
    return { state: 'kept', holdId: mine.holdId, keptUntil: new Date(mine.until).toISOString() };
  }
  if (outcome === undefined) return { state: 'waiting' };
  return typeof outcome === 'string' ? { state: outcome } : { state: 'refused', error: outcome };
}

/**
 * What an answer that has just come means on this device. The present lies between the beginning and the end of the
 * hold; a clock that says otherwise is wrong, and then the hold is taken to have begun this moment.
 */
export function received(key: string, hold: SlotHold, now: number, before: Mine | undefined): Mine {
  const [created, expires] = [Date.parse(hold.created_at), Date.parse(hold.expires_at)];
  const renewed = before?.holdId === hold.hold_id;
  const skew = renewed ? before.skew : now < created || now >= expires ? created - now : 0;
  const until = expires - skew;
  // An end that does not move on any more is the cap: from here it runs out.
  const renewAt = renewed && until <= before.until ? Number.POSITIVE_INFINITY : now + renewAfter * (until - now);
  return { key, holdId: hold.hold_id, until, renewAt, skew };
}

/** Kept all the same until its time is up; there may be a connection again before that. */
export const notRenewed = (mine: Mine, now: number): Mine => ({
  ...mine,
  renewAt: now + Math.max(renewAfter * (mine.until - now), leastRetryMs),
});
