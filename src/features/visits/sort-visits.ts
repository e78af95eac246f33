import type { Visit } from '../../lib/appointments/schema.ts';

/** Coming visits soonest first, all others newest first. A cancelled visit is never "coming". */
export function sortVisits(visits: readonly Visit[], now: number): { coming: Visit[]; past: Visit[] } {
  const isComing = (visit: Visit) => visit.status !== 'cancelled' && Date.parse(visit.scheduled_end) > now;
  const byStart = (a: Visit, b: Visit) => Date.parse(a.scheduled_start) - Date.parse(b.scheduled_start);
  return {
    coming: visits.filter(isComing).sort(byStart),
    past: visits.filter((visit) => !isComing(visit)).sort((a, b) => byStart(b, a)),
  };
}
