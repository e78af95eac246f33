import { queryOptions } from '@tanstack/react-query';
import * as z from 'zod/mini';
import type { Columns } from '../../lib/columns.ts';
import { toAppError } from '../../lib/errors.ts';
import { supabase } from '../../lib/supabase.ts';

const time = z.nullable(z.string());
const preferencesSchema = z.object({
  email_enabled: z.boolean(),
  sms_enabled: z.boolean(),
  push_enabled: z.boolean(),
  in_app_enabled: z.boolean(),
  calendar_detail: z.boolean(),
  /** Wall-clock times of the person's own zone, HH:MM:SS; both or neither. */
  quiet_from: time,
  quiet_until: time,
} satisfies Columns<'notification_preferences'>);
export type Preferences = z.infer<typeof preferencesSchema>;

/** Who has never chosen gets everything. */
const everything: Preferences = {
  email_enabled: true,
  sms_enabled: true,
  push_enabled: true,
  in_app_enabled: true,
  calendar_detail: false,
  quiet_from: null,
  quiet_until: null,
};

export const accountQueries = {
  /** Which messages the person wants. */
  preferences: (profileId: string) =>
    queryOptions({
      queryKey: ['preferences', profileId],
      queryFn: async ({ signal }): Promise<Preferences> => {
        const { data, error } = await supabase()
          .from('notification_preferences')
          .select(Object.keys(everything).join(','))
          .eq('profile_id', profileId)
          .abortSignal(signal)
          .maybeSingle();
        if (error) throw toAppError(error);
        return data ? z.parse(preferencesSchema, data) : everything;
      },
    }),
};
