import type { TimeRange } from '../../lib/errors.ts';
import { addMinutes, minutesBetween } from '../../lib/time.ts';
import { type Hours, openWindows } from './working-hours.ts';

/**
 * The times at which a clinician's visits can begin: AV1 counts them from each opening time in steps of its slot
 * length. A visit is dragged in steps of five minutes and settles on the nearest of them, because that is what can be
 * booked; the database still decides.
 */
type StartWindow = { from: number; to: number; stepMs: number };
export type GridStarts = readonly StartWindow[];

const minute = 60_000;
/** Without any hours: every quarter, which is a round time in every zone. */
const noHours: StartWindow = { from: 0, to: 0, stepMs: 15 * minute };

export const gridStarts = (hours: Hours, range: TimeRange, clinicianZone: string): GridStarts =>
  openWindows(hours, range, clinicianZone).map(({ from, to, stepMinutes }) => ({
    from,
    to,
    stepMs: stepMinutes * minute,
  }));

const distance = (at: number, { from, to }: StartWindow): number => Math.max(from - at, at - to, 0);

function nearest(at: number, grid: GridStarts): StartWindow {
  return grid.reduce((best, window) => (distance(at, window) < distance(at, best) ? window : best), grid[0] ?? noHours);
}

/** A start of the window itself; more than a step away the steps simply go on, and the database will say what it thinks. */
function startIn(window: StartWindow, at: number, round: (steps: number) => number): number {
  const { from, to, stepMs } = window;
  const steps = round((at - from) / stepMs);
  const last = Math.max(0, Math.ceil((to - from) / stepMs) - 1);
  const within = distance(at, window) < stepMs;
  return from + (within && to > from ? Math.min(Math.max(steps, 0), last) : steps) * stepMs;
}

const iso = (instant: number): string => new Date(instant).toISOString();

/** The start nearest to an instant; of two equally near ones the earlier. */
export function settledStart(instant: string, grid: GridStarts): string {
  const at = Date.parse(instant);
  const near = grid.filter((window) => distance(at, window) < window.stepMs);
  const windows = near.length > 0 ? near : [nearest(at, grid)];
  const starts = windows.map((window) => startIn(window, at, (steps) => Math.ceil(steps - 0.5)));
  return iso(starts.reduce((best, start) => (Math.abs(start - at) < Math.abs(best - at) ? start : best)));
}

/** The start whose slot contains an instant: what a click on the grid means. */
export function startAt(instant: string, grid: GridStarts): string {
  const at = Date.parse(instant);
  const around = grid.filter((window) => window.from <= at && at < window.to);
  const windows = around.length > 0 ? around : [nearest(at, grid)];
  return iso(Math.max(...windows.map((window) => startIn(window, at, Math.floor))));
}

const longestGap = 3 * 60 * minute;

/** The next start later or earlier. A break is leapt over; after hours the steps simply go on. */
export function nextStart(instant: string, direction: 1 | -1, grid: GridStarts): string {
  const at = Date.parse(instant);
  const candidates = grid.flatMap((window) => {
    const { from, to, stepMs } = window;
    const last = Math.max(0, Math.ceil((to - from) / stepMs) - 1);
    const steps = direction === 1 ? Math.floor((at - from) / stepMs) + 1 : Math.ceil((at - from) / stepMs) - 1;
    const kept = direction === 1 ? Math.max(steps, 0) : Math.min(steps, last);
    return kept >= 0 && kept <= last ? [from + kept * stepMs] : [];
  });
  const next = candidates.sort((a, b) => direction * (a - b))[0];
  if (next !== undefined && Math.abs(next - at) <= longestGap) return iso(next);
  return iso(at + direction * nearest(at, grid).stepMs);
}

/** One step of the grid at an instant, in minutes. */
export const stepMinutesAt = (instant: string, grid: GridStarts): number =>
  nearest(Date.parse(instant), grid).stepMs / minute;

/** Moves both ends, so that the start settles and the length stays. */
export function settledTimes(times: TimeRange, grid: GridStarts): TimeRange {
  const start = settledStart(times.start, grid);
  return { start, end: addMinutes(start, minutesBetween(times.start, times.end)) };
}
