import { mutationOptions, type QueryClient } from '@tanstack/react-query';
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
