import { queryOptions } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { unwrap } from '../../lib/errors.ts';
import { supabase } from '../../lib/supabase.ts';
import { addDays } from '../../lib/time.ts';
import { closureSchema, dateOverrideSchema, freeBusySchema, weeklyHoursSchema } from './schema.ts';
import { parseRange } from './working-hours.ts';

export const calendarQueries = {
  /** When a clinician works: weekly hours, exceptions and closures around the shown days. */
  hours: (clinicianId: string, practiceId: string, fromDay: string, toDay: string) =>
    queryOptions({
      queryKey: ['calendar', 'hours', clinicianId, practiceId, fromDay, toDay],
      queryFn: async ({ signal }) => {
        const [weekly, overrides, closures] = await Promise.all([
          supabase()
            .from('clinician_availability')
            .select('day_of_week, start_time, end_time, timezone, slot_duration_minutes, valid_from, valid_until')
            .eq('clinician_id', clinicianId)
            .abortSignal(signal),
          supabase()
            .from('clinician_date_overrides')
            .select('override_date, is_available, start_time, end_time, override_type')
            .eq('clinician_id', clinicianId)
            .gte('override_date', addDays(fromDay, -2))
            .lte('override_date', addDays(toDay, 1))
            .abortSignal(signal),
          supabase()
            .from('practice_closures')
            .select('during, reason')
            .eq('practice_id', practiceId)
            .overlaps('during', `[${addDays(fromDay, -1)},${addDays(toDay, 1)})`)
            .abortSignal(signal),
        ]);
        return {
          weekly: z.parse(z.array(weeklyHoursSchema), unwrap(weekly)),
          overrides: z.parse(z.array(dateOverrideSchema), unwrap(overrides)),
          closures: z.parse(z.array(closureSchema), unwrap(closures)).flatMap(({ during, reason }) => {
            const span = parseRange(during);
            return span ? [{ ...span, reason }] : [];
          }),
        };
      },
      staleTime: 60_000,
    }),
  /** What other calendars and holds claim. Never a title: outside events are stored as time only. */
  busy: (clinicianId: string, from: string, to: string) =>
    queryOptions({
      queryKey: ['calendar', 'busy', clinicianId, from, to],
      queryFn: async ({ signal }) => {
        const answer = await supabase()
          .rpc('free_busy', { clinician_id: clinicianId, range_start: from, range_end: to })
          .abortSignal(signal);
        return z.parse(freeBusySchema, unwrap(answer));
      },
      staleTime: 60_000,
    }),
};
