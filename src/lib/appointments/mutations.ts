import { mutationOptions, type QueryClient } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { unwrap } from '../errors.ts';
import { supabase } from '../supabase.ts';
import { appointmentKeys } from './queries.ts';
import { type AppointmentStatus, type LocationType, type SavedVisit, savedVisitSchema } from './schema.ts';

export type Booking = {
  clinicianId: string;
  patientId: string;
  start: string;
  end: string;
  appointmentType: string;
  locationType: LocationType;
  preparationInstructions?: string | undefined;
  overbookReason?: string | undefined;
  idempotencyKey: string;
};

const refetchVisits = (client: QueryClient) => client.invalidateQueries({ queryKey: appointmentKeys.all });

async function saved(answer: PromiseLike<{ data: unknown; error: unknown; status: number }>): Promise<SavedVisit> {
  return z.parse(savedVisitSchema, unwrap(await answer));
}

export const appointmentMutations = {
  book: (client: QueryClient) =>
    mutationOptions({
      mutationKey: ['appointments', 'book'],
      mutationFn: (booking: Booking) =>
        saved(
          supabase().rpc('book_appointment', {
            clinician_id: booking.clinicianId,
            patient_id: booking.patientId,
            slot_start: booking.start,
            slot_end: booking.end,
            appointment_type: booking.appointmentType,
            location_type: booking.locationType,
            idempotency_key: booking.idempotencyKey,
            ...(booking.preparationInstructions ? { preparation_instructions: booking.preparationInstructions } : {}),
            ...(booking.overbookReason ? { overbook_reason: booking.overbookReason } : {}),
          }),
        ),
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
      mutationFn: (change: { appointmentId: string; status: AppointmentStatus; reason?: string | undefined }) =>
        saved(
          supabase().rpc('transition_appointment', {
            appointment_id: change.appointmentId,
            status: change.status,
            ...(change.reason ? { reason: change.reason } : {}),
          }),
        ),
      onSettled: () => refetchVisits(client),
    }),
};
