import { queryOptions } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { type TimeRange, unwrap } from '../../lib/errors.ts';
import { supabase } from '../../lib/supabase.ts';
import { addDays } from '../../lib/time.ts';
import {
  bookedSchema,
  closureRowSchema,
  hoursColumns,
  hoursRowSchema,
  overrideColumns,
  overrideSchema,
  rulesSchema,
  settingsSchema,
} from './schema.ts';

export type Closure = TimeRange & { reason: string | null };

/** Postgres writes a range as ["2026-12-24 00:00:00+00","2026-12-27 00:00:00+00"). */
export function parseSpan(text: string): TimeRange | undefined {
  const match = /^\["?([^",]+)"?,\s*"?([^",)]+)"?\)$/.exec(text);
  const [start, end] = [match?.[1], match?.[2]].map((edge) =>
    Date.parse((edge ?? '').replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')),
  );
  if (start === undefined || end === undefined || Number.isNaN(start) || Number.isNaN(end)) return undefined;
  return { start: new Date(start).toISOString(), end: new Date(end).toISOString() };
}

export const availabilityKeys = {
  all: ['availability'] as const,
  week: (clinicianId: string) => ['availability', 'week', clinicianId] as const,
  overrides: (clinicianId: string) => ['availability', 'overrides', clinicianId] as const,
  settings: (clinicianId: string) => ['availability', 'settings', clinicianId] as const,
  rules: (practiceId: string) => ['availability', 'rules', practiceId] as const,
};

const holding = ['requested', 'confirmed', 'in_progress'] as const;
const bookedColumns = `appointment_id, appointment_type, scheduled_start, scheduled_end, location_type,
  patient:profiles!appointments_patient_id_fkey(full_name)`;
/** More booked visits than this ahead are counted as "at least". */
export const mostVisits = 1000;

export const availabilityQueries = {
  week: (clinicianId: string) =>
    queryOptions({
      queryKey: availabilityKeys.week(clinicianId),
      queryFn: async ({ signal }) => {
        const answer = await supabase()
          .from('clinician_availability')
          .select(hoursColumns)
          .eq('clinician_id', clinicianId)
          .order('day_of_week')
          .order('start_time')
          .order('availability_id')
          .abortSignal(signal);
        return z.parse(z.array(hoursRowSchema), unwrap(answer));
      },
      staleTime: 10_000,
    }),
  /** Exceptions on the dates [from, until]. */
  overrides: (clinicianId: string, from: string, until: string) =>
    queryOptions({
      queryKey: [...availabilityKeys.overrides(clinicianId), from, until],
      queryFn: async ({ signal }) => {
        const answer = await supabase()
          .from('clinician_date_overrides')
          .select(overrideColumns)
          .eq('clinician_id', clinicianId)
          .gte('override_date', from)
          .lte('override_date', until)
          .order('override_date')
          .limit(1000)
          .abortSignal(signal);
        return z.parse(z.array(overrideSchema), unwrap(answer));
      },
      staleTime: 10_000,
    }),
  closures: (practiceId: string, from: string, until: string) =>
    queryOptions({
      queryKey: ['availability', 'closures', practiceId, from, until],
      queryFn: async ({ signal }): Promise<Closure[]> => {
        const answer = await supabase()
          .from('practice_closures')
          .select('during, reason')
          .eq('practice_id', practiceId)
          .overlaps('during', `[${addDays(from, -1)},${addDays(until, 2)})`)
          .abortSignal(signal);
        return z.parse(z.array(closureRowSchema), unwrap(answer)).flatMap(({ during, reason }) => {
          const span = parseSpan(during);
          return span ? [{ ...span, reason }] : [];
        });
      },
      staleTime: 60_000,
    }),
  settings: (clinicianId: string) =>
    queryOptions({
      queryKey: availabilityKeys.settings(clinicianId),
      queryFn: async ({ signal }) => {
        const answer = await supabase()
          .from('clinicians')
          .select('accepts_self_booking, video_link')
          .eq('clinician_id', clinicianId)
          .abortSignal(signal)
          .single();
        return z.parse(settingsSchema, unwrap(answer));
      },
      staleTime: 30_000,
    }),
  rules: (practiceId: string) =>
    queryOptions({
      queryKey: availabilityKeys.rules(practiceId),
      queryFn: async ({ signal }) => {
        const answer = await supabase()
          .from('practices')
          .select('min_notice_minutes, booking_horizon_days, timezone')
          .eq('practice_id', practiceId)
          .abortSignal(signal)
          .single();
        return z.parse(rulesSchema, unwrap(answer));
      },
      staleTime: 30_000,
    }),
  /** Visits that hold time and begin in [from, to), the soonest first. */
  booked: (clinicianId: string, from: string, to: string | undefined) =>
    queryOptions({
      queryKey: ['availability', 'booked', clinicianId, from, to],
      queryFn: async ({ signal }) => {
        const ahead = supabase()
          .from('appointments')
          .select(bookedColumns)
          .eq('clinician_id', clinicianId)
          .in('status', holding)
          .gte('scheduled_start', from);
        const answer = await (to ? ahead.lt('scheduled_start', to) : ahead)
          .order('scheduled_start')
          .limit(mostVisits)
          .abortSignal(signal);
        return z.parse(z.array(bookedSchema), unwrap(answer));
      },
      staleTime: 10_000,
    }),
};
