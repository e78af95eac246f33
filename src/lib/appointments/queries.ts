import { queryOptions } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { unwrap } from '../errors.ts';
import { supabase } from '../supabase.ts';
import { visitColumns, visitDetailColumns, visitDetailSchema, visitSchema } from './schema.ts';

export const appointmentKeys = {
  all: ['appointments'] as const,
  lists: ['appointments', 'list'] as const,
};

/** A visit lasts a day at most (R4): with a lower bound the index need not read every visit since the practice began. */
const dayBefore = (instant: string): string => new Date(Date.parse(instant) - 86_400_000).toISOString();

type Owner = { column: 'clinician_id' | 'practice_id'; id: string };

async function readRange({ column, id }: Owner, from: string, to: string, signal: AbortSignal) {
  const answer = await supabase()
    .from('appointments')
    .select(visitColumns)
    .eq(column, id)
    .gt('scheduled_start', dayBefore(from))
    .lt('scheduled_start', to)
    .gt('scheduled_end', from)
    .order('scheduled_start')
    .abortSignal(signal);
  return z.parse(z.array(visitSchema), unwrap(answer));
}

export const appointmentQueries = {
  /** Visits of one clinician that touch [from, to). */
  range: (clinicianId: string, from: string, to: string) =>
    queryOptions({
      queryKey: [...appointmentKeys.lists, { clinicianId, from, to }],
      queryFn: ({ signal }) => readRange({ column: 'clinician_id', id: clinicianId }, from, to, signal),
      staleTime: 30_000,
    }),
  /** Visits of all clinicians of a practice that touch [from, to); a clinician gets their own. */
  practiceRange: (practiceId: string, from: string, to: string) =>
    queryOptions({
      queryKey: [...appointmentKeys.lists, { practiceId, from, to }],
      queryFn: ({ signal }) => readRange({ column: 'practice_id', id: practiceId }, from, to, signal),
      staleTime: 30_000,
    }),
  /** Visits of one patient, the newest first, with what a patient's page shows of the next one: one request, one drawing. */
  ofPatient: (patientId: string) =>
    queryOptions({
      queryKey: [...appointmentKeys.lists, { patientId }],
      queryFn: async ({ signal }) => {
        const answer = await supabase()
          .from('appointments')
          .select(visitDetailColumns)
          .eq('patient_id', patientId)
          .order('scheduled_start', { ascending: false })
          .limit(200)
          .abortSignal(signal);
        return z.parse(z.array(visitDetailSchema), unwrap(answer));
      },
      staleTime: 30_000,
    }),
  detail: (appointmentId: string) =>
    queryOptions({
      queryKey: [...appointmentKeys.all, 'detail', appointmentId],
      queryFn: async ({ signal }) => {
        const answer = await supabase()
          .from('appointments')
          .select(visitDetailColumns)
          .eq('appointment_id', appointmentId)
          .abortSignal(signal)
          .single();
        return z.parse(visitDetailSchema, unwrap(answer));
      },
      staleTime: 10_000,
    }),
};
