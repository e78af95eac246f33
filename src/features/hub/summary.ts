import type { Visit } from '../../lib/appointments/schema.ts';

/** What today looks like in a glance, from the visits of the day. Pure: the clock is an argument. */
export type DaySummary = {
  /** Visits that take or took place today: neither cancelled nor only asked for. */
  visits: number;
  done: number;
  video: number;
  /** Running right now. */
  current: Visit | undefined;
  /** The next one that has not begun. */
  next: Visit | undefined;
};

const takesPlace = (visit: Visit): boolean => visit.status !== 'cancelled' && visit.status !== 'requested';

export function summarise(visits: readonly Visit[], now: number): DaySummary {
  const real = visits.filter(takesPlace);
  const byStart = [...real].sort((a, b) => Date.parse(a.scheduled_start) - Date.parse(b.scheduled_start));
  return {
    visits: real.filter((visit) => visit.status !== 'no_show').length,
    done: real.filter((visit) => visit.status === 'completed').length,
    video: real.filter((visit) => visit.location_type === 'video' && visit.status !== 'no_show').length,
    current: byStart.find((visit) => visit.status === 'in_progress'),
    next: byStart.find((visit) => visit.status === 'confirmed' && Date.parse(visit.scheduled_start) > now),
  };
}

/** Whole minutes until an instant, rounded up: "in 1 min" until it begins. */
export const minutesUntil = (iso: string, now: number): number =>
  Math.max(0, Math.ceil((Date.parse(iso) - now) / 60_000));
