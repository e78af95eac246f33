import type { TimeRange } from '../../lib/errors.ts';
import { addMinutes, minutesBetween } from '../../lib/time.ts';
import { type GridStarts, settledStart, settledTimes, startAt, stepMinutesAt } from './starts.ts';

/** Dragging and resizing go in these steps. */
export const snapMinutes = 5;

/** The columns of the team view are some milliseconds apart (team-column.tsx). */
const wholeMinute = (at: Date): string => new Date(Math.round(at.getTime() / 60_000) * 60_000).toISOString();

/**
 * What a drop means. The calendar keeps the wall times of both ends, which changes the real length of a visit
 * dropped across a clock change; a moved visit keeps its length instead. It settles on the clinician's grid; `exact`
 * (Shift held) keeps the five-minute step.
 */
export function droppedTimes(before: TimeRange, droppedStart: Date, grid: GridStarts, exact: boolean): TimeRange {
  const start = wholeMinute(droppedStart);
  const dropped = { start, end: addMinutes(start, minutesBetween(before.start, before.end)) };
  return exact ? dropped : settledTimes(dropped, grid);
}

/** A new end; the start stays what it was. */
export const resizedTimes = (start: Date, end: Date): TimeRange => ({
  start: wholeMinute(start),
  end: wholeMinute(end),
});

/** A stretch drawn on the grid: it begins on the clinician's grid and ends where the pointer was let go. */
export function selectedTimes(start: Date, end: Date, grid: GridStarts, exact: boolean): TimeRange {
  const drawn = resizedTimes(start, end);
  if (exact) return drawn;
  const settled = settledStart(drawn.start, grid);
  const left = minutesBetween(settled, drawn.end);
  return { start: settled, end: left >= snapMinutes ? drawn.end : addMinutes(settled, stepMinutesAt(settled, grid)) };
}

const clickLengthMinutes = 30;

/** A click means the slot it falls into. */
export function clickedTimes(at: Date, grid: GridStarts): TimeRange {
  const start = startAt(at.toISOString(), grid);
  return { start, end: addMinutes(start, clickLengthMinutes) };
}
