import { queryOptions } from '@tanstack/react-query';
import * as z from 'zod/mini';
import type { LocationType } from '../appointments/schema.ts';
import { type TimeRange, unwrap } from '../errors.ts';
import { supabase } from '../supabase.ts';
import { type FreeSlot, mergeSlots } from './any-clinician.ts';

const slotSchema = z.object({ slot_start: z.string(), slot_end: z.string() });
const ownedSlotSchema = z.object({ slot_start: z.string(), slot_end: z.string(), clinician_id: z.string() });

/** What a free time must fit. */
export type SlotWish = {
  clinicianId: string;
  /** Any of these people of one practice will do; takes the place of `clinicianId`. */
  anyOf?: { practiceId: string; clinicianIds: readonly string[] } | undefined;
  durationMinutes: number;
  appointmentType: string;
  locationType: LocationType;
  /** Leaves out the visit that is being moved: its own time counts as free. */
  excludeAppointmentId?: string | undefined;
  /** Leaves out times at which this patient has another visit. Staff only. */
  patientId?: string | undefined;
  /** For staff: exactly what a patient in the clinician's care is offered. */
  forPatients?: boolean | undefined;
};

const kindArguments = (wish: SlotWish) => ({
  duration_minutes: wish.durationMinutes,
  appointment_type: wish.appointmentType,
  location_type: wish.locationType,
  ...(wish.patientId ? { patient_id: wish.patientId } : {}),
});

const toRange = (row: { slot_start: string; slot_end: string }): TimeRange => ({
  start: new Date(row.slot_start).toISOString(),
  end: new Date(row.slot_end).toISOString(),
});

/** The API answers at most this many rows at once. */
const pageSize = 1000;

async function freeOfAny(
  wish: SlotWish,
  { practiceId, clinicianIds }: NonNullable<SlotWish['anyOf']>,
  from: string,
  to: string,
  signal: AbortSignal,
): Promise<FreeSlot[]> {
  const found: (TimeRange & { clinicianId: string })[] = [];
  for (let offset = 0; ; offset += pageSize) {
    const answer = await supabase()
      .rpc('practice_slots', {
        ...kindArguments(wish),
        practice_id: practiceId,
        clinician_ids: [...clinicianIds],
        range_start: from,
        range_end: to,
      })
      .order('slot_start')
      .order('clinician_id')
      .range(offset, offset + pageSize - 1)
      .abortSignal(signal);
    const rows = z.parse(z.array(ownedSlotSchema), unwrap(answer));
    found.push(...rows.map((row) => ({ ...toRange(row), clinicianId: row.clinician_id })));
    if (rows.length < pageSize) return mergeSlots(found, clinicianIds);
  }
}

async function nextOf(wish: SlotWish, clinicianId: string, after: string, count: number, signal: AbortSignal) {
  const answer = await supabase()
    .rpc('next_free_slots', { ...kindArguments(wish), clinician_id: clinicianId, after, count })
    .abortSignal(signal);
  return z.parse(z.array(slotSchema), unwrap(answer)).map(toRange);
}

export const slotQueries = {
  free: (wish: SlotWish, from: string, to: string) =>
    queryOptions({
      queryKey: ['slots', 'free', wish, from, to],
      queryFn: async ({ signal }): Promise<FreeSlot[]> => {
        if (wish.anyOf) return freeOfAny(wish, wish.anyOf, from, to, signal);
        const answer = await supabase()
          .rpc('available_slots', {
            ...kindArguments(wish),
            clinician_id: wish.clinicianId,
            range_start: from,
            range_end: to,
            ...(wish.excludeAppointmentId ? { exclude_appointment_id: wish.excludeAppointmentId } : {}),
            ...(wish.forPatients ? { for_patients: true } : {}),
          })
          .abortSignal(signal);
        return z.parse(z.array(slotSchema), unwrap(answer)).map(toRange);
      },
      staleTime: 15_000,
    }),
  /**
   * The soonest free times, as far ahead as the caller may book. For several people each is asked, side by side: the
   * database crosses empty months in one question, where a search over the whole practice would be one for each.
   */
  next: (wish: SlotWish, after: string, count = 3) =>
    queryOptions({
      queryKey: ['slots', 'next', wish, after, count],
      queryFn: async ({ signal }): Promise<FreeSlot[]> => {
        if (!wish.anyOf) return nextOf(wish, wish.clinicianId, after, count, signal);
        const { clinicianIds } = wish.anyOf;
        const found = await Promise.all(
          clinicianIds.map(async (clinicianId) =>
            (await nextOf(wish, clinicianId, after, count, signal)).map((slot) => ({ ...slot, clinicianId })),
          ),
        );
        return mergeSlots(found.flat(), clinicianIds).slice(0, count);
      },
      staleTime: 0,
    }),
};
