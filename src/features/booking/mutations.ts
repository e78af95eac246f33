import { mutationOptions, type QueryClient } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { unwrap } from '../../lib/errors.ts';
import { patientSchema } from '../../lib/patients/schema.ts';
import { supabase } from '../../lib/supabase.ts';
import type { NewPatient } from './schema.ts';

export const patientMutations = {
  /** A patient without a login, for a booking by phone. */
  register: (client: QueryClient) =>
    mutationOptions({
      mutationKey: ['patients', 'register'],
      mutationFn: async ({ clinicianId, patient }: { clinicianId: string; patient: NewPatient }) => {
        const answer = await supabase().rpc('register_patient', {
          clinician_id: clinicianId,
          full_name: patient.fullName.trim(),
          ...(patient.email.trim() ? { email: patient.email.trim() } : {}),
          ...(patient.phone.trim() ? { phone: patient.phone.trim() } : {}),
        });
        return z.parse(patientSchema, unwrap(answer));
      },
      onSettled: () => client.invalidateQueries({ queryKey: ['patients'] }),
    }),
};
