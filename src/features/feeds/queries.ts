import { queryOptions } from '@tanstack/react-query';
import * as z from 'zod/mini';
import type { Columns } from '../../lib/columns.ts';
import { unwrap } from '../../lib/errors.ts';
import { supabase } from '../../lib/supabase.ts';

const feedSchema = z.object({
  feed_id: z.string(),
  label: z.nullable(z.string()),
  last_read_at: z.nullable(z.string()),
  created_at: z.string(),
} satisfies Columns<'calendar_feeds'>);
export type Feed = z.infer<typeof feedSchema>;

export const feedKey = ['feeds'] as const;

export const feedQueries = {
  /** One's own calendar addresses in use (IC12), the oldest first. The addresses themselves are not kept anywhere. */
  inUse: () =>
    queryOptions({
      queryKey: feedKey,
      queryFn: async ({ signal }) => {
        const rows = await supabase()
          .from('calendar_feeds')
          .select('feed_id, label, last_read_at, created_at')
          .is('revoked_at', null)
          .order('created_at')
          .abortSignal(signal);
        return z.parse(z.array(feedSchema), unwrap(rows));
      },
    }),
};
