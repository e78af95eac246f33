/** [AV20] What patients will see, asked by staff: the same answer, slot by slot, as a patient gets. */
import { expect, test } from 'vitest';
import { weekly } from '../../support/factory.ts';
import { day } from '../../support/time.ts';
import { iso } from './questions.ts';
import { monday, type Scene, scene } from './scene.ts';

interface Question {
  type?: string;
  minutes?: number;
  place?: string;
  patient?: string;
  preview?: boolean | null;
}

const start = Date.parse(`${monday}T00:00:00Z`);
async function ask(s: Scene, { type, minutes, place, patient, preview }: Question = {}): Promise<string[]> {
  const rows = await s.tx<{ slot_start: Date; slot_end: Date; location_types: string[] }[]>`
    select * from public.available_slots(${s.clinician.clinician_id}, ${iso(start)}, ${iso(start + 40 * day)}, ${minutes ?? null},
      ${type ?? null}, ${place ?? null}, null, ${patient ?? null}, ${preview === undefined ? false : preview})`;
  return rows.map((row) => `${row.slot_start.toISOString()} ${row.slot_end.toISOString()} ${row.location_types}`);
}

const rules = { min_notice_minutes: 36 * 60, booking_horizon_days: 20, max_self_booking_minutes: 45 };
const questions: Question[] = [
  {},
  { minutes: 45 },
  { minutes: 60 },
  { type: 'follow_up' },
  { type: 'urgent_visit', place: 'phone' },
  { type: 'initial_consultation' },
  { type: 'video_call', place: 'video', minutes: 20 },
];

test('[AV20] the front desk, an admin and the clinician get exactly what a patient in care is offered', () =>
  scene({ rules, hours: weekly('09:00', '12:00') }, async (s) => {
    await s.as(null);
    await s.tx`update public.appointment_types set self_bookable = false
      where practice_id = ${s.practice.practice_id} and appointment_type = 'urgent_visit'`;
    await s.as(s.patient);
    const offered: string[][] = [];
    for (const question of questions) offered.push(await ask(s, question));
    expect(offered.map((slots) => slots.length > 0)).toEqual([true, true, false, true, false, false, true]);
    for (const who of [s.desk, s.clinician]) {
      await s.as(who);
      for (const [n, question] of questions.entries()) {
        expect(await ask(s, { ...question, preview: true }), JSON.stringify(question)).toEqual(offered[n]);
        expect((await ask(s, question)).length, 'staff are not bound').toBeGreaterThan(offered[n]?.length ?? 0);
        expect(await ask(s, { ...question, preview: null })).toEqual(await ask(s, question));
      }
    }
  }));

test('[AV20] with patient_id it is what that patient is offered; a clinician who takes no bookings offers nothing', () =>
  scene({ hours: weekly('09:00', '12:00') }, async (s) => {
    await s.as(null);
    const colleague = await s.practice.clinician({ name: 'Colin Colleague' });
    const { patient_id } = s.patient;
    const { clinician_id } = colleague;
    await s.visit(`${monday}T09:00`, `${monday}T10:00`, { clinician_id, patient_id });
    await s.as(s.patient);
    const theirs = await ask(s);
    await s.as(s.desk);
    expect(await ask(s, { preview: true, patient: s.patient.profile_id })).toEqual(theirs);
    await s.as(null);
    await s.tx`update public.clinicians set accepts_self_booking = false where clinician_id = ${s.clinician.clinician_id}`;
    await s.as(s.desk);
    expect(await ask(s, { preview: true })).toEqual([]);
    expect((await ask(s)).length).toBeGreaterThan(0);
  }));

test('[AV20] a hold of the one who asks hides its time from the preview', () =>
  scene({ hours: weekly('09:00', '10:00') }, async (s) => {
    await s.as(s.desk);
    const all = await ask(s, { preview: true });
    const [first = ''] = all;
    const [from = '', until = ''] = first.split(' ');
    await s.tx`select public.hold_slot(${s.clinician.clinician_id}, ${from}, ${until})`;
    expect(await ask(s, { preview: true })).toEqual(all.slice(1));
    expect(await ask(s)).toContain(first);
  }));

test('[AV20] for a patient it changes nothing, and it opens no schedule to a stranger', () =>
  scene({ rules, hours: weekly('09:00', '12:00') }, async (s) => {
    await s.as(s.patient);
    for (const question of questions)
      expect(await ask(s, { ...question, preview: true })).toEqual(await ask(s, question));
  }));
