import type { TimeRange } from '../../lib/errors.ts';
import { addMinutes, addWallDays, minutesBetween } from '../../lib/time.ts';

/** Alt + arrows: steps of the grid up and down, days left and right; with Shift the end alone moves. */
const resizeMinutes = 15;

type MoveKey = { key: string; shiftKey: boolean };

/** The new times, or undefined when the key means nothing here. Days move on the wall clock of the zone. */
export function movedBy(
  { key, shiftKey }: MoveKey,
  times: TimeRange,
  { zone, gridMinutes, rtl = false }: { zone: string; gridMinutes: number; rtl?: boolean },
): TimeRange | undefined {
  const later = key === 'ArrowDown';
  if (later || key === 'ArrowUp') {
    const direction = later ? 1 : -1;
    if (!shiftKey) {
      const step = direction * gridMinutes;
      return { start: addMinutes(times.start, step), end: addMinutes(times.end, step) };
    }
    const end = addMinutes(times.end, direction * resizeMinutes);
    return minutesBetween(times.start, end) >= resizeMinutes ? { start: times.start, end } : undefined;
  }
  if (shiftKey || (key !== 'ArrowLeft' && key !== 'ArrowRight')) return undefined;
  const forward = (key === 'ArrowRight') !== rtl;
  const start = addWallDays(times.start, forward ? 1 : -1, zone);
  return { start, end: addMinutes(start, minutesBetween(times.start, times.end)) };
}
