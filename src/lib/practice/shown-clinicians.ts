import type { Viewer } from '../viewer/schema.ts';
import type { Clinician } from './schema.ts';

/** Whose time a person may look at, and whose is shown: the one the address names, else their own, else the first. */
export function shownClinicians(
  all: readonly Clinician[],
  viewer: Pick<Viewer, 'isDesk' | 'profileId'>,
  wantedId: string | null | undefined,
): { visible: readonly Clinician[]; clinician: Clinician | undefined } {
  const visible = viewer.isDesk ? all : all.filter((c) => c.clinician_id === viewer.profileId);
  const clinician =
    visible.find((c) => c.clinician_id === wantedId) ??
    visible.find((c) => c.clinician_id === viewer.profileId) ??
    visible[0];
  return { visible, clinician };
}
