import { mutationOptions, type QueryClient } from '@tanstack/react-query';
import * as z from 'zod/mini';
import type { Columns } from '../columns.ts';
import { type ErrorCode, type TimeRange, toAppError, unwrap } from '../errors.ts';
import { supabase } from '../supabase.ts';

/** A time to keep for the person who is choosing (docs/spec/booking.md, BK4 to BK6). */
export type HoldWish = TimeRange & { clinicianId: string; appointmentType: string };

const holdSchema = z.object({
  hold_id: z.string(),
  created_at: z.string(),
  expires_at: z.string(),
} satisfies Columns<'slot_holds'>);
export type SlotHold = z.infer<typeof holdSchema>;

/** What says that the time itself cannot be had; everything else only says that it is not kept. */
const refusals: readonly ErrorCode[] = ['slot_taken', 'patient_busy', 'outside_availability'];
export const isRefusal = (error: unknown): boolean => refusals.includes(toAppError(error).code);

/** One after the other, whichever form they come from: a time is given back before it is asked for anew. */
const scope = { id: 'holds' };

export const holdMutations = {
  /** Keeps a free time, or renews what is kept already. */
  take: (client: QueryClient) =>
    mutationOptions({
      mutationKey: ['holds', 'take'],
      scope,
      mutationFn: async (wish: HoldWish): Promise<SlotHold> => {
        const answer = await supabase().rpc('hold_slot', {
          clinician_id: wish.clinicianId,
          slot_start: wish.start,
          slot_end: wish.end,
          appointment_type: wish.appointmentType,
        });
        return z.parse(holdSchema, unwrap(answer));
      },
      // Somebody was faster: the free times on the page are out of date.
      onError: (error) => {
        if (isRefusal(error)) void client.invalidateQueries({ queryKey: ['slots'] });
      },
    }),
  release: () =>
    mutationOptions({
      mutationKey: ['holds', 'release'],
      scope,
      mutationFn: async (holdId: string) => {
        unwrap(await supabase().rpc('release_hold', { hold_id: holdId }));
      },
    }),
};
