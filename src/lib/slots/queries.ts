import { queryOptions } from '@tanstack/react-query';
import * as z from 'zod/mini';
import type { LocationType } from '../appointments/schema.ts';
import { type TimeRange, unwrap } from '../errors.ts';
import { supabase } from '../supabase.ts';

const slotSchema = z.object({ slot_start: z.string(), slot_end: z.string() });

/** What a free time must fit. */
export type SlotWish = {
  clinicianId: string;
  durationMinutes: number;
  appointmentType: string;
  locationType: LocationType;
  /** Leaves out the visit that is being moved: its own time counts as free. */
  excludeAppointmentId?: string | undefined;
  /** Leaves out times at which this patient has another visit. Staff only. */
  patientId?: string | undefined;
};

const wishArguments = (wish: SlotWish) => ({
  clinician_id: wish.clinicianId,
  duration_minutes: wish.durationMinutes,
  appointment_type: wish.appointmentType,
  location_type: wish.locationType,
});

const toRanges = (rows: unknown): TimeRange[] =>
  z.parse(z.array(slotSchema), rows).map((row) => ({
    start: new Date(row.slot_start).toISOString(),
    end: new Date(row.slot_end).toISOString(),
  }));

export const slotQueries = {
  free: (wish: SlotWish, from: string, to: string) =>
    queryOptions({
      queryKey: ['slots', 'free', wish, from, to],
      queryFn: async ({ signal }) => {
        const answer = await supabase()
          .rpc('available_slots', {
            ...wishArguments(wish),
            range_start: from,
            range_end: to,
            ...(wish.excludeAppointmentId ? { exclude_appointment_id: wish.excludeAppointmentId } : {}),
            ...(wish.patientId ? { patient_id: wish.patientId } : {}),
          })
          .abortSignal(signal);
        return toRanges(unwrap(answer));
      },
      staleTime: 15_000,
    }),
  next: (wish: SlotWish, after: string, count = 3) =>
    queryOptions({
      queryKey: ['slots', 'next', wish, after, count],
      queryFn: async ({ signal }) => {
        const answer = await supabase()
          .rpc('next_free_slots', { ...wishArguments(wish), after, count })
          .abortSignal(signal);
        return toRanges(unwrap(answer));
      },
      staleTime: 0,
    }),
};
