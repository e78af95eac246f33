import { queryOptions } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { appointmentKeys } from '../../lib/appointments/queries.ts';
import { unwrap } from '../../lib/errors.ts';
import { supabase } from '../../lib/supabase.ts';

const rowSchema = z.object({ appointment_id: z.string() });
const most = 100;

export const hubQueries = {
  /** How many requests wait for an answer; at most `most` are counted, which reads "100+". */
  waiting: (practiceId: string, from: string) =>
    queryOptions({
      queryKey: [...appointmentKeys.all, 'waiting', practiceId, from],
      queryFn: async ({ signal }) => {
        const answer = await supabase()
          .from('appointments')
          .select('appointment_id')
          .eq('practice_id', practiceId)
          .eq('status', 'requested')
          .gte('scheduled_start', from)
          .order('scheduled_start')
          .limit(most)
          .abortSignal(signal);
        return z.parse(z.array(rowSchema), unwrap(answer)).length;
      },
      staleTime: 30_000,
    }),
  /** Linked calendars of one's own that need a person: signed out, paused or failing. */
  ailingCalendars: () =>
    queryOptions({
      queryKey: ['calendar-connections', 'ailing'],
      queryFn: async ({ signal }) => {
        const answer = await supabase()
          .from('calendar_sync_connections')
          .select('connection_id, state, last_sync_status')
          .abortSignal(signal);
        const rows = z.parse(z.array(connectionSchema), unwrap(answer));
        return rows.filter((row) => row.state !== 'active' || row.last_sync_status === 'failed').length;
      },
      staleTime: 5 * 60_000,
    }),
};

const connectionSchema = z.object({
  connection_id: z.string(),
  state: z.string(),
  last_sync_status: z.nullable(z.string()),
});

export const waitingText = (count: number): string => (count >= most ? `${most}+` : String(count));
