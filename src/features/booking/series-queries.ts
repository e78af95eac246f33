import { queryOptions } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { type TimeRange, unwrap } from '../../lib/errors.ts';
import { type SlotWish, slotQueries } from '../../lib/slots/queries.ts';
import { supabase } from '../../lib/supabase.ts';
import { addDays, dayOf, dayStart } from '../../lib/time.ts';
import { type Clash, clashKinds, type Finding, nearest } from './series.ts';

const conflictSchema = z.object({
  conflicts: z.array(
    z.object({
      kind: z.catch(z.enum(clashKinds), 'outside_availability'),
      start: z.string(),
      end: z.string(),
    }),
  ),
});

type Asked = TimeRange & { clinicianId: string; patientId?: string | undefined };

/** What stands in the way of a time, whatever the kind of visit. Staff only: patients are told no more than "busy". */
async function clashesAt(asked: Asked, signal: AbortSignal): Promise<Clash[]> {
  const answer = await supabase()
    .rpc('check_conflicts', {
      clinician_id: asked.clinicianId,
      slot_start: asked.start,
      slot_end: asked.end,
      ...(asked.patientId ? { patient_id: asked.patientId } : {}),
    })
    .abortSignal(signal);
  return z.parse(conflictSchema, unwrap(answer)).conflicts;
}

const daysOfAlternatives = 7;

export const clashQueries = {
  at: (asked: Asked) =>
    queryOptions({
      queryKey: ['slots', 'clashes', asked],
      queryFn: ({ signal }) => clashesAt(asked, signal),
      staleTime: 15_000,
    }),
  /** Whether one date of a series can be booked; if not, why, and the three free times nearest to it. */
  date: (wish: SlotWish, time: TimeRange, zone: string) =>
    queryOptions({
      queryKey: ['slots', 'series-date', wish, time, zone],
      queryFn: async ({ signal, client }): Promise<Finding> => {
        const free = await client.fetchQuery({ ...slotQueries.free(wish, time.start, time.end), staleTime: 0 });
        if (free.some((slot) => Date.parse(slot.start) === Date.parse(time.start))) return { state: 'free' };
        const day = dayOf(time.start, zone);
        const asked = { ...time, clinicianId: wish.clinicianId, patientId: wish.patientId };
        const [clashes, around] = await Promise.all([
          clashesAt(asked, signal),
          client.fetchQuery(
            slotQueries.free(wish, dayStart(day, zone), dayStart(addDays(day, daysOfAlternatives), zone)),
          ),
        ]);
        return {
          state: 'clash',
          // What the kind of visit rules out, such as hours for video only, is no conflict of the clinician's time.
          clashes: clashes.length > 0 ? clashes : [{ kind: 'outside_availability', ...time }],
          alternatives: nearest(around, time.start, 6),
        };
      },
      staleTime: 15_000,
    }),
  /** The clock on which a series repeats: that of the clinician's hours, as book_series has it. */
  seriesZone: (clinicianId: string) =>
    queryOptions({
      queryKey: ['practice', 'series-zone', clinicianId],
      queryFn: async ({ signal }) => {
        const answer = await supabase()
          .from('clinician_availability')
          .select('timezone')
          .eq('clinician_id', clinicianId)
          .order('day_of_week')
          .order('start_time')
          .limit(1)
          .abortSignal(signal);
        return z.parse(z.array(z.object({ timezone: z.string() })), unwrap(answer))[0]?.timezone ?? null;
      },
      staleTime: 5 * 60_000,
    }),
};
