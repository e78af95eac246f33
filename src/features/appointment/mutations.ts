import { mutationOptions, type QueryClient } from '@tanstack/react-query';
import { appointmentKeys } from '../../lib/appointments/queries.ts';
import { unwrap } from '../../lib/errors.ts';
import { supabase } from '../../lib/supabase.ts';

export const noteMutations = {
  save: (client: QueryClient) =>
    mutationOptions({
      mutationKey: ['clinician-notes', 'save'],
      mutationFn: async ({ appointmentId, notes }: { appointmentId: string; notes: string }) => {
        unwrap(await supabase().rpc('save_clinician_notes', { appointment_id: appointmentId, notes }));
        return notes;
      },
      onSuccess: (notes, { appointmentId }) => client.setQueryData(['clinician-notes', appointmentId], notes),
    }),
};

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
