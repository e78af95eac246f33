import { mutationOptions, type QueryClient } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { unwrap } from '../errors.ts';
import { supabase } from '../supabase.ts';
import { appointmentKeys } from './queries.ts';
import { type AppointmentStatus, type LocationType, type SavedVisit, savedVisitSchema } from './schema.ts';

export type NewBooking = {
  clinicianId: string;
  patientId: string;
  start: string;
  end: string;
  appointmentType: string;
  locationType: LocationType;
  /** Why the visit takes place; its patient and staff read it. */
  description?: string | undefined;
  preparationInstructions?: string | undefined;
  /** Where to go, in words. Staff only, as is the link. */
  place?: string | undefined;
  /** https; without it a video visit takes the clinician's own room. */
  videoCallLink?: string | undefined;
  overbookReason?: string | undefined;
};
/** `holdId` only says that the time is kept for the caller; with or without it the request is the same one (BK7). */
export type Booking = NewBooking & { idempotencyKey: string; holdId?: string | undefined };

/** What book_appointment and book_series have in common. */
export const bookingArguments = (booking: Booking) => ({
  clinician_id: booking.clinicianId,
  patient_id: booking.patientId,
  slot_start: booking.start,
  slot_end: booking.end,
  appointment_type: booking.appointmentType,
  location_type: booking.locationType,
  idempotency_key: booking.idempotencyKey,
  ...(booking.description ? { description: booking.description } : {}),
  ...(booking.preparationInstructions ? { preparation_instructions: booking.preparationInstructions } : {}),
  ...(booking.place ? { location: booking.place } : {}),
  ...(booking.videoCallLink ? { video_call_link: booking.videoCallLink } : {}),
  ...(booking.overbookReason ? { overbook_reason: booking.overbookReason } : {}),
  ...(booking.holdId ? { hold_id: booking.holdId } : {}),
});

const refetchVisits = (client: QueryClient) => client.invalidateQueries({ queryKey: appointmentKeys.all });

async function saved(answer: PromiseLike<{ data: unknown; error: unknown; status: number }>): Promise<SavedVisit> {
  return z.parse(savedVisitSchema, unwrap(await answer));
}

export const appointmentMutations = {
  book: (client: QueryClient) =>
    mutationOptions({
      mutationKey: ['appointments', 'book'],
      mutationFn: (booking: Booking) => saved(supabase().rpc('book_appointment', bookingArguments(booking))),
      onSettled: () => refetchVisits(client),
    }),
  cancel: (client: QueryClient) =>
    mutationOptions({
      mutationKey: ['appointments', 'cancel'],
      mutationFn: (change: { appointmentId: string; reason: string; version: number }) =>
        saved(
          supabase().rpc('cancel_appointment', {
            appointment_id: change.appointmentId,
            ...(change.reason ? { reason: change.reason } : {}),
            expected_version: change.version,
          }),
        ),
      onSettled: () => refetchVisits(client),
    }),
  transition: (client: QueryClient) =>
    mutationOptions({
      mutationKey: ['appointments', 'transition'],
      mutationFn: (change: {
        appointmentId: string;
        status: AppointmentStatus;
        reason?: string | undefined;
        /** The version that was seen: refused with version_conflict when there is a newer one. */
        version?: number | undefined;
      }) =>
        saved(
          supabase().rpc('transition_appointment', {
            appointment_id: change.appointmentId,
            status: change.status,
            ...(change.reason ? { reason: change.reason } : {}),
            ...(change.version === undefined ? {} : { expected_version: change.version }),
          }),
        ),
      onSettled: () => refetchVisits(client),
    }),
};
