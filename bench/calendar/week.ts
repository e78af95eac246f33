/** A week of very many visits, the same in every run: no clock, no chance. */
import type { Visit } from '../../src/lib/appointments/schema.ts';

export const clinicianId = '00000000-0000-4000-8000-000000000002';
const practiceId = '00000000-0000-4000-8000-000000000001';

const statuses = ['confirmed', 'confirmed', 'confirmed', 'requested', 'completed', 'completed', 'no_show'] as const;
const places = ['in_person', 'video', 'phone'] as const;
const types = ['follow_up', 'initial_consultation', 'medication_review', 'phone_call'] as const;
const lengths = [15, 20, 30, 30, 45, 60] as const;
const people = ['Oliver Hughes', 'Maria Fernanda de la Cruz Villanueva', 'Ada Byrne', 'Noor Haddad', 'Jonas Weiß'];

const pick = <Item>(list: readonly [Item, ...Item[]] | readonly Item[], index: number): Item =>
  list[index % list.length] as Item;
const id = (week: number, index: number) =>
  `00000000-0000-4000-9${String(week).padStart(3, '0')}-${String(index).padStart(12, '0')}`;

/** Spread evenly over seven days from 08:00 to 18:00, beginning on quarters of an hour; `monday` is 'YYYY-MM-DD'. */
export function weekOfVisits(monday: string, count: number, week = 0): Visit[] {
  const first = Date.parse(`${monday}T08:00:00Z`);
  return Array.from({ length: count }, (_, index) => {
    const day = index % 7;
    const step = (Math.floor(index / 7) * 37 + day * 11) % 38;
    const start = first + day * 86_400_000 + step * 15 * 60_000;
    return {
      appointment_id: id(week, index),
      practice_id: practiceId,
      clinician_id: clinicianId,
      patient_id: id(week + 500, index),
      appointment_type: pick(types, index),
      title: null,
      scheduled_start: new Date(start).toISOString(),
      scheduled_end: new Date(start + pick(lengths, index) * 60_000).toISOString(),
      // Nobody treats many at once.
      status: index % 400 === 200 ? 'in_progress' : pick(statuses, index * 3),
      location_type: pick(places, index),
      overbooked: index % 50 === 0,
      attendance_confirmed_at: null,
      version: 1,
      patient: { full_name: pick(people, index) },
    };
  });
}

export const weeklyHours = [1, 2, 3, 4, 5].map((day) => ({
  day_of_week: day,
  start_time: '08:00:00',
  end_time: '18:00:00',
  timezone: 'UTC',
  slot_duration_minutes: 30,
  valid_from: null,
  valid_until: null,
}));
