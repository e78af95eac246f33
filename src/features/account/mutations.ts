import { mutationOptions } from '@tanstack/react-query';
import { unwrap } from '../../lib/errors.ts';
import { supabase } from '../../lib/supabase.ts';

export type OwnProfile = { full_name?: string; phone?: string | null; timezone?: string; locale?: string };

export const accountMutations = {
  /** Of one's own profile; the database refuses every other row and column. */
  save: (profileId: string) =>
    mutationOptions({
      mutationKey: ['account', 'save'],
      mutationFn: async (change: OwnProfile) => {
        const answer = await supabase()
          .from('profiles')
          .update(change)
          .eq('profile_id', profileId)
          .select('profile_id')
          .single();
        return unwrap(answer);
      },
    }),
};
