import * as z from 'zod/mini';
import type { LocationType } from '../../lib/appointments/schema.ts';
import type { Columns } from '../../lib/columns.ts';
import type { TimeRange } from '../../lib/errors.ts';
import { addMinutes, wallTime } from '../../lib/time.ts';

export const patientSchema = z.object({
  profile_id: z.string(),
  full_name: z.string(),
  email: z.nullable(z.string()),
  phone: z.nullable(z.string()),
} satisfies Columns<'profiles'>);
export type Patient = z.infer<typeof patientSchema>;
export type NewPatient = { fullName: string; email: string; phone: string };

export type BookingValues = {
  clinicianId: string;
  appointmentType: string;
  locationType: LocationType;
  durationMinutes: number;
  patient: Patient | undefined;
  /** Someone the practice does not know yet; made when the visit is booked. */
  newPatient: NewPatient | undefined;
  date: string;
  slot: TimeRange | undefined;
  /** A time of staff's own choosing, 'HH:MM' on the form's clock; wins over the slot. */
  ownTime: string | undefined;
  overbookReason: string;
  preparation: string;
};

export type FieldName = 'patient' | 'newName' | 'newEmail' | 'time' | 'ownTime' | 'overbookReason';
/** In the order of the form: the first one gets the focus. */
export const fieldOrder: readonly FieldName[] = ['patient', 'newName', 'newEmail', 'time', 'ownTime', 'overbookReason'];

export function chosenTimes(values: BookingValues, zone: string): TimeRange | undefined {
  if (values.ownTime === undefined) return values.slot;
  if (!/^\d{2}:\d{2}$/.test(values.ownTime)) return undefined;
  const start = wallTime(values.date, values.ownTime, zone);
  return { start, end: addMinutes(start, values.durationMinutes) };
}

/** A time of one's own that happens to be free needs no reason. */
export function needsReason(values: BookingValues, zone: string, free: readonly TimeRange[] | undefined): boolean {
  const times = chosenTimes(values, zone);
  if (values.ownTime === undefined || !times) return false;
  return !free?.some((slot) => Date.parse(slot.start) === Date.parse(times.start));
}

export function invalidFields(
  values: BookingValues,
  zone: string,
  free: readonly TimeRange[] | undefined,
): FieldName[] {
  const found = new Set<FieldName>();
  if (values.newPatient) {
    if (values.newPatient.fullName.trim() === '') found.add('newName');
    const email = values.newPatient.email.trim();
    if (email !== '' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) found.add('newEmail');
  } else if (!values.patient) found.add('patient');
  if (!chosenTimes(values, zone)) found.add(values.ownTime === undefined ? 'time' : 'ownTime');
  if (needsReason(values, zone, free) && values.overbookReason.trim() === '') found.add('overbookReason');
  return fieldOrder.filter((name) => found.has(name));
}
