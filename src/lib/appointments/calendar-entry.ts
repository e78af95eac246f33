import { queryOptions } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { unwrap } from '../errors.ts';
import { supabase } from '../supabase.ts';
import { appointmentKeys } from './queries.ts';
import { appointmentStatuses } from './schema.ts';

const entrySchema = z.object({
  ical_uid: z.string(),
  ical_sequence: z.number(),
  scheduled_start: z.string(),
  scheduled_end: z.string(),
  status: z.enum(appointmentStatuses),
  location: z.nullable(z.string()),
});
export type EntryRow = z.infer<typeof entrySchema>;

/** What somebody's own calendar needs of a visit. */
export const calendarEntryQuery = (appointmentId: string) =>
  queryOptions({
    queryKey: [...appointmentKeys.all, 'calendar-entry', appointmentId],
    queryFn: async ({ signal }) => {
      const answer = await supabase()
        .from('appointments')
        .select('ical_uid, ical_sequence, scheduled_start, scheduled_end, status, location')
        .eq('appointment_id', appointmentId)
        .abortSignal(signal)
        .single();
      return z.parse(entrySchema, unwrap(answer));
    },
    staleTime: 30_000,
  });
