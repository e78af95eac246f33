import { queryOptions } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { unwrap } from '../errors.ts';
import { supabase } from '../supabase.ts';
import { toViewer, viewerRowSchema } from './schema.ts';

const practice = 'practices(practice_id, name, timezone, phone, cancellation_notice_minutes, desk_reads_messages)';
const columns = `profile_id, full_name, email, phone, timezone, locale,
  practice_members(role, active, practice:${practice}),
  care_relationships!care_relationships_patient_id_fkey(status, practice:${practice})`;

export const viewerQueries = {
  me: (userId: string) =>
    queryOptions({
      queryKey: ['viewer', userId],
      queryFn: async ({ signal }) => {
        const answer = await supabase()
          .from('profiles')
          .select(columns)
          .eq('auth_user_id', userId)
          .abortSignal(signal)
          .single();
        return toViewer(z.parse(viewerRowSchema, unwrap(answer)));
      },
      staleTime: 5 * 60_000,
    }),
};
