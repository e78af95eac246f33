import { queryOptions } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { unwrap } from '../../lib/errors.ts';
import { supabase } from '../../lib/supabase.ts';
import { myInvitationSchema } from './schema.ts';

export const invitationQueries = {
  /** Open invitations to the verified address of whoever is signed in. */
  mine: () =>
    queryOptions({
      queryKey: ['invitations', 'mine'],
      queryFn: async ({ signal }) => {
        const answer = await supabase().rpc('my_invitations').abortSignal(signal);
        return z.parse(z.array(myInvitationSchema), unwrap(answer));
      },
      staleTime: 60_000,
    }),
};
