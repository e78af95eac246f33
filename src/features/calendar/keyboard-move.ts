import type { TimeRange } from '../../lib/errors.ts';
import { addMinutes, addWallDays, minutesBetween } from '../../lib/time.ts';
import { snapMinutes } from './drag.ts';
import { type GridStarts, nextStart } from './starts.ts';

/** Alt + arrows: starts of the clinician's grid up and down, days left and right; with Shift the end alone moves. */
type MoveKey = { key: string; shiftKey: boolean };

/** The new times, or undefined when the key means nothing here. Days move on the wall clock of the zone. */
export function movedBy(
  { key, shiftKey }: MoveKey,
  times: TimeRange,
  { zone, starts, rtl = false }: { zone: string; starts: GridStarts; rtl?: boolean },
): TimeRange | undefined {
  const later = key === 'ArrowDown';
  if (later || key === 'ArrowUp') {
    const direction = later ? 1 : -1;
    if (!shiftKey) {
      const start = nextStart(times.start, direction, starts);
      return { start, end: addMinutes(start, minutesBetween(times.start, times.end)) };
    }
    const end = addMinutes(times.end, direction * snapMinutes);
    return minutesBetween(times.start, end) >= snapMinutes ? { start: times.start, end } : undefined;
  }
  if (shiftKey || (key !== 'ArrowLeft' && key !== 'ArrowRight')) return undefined;
  const forward = (key === 'ArrowRight') !== rtl;
  const start = addWallDays(times.start, forward ? 1 : -1, zone);
  return { start, end: addMinutes(start, minutesBetween(times.start, times.end)) };
}
