import type { TimeRange } from '../../../lib/errors.ts';
import { addMinutes } from '../../../lib/time.ts';
import { overlaps } from './suggest-times.ts';

/** As many times as fit on one card. */
export const mostTimes = 5;

/** `gone`: taken meanwhile, or not free for this kind of visit. `overlapping`: shares a moment with an earlier one. */
export type ChosenTime = TimeRange & { state: 'free' | 'gone' | 'overlapping' };

const at = (iso: string) => Date.parse(iso);
const sorted = (starts: readonly string[]) => [...starts].sort((a, b) => at(a) - at(b));

export const isChosen = (starts: readonly string[], start: string): boolean =>
  starts.some((other) => at(other) === at(start));

/** In order of time, each once, never more than fit. */
export function withTimes(starts: readonly string[], added: readonly string[]): string[] {
  const all = [...starts];
  for (const start of added) if (all.length < mostTimes && !isChosen(all, start)) all.push(start);
  return sorted(all);
}

export const withoutTime = (starts: readonly string[], start: string): string[] =>
  starts.filter((other) => at(other) !== at(start));

/** The chosen starts as times of this length. `isFree` is undefined where the free times are not known yet. */
export function chosenTimes(
  starts: readonly string[],
  minutes: number,
  isFree: (start: string) => boolean | undefined,
): ChosenTime[] {
  const times: ChosenTime[] = [];
  for (const start of sorted(starts)) {
    const range = { start, end: addMinutes(start, minutes) };
    const taken = isFree(start) === false;
    const before = times.some((other) => other.state === 'free' && overlaps(range, other));
    times.push({ ...range, state: taken ? 'gone' : before ? 'overlapping' : 'free' });
  }
  return times;
}

/** As they are sent. */
export const rangesOf = (times: readonly ChosenTime[]): TimeRange[] => times.map(({ start, end }) => ({ start, end }));

export type TimesProblem = 'tooFew' | 'unusable' | 'nothingSaid';

/** What keeps a card from being sent. With `fewest` 0, words alone will do. */
export function timesProblem(times: readonly ChosenTime[], fewest: number, note: string): TimesProblem | undefined {
  if (times.some(({ state }) => state !== 'free')) return 'unusable';
  if (times.length < fewest) return 'tooFew';
  return times.length === 0 && note.trim() === '' ? 'nothingSaid' : undefined;
}
