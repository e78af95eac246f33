import type { Clinician } from '../../lib/practice/schema.ts';
import type { Viewer } from '../../lib/viewer/schema.ts';
import type { StartWith } from './mutations.ts';

/** Whom a new thread can be with, on the practice's side: a clinician, or the front desk of a practice. */
export type Recipient =
  | { key: string; kind: 'clinician'; clinicianId: string; name: string; specialty: string | null }
  | { key: string; kind: 'desk'; practiceId: string; practice: string };

const clinicianOf = ({ clinician_id, display_name, specialty }: Clinician): Recipient => ({
  key: clinician_id,
  kind: 'clinician',
  clinicianId: clinician_id,
  name: display_name,
  specialty,
});

/**
 * Patients choose among those who treat them and the front desk. Staff open threads they can also read: a clinician
 * their own, the front desk all, as long as the practice lets it. The first one is proposed.
 */
export function recipientsFor(viewer: Viewer, clinicians: readonly Clinician[]): Recipient[] {
  const { practice } = viewer;
  const deskReads = practice?.desk_reads_messages === true;
  const desk: Recipient[] =
    practice && deskReads
      ? [{ key: practice.practice_id, kind: 'desk', practiceId: practice.practice_id, practice: practice.name }]
      : [];
  if (!viewer.isStaff) return [...clinicians.map(clinicianOf), ...desk];
  const own = clinicians.filter((one) => one.clinician_id === viewer.profileId).map(clinicianOf);
  if (!viewer.isDesk || !deskReads) return own;
  const others = clinicians.filter(
    (one) => one.practice_id === practice?.practice_id && one.clinician_id !== viewer.profileId,
  );
  return [...own, ...desk, ...others.map(clinicianOf)];
}

/** Whether a person may begin threads at all. Whom exactly is known with the clinicians. */
export const mayStart = (viewer: Viewer): boolean =>
  !viewer.isStaff ||
  viewer.roles.includes('clinician') ||
  (viewer.isDesk && viewer.practice?.desk_reads_messages === true);

/** What an address like /messages?patient=…&clinician=… asks for. Without a clinician: oneself, or the front desk. */
export function wishOf(
  viewer: Viewer,
  { patientId, clinicianId }: { patientId?: string; clinicianId?: string },
): StartWith {
  if (!viewer.isStaff) return { clinicianId };
  if (clinicianId || viewer.roles.includes('clinician')) return { patientId, clinicianId };
  return { patientId, practiceId: viewer.practice?.practice_id };
}
