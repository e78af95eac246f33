import { queryOptions } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { unwrap } from '../errors.ts';
import { supabase } from '../supabase.ts';
import { appointmentTypeSchema, type Clinician, clinicianRowSchema } from './schema.ts';

const slowToChange = 5 * 60_000;

/** What a practice consists of: the people who treat and the kinds of visit. Row-level security picks the rows. */
export const practiceQueries = {
  clinicians: () =>
    queryOptions({
      queryKey: ['practice', 'clinicians'],
      queryFn: async ({ signal }): Promise<Clinician[]> => {
        const answer = await supabase()
          .from('clinicians')
          .select(
            'clinician_id, practice_id, display_name, title, specialty, color, video_link, profile:profiles!clinicians_clinician_id_fkey(timezone)',
          )
          .eq('active', true)
          .order('display_name')
          .abortSignal(signal);
        return z
          .parse(z.array(clinicianRowSchema), unwrap(answer))
          .map(({ profile, ...clinician }) => ({ ...clinician, timezone: profile?.timezone }));
      },
      staleTime: slowToChange,
    }),
  appointmentTypes: () =>
    queryOptions({
      queryKey: ['practice', 'appointment-types'],
      queryFn: async ({ signal }) => {
        const answer = await supabase()
          .from('appointment_types')
          .select(
            'practice_id, appointment_type, name, default_duration_minutes, default_location_type, self_bookable, auto_confirm, preparation_instructions',
          )
          .eq('active', true)
          .order('position')
          .order('name')
          .abortSignal(signal);
        return z.parse(z.array(appointmentTypeSchema), unwrap(answer));
      },
      staleTime: slowToChange,
    }),
};
