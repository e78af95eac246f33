import type { TimeRange } from '../../lib/errors.ts';
import type { AppointmentType } from '../../lib/practice/schema.ts';
import { addDays, dayOf, minutesBetween } from '../../lib/time.ts';
import type { BookingValues } from './schema.ts';

type Initial = { clinicianId: string; date: string; range?: TimeRange };
type TypeValues = Pick<BookingValues, 'appointmentType' | 'durationMinutes' | 'locationType' | 'preparation'>;

/** What changes when another kind of visit is chosen. Text of one's own is not overwritten. */
export function withType(values: TypeValues, types: readonly AppointmentType[], key: string): TypeValues {
  const before = types.find((type) => type.appointment_type === values.appointmentType);
  const after = types.find((type) => type.appointment_type === key);
  if (!after) return values;
  const untouched = values.preparation === (before?.preparation_instructions ?? '');
  return {
    appointmentType: key,
    durationMinutes: after.default_duration_minutes,
    locationType: after.default_location_type,
    preparation: untouched ? (after.preparation_instructions ?? '') : values.preparation,
  };
}

/** A stretch chosen on the calendar fills in date and time; a longer one than a click also the duration. */
export function initialValues(initial: Initial, types: readonly AppointmentType[], zone: string): BookingValues {
  const type = types.find((candidate) => candidate.appointment_type === 'follow_up') ?? types[0];
  const { range } = initial;
  const minutes = range ? minutesBetween(range.start, range.end) : 0;
  return {
    clinicianId: initial.clinicianId,
    withWhom: undefined,
    appointmentType: type?.appointment_type ?? '',
    locationType: type?.default_location_type ?? 'in_person',
    durationMinutes: minutes > 30 ? minutes : (type?.default_duration_minutes ?? 30),
    patient: undefined,
    newPatient: undefined,
    date: range ? dayOf(range.start, zone) : initial.date,
    slot: undefined,
    ownTime: range ? clock(range.start, zone) : undefined,
    overbookReason: '',
    description: '',
    preparation: type?.preparation_instructions ?? '',
    place: '',
    videoLink: undefined,
    recurrence: {
      frequency: 'never',
      weekdays: [],
      ends: 'count',
      count: 6,
      until: addDays(range ? dayOf(range.start, zone) : initial.date, 42),
    },
  };
}

/** 'HH:MM' for a time field. */
export function clock(iso: string, zone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(new Date(iso));
}

/** Whether something would be lost by closing the form: words, a person or a time that somebody has put in. */
export function hasInput(values: BookingValues, initial: BookingValues): boolean {
  return (
    values.patient !== undefined ||
    values.newPatient !== undefined ||
    values.slot !== undefined ||
    (values.ownTime ?? '') !== (initial.ownTime ?? '') ||
    values.overbookReason.trim() !== '' ||
    values.description.trim() !== '' ||
    values.place.trim() !== '' ||
    (values.videoLink ?? '').trim() !== '' ||
    values.recurrence.frequency !== 'never' ||
    // Instructions may also have come with another kind of visit, chosen but not typed.
    (values.appointmentType === initial.appointmentType && values.preparation !== initial.preparation)
  );
}
