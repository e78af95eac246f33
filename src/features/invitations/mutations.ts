import { mutationOptions, type QueryClient } from '@tanstack/react-query';
import { unwrap } from '../../lib/errors.ts';
import { supabase } from '../../lib/supabase.ts';

export const answerMutations = {
  /** Who somebody is changes with it: their roles are read again before anything else is shown. */
  respond: (client: QueryClient) =>
    mutationOptions({
      mutationKey: ['invitations', 'respond'],
      mutationFn: async ({ invitationId, accept }: { invitationId: string; accept: boolean }) => {
        unwrap(await supabase().rpc('respond_to_invitation', { invitation_id: invitationId, accept }));
      },
      onSuccess: async (_, { accept }) => {
        if (!accept) return;
        await client.invalidateQueries({ queryKey: ['viewer'] });
        void client.invalidateQueries({ queryKey: ['practice'] });
      },
      onSettled: () => client.invalidateQueries({ queryKey: ['invitations'] }),
    }),
};
