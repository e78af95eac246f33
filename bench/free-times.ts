/** Bookings that will succeed, made ready before the clock starts: free times of many clinicians with patients who are free. */
import type postgres from 'postgres';
import type { Dataset } from './data.ts';

/** Arguments of book_appointment. */
export interface Booking {
  clinician_id: string;
  patient_id: string;
  slot_start: string;
  slot_end: string;
  appointment_type: string;
  location_type: string;
}

/** One free slot with as many free patients as asked for. */
export interface FreeTime extends Omit<Booking, 'patient_id'> {
  patients: string[];
}

const kind = { appointment_type: 'follow_up', location_type: 'in_person' };
const bufferMinutes = 10;

/** Free times of one clinician in two weeks that lie beyond the 90 measured days; no two of them exclude each other. */
async function timesOf(desk: postgres.Sql, clinician_id: string, patientsEach: number): Promise<FreeTime[]> {
  const found = await desk<{ slot_start: Date; slot_end: Date }[]>`
    select slot_start, slot_end from public.available_slots(${clinician_id}, current_date + 100, current_date + 114,
      null, ${kind.appointment_type}, ${kind.location_type})`;
  // Patients with a visit in those weeks are left alone: whether they are free is not what is measured.
  const patients = await desk<{ patient_id: string }[]>`
    select r.patient_id from public.care_relationships r
    join public.profiles p on p.profile_id = r.patient_id and p.auth_user_id is null
    where r.clinician_id = ${clinician_id} and not exists (
      select from public.appointments a
      where a.patient_id = r.patient_id and a.scheduled_start between current_date + 99 and current_date + 115)
    order by 1`;
  const times: FreeTime[] = [];
  let free = 0;
  for (const slot of found) {
    const first = times.length * patientsEach;
    if (slot.slot_start.getTime() < free || first + patientsEach > patients.length) continue;
    free = slot.slot_end.getTime() + bufferMinutes * 60_000;
    times.push({
      clinician_id,
      slot_start: slot.slot_start.toISOString(),
      slot_end: slot.slot_end.toISOString(),
      ...kind,
      patients: patients.slice(first, first + patientsEach).map((row) => row.patient_id),
    });
  }
  return times;
}

/** `count` free times, neighbours in the list being of different clinicians. `skip` passes over the first clinicians. */
export async function freeTimes(
  desk: postgres.Sql,
  { clinicians }: Dataset,
  { count, patientsEach, skip = 0 }: { count: number; patientsEach: number; skip?: number },
): Promise<FreeTime[]> {
  const each: FreeTime[][] = [];
  let total = 0;
  for (let i = 0; i < clinicians.length && total < count; i++) {
    const clinician = clinicians[(i + skip) % clinicians.length];
    if (clinician === undefined) break;
    const times = (await timesOf(desk, clinician, patientsEach)).slice(0, Math.ceil((count * 2) / clinicians.length));
    each.push(times);
    total += times.length;
  }
  if (total < count) throw new Error(`Only ${total} of ${count} free times are left: load the data anew.`);
  const longest = Math.max(...each.map((times) => times.length));
  return Array.from({ length: longest }, (_, n) => each.flatMap((times) => times[n] ?? []))
    .flat()
    .slice(0, count);
}
