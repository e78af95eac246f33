import { describe, expect, test } from 'vitest';
import type { Clinician } from '../../lib/practice/schema.ts';
import type { Viewer } from '../../lib/viewer/schema.ts';
import { mayStart, recipientsFor, wishOf } from './recipients.ts';
import { clinician, desk, ids, patient, uuid } from './testing.tsx';

const practiceId = desk.practice?.practice_id ?? '';
const one = (clinician_id: string, practice_id = practiceId): Clinician => ({
  clinician_id,
  practice_id,
  display_name: clinician_id,
  title: null,
  specialty: null,
  color: '#0F766E',
  timezone: undefined,
  video_link: null,
});
const clinicians = [one(uuid(7)), one(ids.okafor)];
const keys = (viewer: Viewer) => recipientsFor(viewer, clinicians).map(({ key }) => key);
const silent = (viewer: Viewer): Viewer =>
  viewer.practice ? { ...viewer, practice: { ...viewer.practice, desk_reads_messages: false } } : viewer;
const both: Viewer = { ...desk, profileId: ids.okafor, roles: ['receptionist', 'clinician'] };

describe('whom a new thread can be with', () => {
  test('a patient: those who treat them, then the front desk if it reads', () => {
    expect(keys(patient)).toEqual([uuid(7), ids.okafor, practiceId]);
    expect(keys(silent(patient))).toEqual([uuid(7), ids.okafor]);
  });
  test('a clinician: they themselves', () => {
    expect(keys(clinician)).toEqual([ids.okafor]);
  });
  test('the front desk: itself first, then everybody of its practice', () => {
    expect(keys(desk)).toEqual([practiceId, uuid(7), ids.okafor]);
    expect(recipientsFor(desk, [one(uuid(8), 'elsewhere')]).map(({ key }) => key)).toEqual([practiceId]);
    expect(keys(both)).toEqual([ids.okafor, practiceId, uuid(7)]);
  });
  test('a front desk that does not read messages opens no threads it could not see', () => {
    expect(keys(silent(desk))).toEqual([]);
    expect(mayStart(silent(desk))).toBe(false);
    expect(keys(silent(both))).toEqual([ids.okafor]);
    expect([desk, clinician, patient, silent(both), silent(patient)].every(mayStart)).toBe(true);
  });
});

test('an address without a clinician means oneself, or the front desk', () => {
  expect(wishOf(desk, { patientId: 'p', clinicianId: 'c' })).toEqual({ patientId: 'p', clinicianId: 'c' });
  expect(wishOf(desk, { patientId: 'p' })).toEqual({ patientId: 'p', practiceId });
  expect(wishOf(clinician, { patientId: 'p' })).toEqual({ patientId: 'p', clinicianId: undefined });
  // Patients write for themselves.
  expect(wishOf(patient, { patientId: 'p', clinicianId: 'c' })).toEqual({ clinicianId: 'c' });
});
