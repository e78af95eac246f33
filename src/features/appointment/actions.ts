import { type AppointmentStatus, allowedNext, mayMove, type Visit } from '../../lib/appointments/schema.ts';

/** Which buttons a visit has for this person (R3, R4). A correction between completed and no-show needs a reason. */
export type Action =
  | { kind: 'transition'; status: AppointmentStatus; needsReason: boolean; primary: boolean }
  | { kind: 'move' }
  | { kind: 'cancel' };

type Times = Pick<Visit, 'status' | 'scheduled_start'>;

export function actionsFor(visit: Times, viewer: { isStaff: boolean }, now: number): Action[] {
  const next = allowedNext(visit.status);
  const actions: Action[] = [];
  if (viewer.isStaff) {
    const forward = next.filter((status) => status !== 'cancelled');
    const primary = primaryStep(visit, now);
    const correction = visit.status === 'completed' || visit.status === 'no_show';
    for (const status of forward) {
      actions.push({ kind: 'transition', status, needsReason: correction, primary: status === primary });
    }
  }
  const coming = Date.parse(visit.scheduled_start) > now;
  if (mayMove(visit.status) && (viewer.isStaff || coming)) actions.push({ kind: 'move' });
  if (next.includes('cancelled') && (viewer.isStaff || coming)) actions.push({ kind: 'cancel' });
  return actions;
}

/** The one step that is due: confirm what is asked for, start what begins, complete what runs. */
function primaryStep(visit: Times, now: number): AppointmentStatus | undefined {
  if (visit.status === 'requested') return 'confirmed';
  if (visit.status === 'in_progress') return 'completed';
  const quarter = 15 * 60_000;
  return visit.status === 'confirmed' && Date.parse(visit.scheduled_start) - quarter <= now ? 'in_progress' : undefined;
}
