import type { TimeRange } from '../../lib/errors.ts';
import { addMinutes, addWallDays, minutesBetween } from '../../lib/time.ts';

/** Alt + arrows: quarter hours up and down, days left and right; with Shift the end alone moves. */
export const stepMinutes = 15;

export type MoveKey = { key: string; shiftKey: boolean };

/** The new times, or undefined when the key means nothing here. Days move on the wall clock of the zone. */
export function movedBy(
  { key, shiftKey }: MoveKey,
  times: TimeRange,
  zone: string,
  rtl = false,
): TimeRange | undefined {
  const later = key === 'ArrowDown';
  if (later || key === 'ArrowUp') {
    const step = later ? stepMinutes : -stepMinutes;
    const end = addMinutes(times.end, step);
    if (!shiftKey) return { start: addMinutes(times.start, step), end };
    return minutesBetween(times.start, end) >= stepMinutes ? { start: times.start, end } : undefined;
  }
  if (shiftKey || (key !== 'ArrowLeft' && key !== 'ArrowRight')) return undefined;
  const forward = (key === 'ArrowRight') !== rtl;
  const start = addWallDays(times.start, forward ? 1 : -1, zone);
  return { start, end: addMinutes(start, minutesBetween(times.start, times.end)) };
}
