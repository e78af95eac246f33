import { mutationOptions } from '@tanstack/react-query';
import { unwrap } from '../../lib/errors.ts';
import { supabase } from '../../lib/supabase.ts';
import type { Preferences } from './queries.ts';

export type OwnProfile = { full_name?: string; phone?: string | null; timezone?: string; locale?: string };

export const accountMutations = {
  /** Which messages one wants; the row is made with the first choice. */
  savePreferences: (profileId: string) =>
    mutationOptions({
      mutationKey: ['account', 'preferences'],
      mutationFn: async (wanted: Preferences) => {
        const answer = await supabase()
          .from('notification_preferences')
          .upsert({ profile_id: profileId, ...wanted }, { onConflict: 'profile_id' })
          .select('profile_id')
          .single();
        return unwrap(answer);
      },
    }),
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
