import { mutationOptions, type QueryClient } from '@tanstack/react-query';
import { unwrap } from '../errors.ts';
import { supabase } from '../supabase.ts';
import { appointmentKeys } from './queries.ts';

export const attendanceMutations = {
  /** The patient will come. Said twice it stays as it was. */
  confirm: (client: QueryClient) =>
    mutationOptions({
      mutationKey: ['appointments', 'confirm-attendance'],
      mutationFn: async (appointmentId: string) => {
        unwrap(await supabase().rpc('confirm_attendance', { appointment_id: appointmentId }));
      },
      onSettled: () => client.invalidateQueries({ queryKey: appointmentKeys.all }),
    }),
};
