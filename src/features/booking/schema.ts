import type { LocationType } from '../../lib/appointments/schema.ts';
import type { TimeRange } from '../../lib/errors.ts';
import type { Patient } from '../../lib/patients/schema.ts';
import type { FreeSlot } from '../../lib/slots/any-clinician.ts';
import { addMinutes, dayOf, minutesBetween, wallTime } from '../../lib/time.ts';
import { mostVisits, type Recurrence } from './recurrence.ts';

export type NewPatient = { fullName: string; email: string; phone: string };

/** The choice "any clinician" in place of an id. */
export const anyClinician = 'any';

export type BookingValues = {
  /** An id, or `anyClinician`. */
  clinicianId: string;
  /** Who was chosen among those who are free at the slot; without a choice one is proposed. */
  withWhom: string | undefined;
  appointmentType: string;
  locationType: LocationType;
  durationMinutes: number;
  patient: Patient | undefined;
  /** Someone the practice does not know yet; made when the visit is booked. */
  newPatient: NewPatient | undefined;
  date: string;
  slot: FreeSlot | undefined;
  /** A time of staff's own choosing, 'HH:MM' on the form's clock; wins over the slot. */
  ownTime: string | undefined;
  overbookReason: string;
  /** Why the visit takes place. */
  description: string;
  preparation: string;
  /** Room or address of a visit in person. */
  place: string;
  /** The link of a video visit; undefined is the clinician's own room, or none where they have no room. */
  videoLink: string | undefined;
  recurrence: Recurrence;
};

/** In the order of the form: the first one that is wrong gets the focus. */
export const fieldOrder = [
  'patient',
  'newName',
  'newEmail',
  'videoLink',
  'time',
  'ownTime',
  'overbookReason',
  'count',
  'until',
] as const;
export type FieldName = (typeof fieldOrder)[number];

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
  if (values.locationType === 'video' && values.videoLink !== undefined && !isHttps(values.videoLink)) {
    found.add('videoLink');
  }
  const times = chosenTimes(values, zone);
  const { frequency, ends, count, until } = values.recurrence;
  if (frequency !== 'never' && ends === 'count' && !(count >= 2 && count <= mostVisits)) found.add('count');
  if (frequency !== 'never' && ends === 'date' && times && !(until > dayOf(times.start, zone))) found.add('until');
  return fieldOrder.filter((name) => found.has(name));
}

/** As the database has it: https, and at most 2,000 characters. */
function isHttps(text: string): boolean {
  const link = text.trim();
  return link.length <= 2000 && /^https:\/\/[^\s/?#][^\s]*$/i.test(link);
}

/**
 * The chosen time as it is free now, or none. So a time stays chosen when kind or length of the visit change, as long
 * as it is still among the free ones, and it is gone when somebody else has taken it.
 */
export function freshSlot(
  slot: FreeSlot | undefined,
  free: readonly FreeSlot[] | undefined,
  minutes: number,
): FreeSlot | undefined {
  if (!slot) return undefined;
  if (free) return free.find((now) => Date.parse(now.start) === Date.parse(slot.start));
  return minutesBetween(slot.start, slot.end) === minutes ? slot : undefined;
}
