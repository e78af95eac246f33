import { queryOptions } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { unwrap } from '../../lib/errors.ts';
import { supabase } from '../../lib/supabase.ts';

export const noteQueries = {
  /** The clinician's own notes. Every reading is audited, so nothing fetches them unasked. */
  ofVisit: (appointmentId: string) =>
    queryOptions({
      queryKey: ['clinician-notes', appointmentId],
      queryFn: async ({ signal }) => {
        const answer = await supabase().rpc('clinician_notes', { appointment_id: appointmentId }).abortSignal(signal);
        return z.parse(z.nullable(z.string()), unwrap(answer) ?? null) ?? '';
      },
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
    }),
};
