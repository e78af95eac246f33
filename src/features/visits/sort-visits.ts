import type { Visit } from '../../lib/appointments/schema.ts';
import { addDays, dayOf } from '../../lib/time.ts';

/** Coming visits soonest first, all others newest first. A cancelled visit is never "coming". */
export function sortVisits<Row extends Visit>(visits: readonly Row[], now: number): { coming: Row[]; past: Row[] } {
  const isComing = (visit: Visit) => visit.status !== 'cancelled' && Date.parse(visit.scheduled_end) > now;
  const byStart = (a: Visit, b: Visit) => Date.parse(a.scheduled_start) - Date.parse(b.scheduled_start);
  return {
    coming: visits.filter(isComing).sort(byStart),
    past: visits.filter((visit) => !isComing(visit)).sort((a, b) => byStart(b, a)),
  };
}

export type Distance = { kind: 'today' } | { kind: 'tomorrow' } | { kind: 'days'; count: number } | { kind: 'far' };

/** How far away a day is on the reader's calendar, as long as counting days helps anybody: two weeks. */
export function distanceTo(iso: string, now: number, zone: string): Distance {
  const here = dayOf(new Date(now).toISOString(), zone);
  const there = dayOf(iso, zone);
  if (there === here) return { kind: 'today' };
  if (there === addDays(here, 1)) return { kind: 'tomorrow' };
  const count = Math.round((Date.parse(there) - Date.parse(here)) / 86_400_000);
  return count > 0 && count <= 14 ? { kind: 'days', count } : { kind: 'far' };
}
