import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { appointmentMutations, type NewBooking } from '../../lib/appointments/mutations.ts';
import type { SavedVisit } from '../../lib/appointments/schema.ts';
import type { Hold } from '../../lib/holds/use-hold.ts';
import { createIdempotency } from '../../lib/idempotency.ts';
import { newId } from '../../lib/ids.ts';
import { patientMutations } from './mutations.ts';
import { chosenTimes } from './schema.ts';
import type { SeriesException } from './series.ts';
import { type SeriesAnswer, seriesMutations } from './series-mutations.ts';
import type { BookingForm, BookingFormProps } from './use-booking-form.ts';

type Extra = { recurrence: string; exceptions: readonly SeriesException[]; overbookReason: string | undefined };

/** Sends the form, as one visit or as a series. What fails throws and is in `problem`; what was typed stays. */
export function useSubmit(form: BookingForm, self: BookingFormProps['self'], hold: Hold) {
  const client = useQueryClient();
  const [keyFor] = useState(() => createIdempotency(newId));
  const book = useMutation(appointmentMutations.book(client));
  const series = useMutation(seriesMutations.book(client));
  const register = useMutation(patientMutations.register(client));

  async function patientId(clinicianId: string): Promise<string> {
    if (self) return self.profileId;
    const { patient, newPatient } = form.values;
    if (patient) return patient.profile_id;
    const made = await register.mutateAsync({
      clinicianId,
      patient: newPatient ?? { fullName: '', email: '', phone: '' },
    });
    // Kept, so that a second try after a refused booking does not make the patient twice.
    form.change({ patient: made, newPatient: undefined });
    return made.profile_id;
  }

  async function booking(): Promise<NewBooking> {
    const { values, zone, clinician } = form;
    const times = chosenTimes(values, zone);
    if (!times || !clinician) throw new Error('the form was sent without a time');
    const text = (typed: string) => typed.trim() || undefined;
    return {
      clinicianId: clinician.clinician_id,
      patientId: await patientId(clinician.clinician_id),
      start: times.start,
      end: times.end,
      appointmentType: values.appointmentType,
      locationType: values.locationType,
      description: text(values.description),
      // A patient's visit takes the instructions of its type; they are the practice's to write.
      preparationInstructions: self ? undefined : text(values.preparation),
      place: self || values.locationType !== 'in_person' ? undefined : text(values.place),
      videoCallLink: self || values.locationType !== 'video' ? undefined : text(values.videoLink ?? ''),
      overbookReason: form.reasonNeeded ? text(values.overbookReason) : undefined,
    };
  }

  function clear() {
    book.reset();
    series.reset();
    register.reset();
  }

  async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    clear();
    try {
      return await work();
    } catch {
      // Shown from the mutation's own state.
      void client.invalidateQueries({ queryKey: ['slots'] });
      return undefined;
    }
  }

  return {
    problem: register.error ?? book.error ?? series.error,
    /** Forgets what went wrong last, because something else is tried now. */
    clear,
    busy: register.isPending || book.isPending || series.isPending,
    bookOne: (): Promise<SavedVisit | undefined> =>
      attempt(async () => {
        const visit = await booking();
        return hold.spend((holdId) => book.mutateAsync({ ...visit, idempotencyKey: keyFor(visit), holdId }));
      }),
    bookSeries: (extra: Extra): Promise<SeriesAnswer | undefined> =>
      attempt(async () => {
        const visits = { ...(await booking()), ...extra };
        return series.mutateAsync({ ...visits, idempotencyKey: keyFor(visits) });
      }),
  };
}
