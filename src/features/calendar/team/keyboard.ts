import type { TimeRange } from '../../../lib/errors.ts';
import { movedBy } from '../keyboard-move.ts';
import type { GridStarts } from '../starts.ts';

/** Alt + arrows in the team view: up and down in time, left and right to the neighbouring clinician. */
export type TeamPlace = TimeRange & { clinicianId: string };
export type TeamMove = TeamPlace | 'no-neighbour' | undefined;

type MoveKey = { key: string; shiftKey: boolean };
type Team = {
  /** In the order in which they stand, from the start of the line. */
  clinicianIds: readonly string[];
  startsOf: (clinicianId: string) => GridStarts;
  zone: string;
  rtl: boolean;
};

export function teamMovedBy(pressed: MoveKey, from: TeamPlace, team: Team): TeamMove {
  if (pressed.key === 'ArrowLeft' || pressed.key === 'ArrowRight') {
    if (pressed.shiftKey) return undefined;
    const forward = (pressed.key === 'ArrowRight') !== team.rtl;
    const next = team.clinicianIds[team.clinicianIds.indexOf(from.clinicianId) + (forward ? 1 : -1)];
    return next === undefined ? 'no-neighbour' : { ...from, clinicianId: next };
  }
  const times = movedBy(pressed, from, { zone: team.zone, starts: team.startsOf(from.clinicianId), rtl: team.rtl });
  return times ? { ...times, clinicianId: from.clinicianId } : undefined;
}
