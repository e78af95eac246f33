import type { TimeRange } from '../../../lib/errors.ts';
import { dayOf, formatTime, formatTimeRange } from '../../../lib/time.ts';

/**
 * "10:30 – 11:00", also past midnight: on the clock of somebody far away a visit may end on another day, and the
 * browser would then write out both dates.
 */
export const clockRange = ({ start, end }: TimeRange, zone: string): string =>
  dayOf(start, zone) === dayOf(end, zone)
    ? formatTimeRange(start, end, zone)
    : `${formatTime(start, zone)} – ${formatTime(end, zone)}`;
