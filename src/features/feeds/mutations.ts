import { mutationOptions, type QueryClient } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { unwrap } from '../../lib/errors.ts';
import { appConfig, supabase } from '../../lib/supabase.ts';
import { feedAddress } from './address.ts';
import { feedKey } from './queries.ts';

const createdSchema = z.object({ token: z.string() });
const lookAgain = (client: QueryClient) => client.invalidateQueries({ queryKey: feedKey });

export const feedMutations = {
  /** Makes an address and answers it, this once. Errors: rate_limited (ten are in use). */
  create: (client: QueryClient) =>
    mutationOptions({
      mutationKey: ['feeds', 'create'],
      mutationFn: async (label: string) => {
        const answer = await supabase().rpc('create_calendar_feed', label === '' ? {} : { label });
        return feedAddress(appConfig().supabaseUrl, z.parse(createdSchema, unwrap(answer)).token);
      },
      // The address opens the calendar to whoever has it: it is not kept longer than it is shown.
      gcTime: 0,
      onSettled: () => lookAgain(client),
    }),
  /** Ends an address at once and for good. */
  revoke: (client: QueryClient) =>
    mutationOptions({
      mutationKey: ['feeds', 'revoke'],
      mutationFn: async (feedId: string) => {
        // It answers nothing: only an error says something.
        unwrap({ ...(await supabase().rpc('revoke_calendar_feed', { feed_id: feedId })), data: true });
      },
      onSettled: () => lookAgain(client),
    }),
};
