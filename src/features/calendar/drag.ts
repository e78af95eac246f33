import type { TimeRange } from '../../lib/errors.ts';
import { addMinutes, minutesBetween } from '../../lib/time.ts';

/**
 * What a drop means. The calendar keeps the wall times of both ends, which changes the real length of a visit
 * dropped across a clock change; a moved visit keeps its length instead.
 */
export function droppedTimes(before: TimeRange, droppedStart: Date): TimeRange {
  const start = droppedStart.toISOString();
  return { start, end: addMinutes(start, minutesBetween(before.start, before.end)) };
}

export const resizedTimes = (start: Date, end: Date): TimeRange => ({
  start: start.toISOString(),
  end: end.toISOString(),
});
