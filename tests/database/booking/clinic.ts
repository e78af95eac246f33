/** A practice with everybody in it who could touch a visit, and its bookable times by number. */

import { type Client, signIn } from '../../support/clients.ts';
import type { Login } from '../../support/factory.ts';
import { createPractice, type Db, weekly } from '../../support/factory.ts';
import { instant, minute, nextWeekday, plus } from '../../support/time.ts';
import { done, type Visit } from './answers.ts';

export interface Slot {
  slot_start: string;
  slot_end: string;
}

const firstDay = nextWeekday(1, 7);

/**
 * The nth half hour of the weeks to come, 09:00 to 17:00 UTC on weekdays from the Monday after next week on: all free in
 * a new clinic, all beyond the notice periods, within the horizon up to number 700.
 */
export function slot(n: number, minutes = 30): Slot {
  const day = Math.floor(n / 16);
  const midnight = Date.parse(instant(`${firstDay}T00:00`)) + (Math.floor(day / 5) * 7 + (day % 5)) * 1440 * minute;
  const slot_start = new Date(midnight + (9 * 60 + (n % 16) * 30) * minute).toISOString();
  return { slot_start, slot_end: plus(slot_start, minutes * minute) };
}

export const scheduled = ({ slot_start, slot_end }: Slot) => ({ scheduled_start: slot_start, scheduled_end: slot_end });

export type Clinic = Awaited<ReturnType<typeof createClinic>>;

export async function createClinic(db: Db, rules: Record<string, string | number | boolean> = {}) {
  const practice = await createPractice(db, { timezone: 'UTC', ...rules });
  const clinician = await practice.clinician({ hours: weekly('09:00', '17:00') });
  const colleague = await practice.clinician({ name: 'Colin Colleague' });
  const patient = await practice.patient([clinician.clinician_id]);
  const paper = await practice.patientWithoutLogin([clinician.clinician_id, colleague.clinician_id]);
  const desk = await practice.member('receptionist');
  const admin = await practice.member('admin');
  const other = await createPractice(db);
  const outsider = await other.clinician({ name: 'Otto Outsider' });
  const stranger = await other.patient([outsider.clinician_id], 'Sam Stranger');

  /** The arguments of book_appointment for a slot with the clinician and the patient who signs in. */
  const request = (where: Slot, more: Record<string, unknown> = {}) => ({
    clinician_id: clinician.clinician_id,
    patient_id: patient.patient_id,
    appointment_type: 'follow_up',
    location_type: 'in_person',
    ...where,
    ...more,
  });

  return {
    practice_id: practice.practice_id,
    visit: practice.visit,
    newPatient: practice.patient,
    newPaperPatient: practice.patientWithoutLogin,
    clinician,
    colleague,
    patient,
    paper,
    desk,
    admin,
    outsider,
    stranger,
    request,
    /** A row of appointments for direct writes. */
    row: (where: Slot, more: Record<string, unknown> = {}) => ({
      practice_id: practice.practice_id,
      clinician_id: clinician.clinician_id,
      patient_id: paper.patient_id,
      appointment_type: 'follow_up',
      location_type: 'in_person',
      status: 'confirmed',
      ...scheduled(where),
      ...more,
    }),
    /** Books by the front desk unless told otherwise. */
    book: async (where: Slot, more: Record<string, unknown> = {}, who: Client | Login = desk): Promise<Visit> =>
      done('rpc' in who ? who : await signIn(who), 'book_appointment', request(where, more)),
  };
}
