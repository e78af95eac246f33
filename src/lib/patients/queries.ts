import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { unwrap } from '../errors.ts';
import { supabase } from '../supabase.ts';
import { patientSchema } from './schema.ts';

/**
 * The filter inside or=(…). Characters with a meaning of their own there, or in a pattern, become the "any one
 * character" wildcard: the name still matches, and nobody can write a filter of their own into the search field.
 */
export function searchFilter(text: string): string {
  const pattern = `*${text.trim().replaceAll(/[,()"\\%*]/g, '_')}*`;
  return ['full_name', 'email', 'phone'].map((column) => `${column}.ilike.${pattern}`).join(',');
}

export const patientQueries = {
  /** People somebody of the practice treats, by name, e-mail or phone. Row-level security limits whom one may find. */
  search: (text: string, practiceId: string) =>
    queryOptions({
      queryKey: ['patients', 'search', practiceId, text.trim().toLowerCase()],
      queryFn: async ({ signal }) => {
        let query = supabase()
          .from('profiles')
          .select(
            'profile_id, full_name, email, phone, care_relationships!care_relationships_patient_id_fkey!inner(practice_id)',
          )
          .eq('care_relationships.practice_id', practiceId);
        if (text.trim() !== '') query = query.or(searchFilter(text));
        const answer = await query.order('full_name').limit(6).abortSignal(signal);
        return z.parse(z.array(patientSchema), unwrap(answer));
      },
      staleTime: 30_000,
      placeholderData: keepPreviousData,
    }),
};
