import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { unwrap } from '../../lib/errors.ts';
import { supabase } from '../../lib/supabase.ts';
import { addMinutes } from '../../lib/time.ts';
import type { ClosureRange } from './closure-range.ts';
import { toMembers } from './members.ts';
import {
  clinicianSchema,
  closureSchema,
  invitationSchema,
  membershipSchema,
  ruleColumns,
  rulesSchema,
  syncHealthSchema,
  typeSchema,
} from './schema.ts';

/** Under ['practice'], so that whatever an admin changes is read again by every page that shows types or clinicians. */
export const adminKeys = {
  all: ['practice'] as const,
  types: (practiceId: string) => ['practice', 'admin', 'types', practiceId] as const,
  closures: (practiceId: string) => ['practice', 'admin', 'closures', practiceId] as const,
};

export const adminQueries = {
  members: (practiceId: string) =>
    queryOptions({
      queryKey: ['practice', 'admin', 'members', practiceId],
      queryFn: async ({ signal }) => {
        const [members, clinicians] = await Promise.all([
          supabase()
            .from('practice_members')
            .select('profile_id, role, active, profile:profiles(full_name, email, phone)')
            .eq('practice_id', practiceId)
            .abortSignal(signal),
          supabase()
            .from('clinicians')
            .select('clinician_id, display_name, title, specialty, color, accepts_self_booking, video_link, active')
            .eq('practice_id', practiceId)
            .abortSignal(signal),
        ]);
        return toMembers(
          z.parse(z.array(membershipSchema), unwrap(members)),
          z.parse(z.array(clinicianSchema), unwrap(clinicians)),
        );
      },
      staleTime: 30_000,
    }),
  /** Not answered and not taken back; also the expired ones, which can be sent again. */
  invitations: (practiceId: string) =>
    queryOptions({
      queryKey: ['practice', 'admin', 'invitations', practiceId],
      queryFn: async ({ signal }) => {
        const answer = await supabase()
          .from('practice_invitations')
          .select('invitation_id, email, role, full_name, created_at, expires_at')
          .eq('practice_id', practiceId)
          .is('accepted_at', null)
          .is('declined_at', null)
          .is('revoked_at', null)
          .order('created_at', { ascending: false })
          .abortSignal(signal);
        return z.parse(z.array(invitationSchema), unwrap(answer));
      },
      staleTime: 30_000,
    }),
  types: (practiceId: string) =>
    queryOptions({
      queryKey: adminKeys.types(practiceId),
      queryFn: async ({ signal }) => {
        const answer = await supabase()
          .from('appointment_types')
          .select(
            'appointment_type, name, default_duration_minutes, default_location_type, buffer_minutes, self_bookable, auto_confirm, color, preparation_instructions, active, position',
          )
          .eq('practice_id', practiceId)
          .order('position')
          .order('name')
          .abortSignal(signal);
        return z.parse(z.array(typeSchema), unwrap(answer));
      },
      staleTime: 30_000,
    }),
  closures: (practiceId: string) =>
    queryOptions({
      queryKey: adminKeys.closures(practiceId),
      queryFn: async ({ signal }) => {
        const answer = await supabase()
          .from('practice_closures')
          .select('closure_id, during, reason')
          .eq('practice_id', practiceId)
          .abortSignal(signal);
        const closures = z.parse(z.array(closureSchema), unwrap(answer));
        return closures.sort((a, b) => Date.parse(a.during.start) - Date.parse(b.during.start));
      },
      staleTime: 30_000,
    }),
  /** How many visits are booked in a span: a closure does not cancel them. */
  bookedDuring: (practiceId: string, { start, end }: ClosureRange) =>
    queryOptions({
      queryKey: ['appointments', 'booked-during', practiceId, start, end],
      queryFn: async ({ signal }) => {
        const answer = await supabase()
          .from('appointments')
          .select('appointment_id', { count: 'exact', head: true })
          .eq('practice_id', practiceId)
          .in('status', ['requested', 'confirmed'])
          .lt('scheduled_start', end)
          // A visit lasts at most a day: with a lower bound the index need not be read from the beginning of time.
          .gt('scheduled_start', addMinutes(start, -1440))
          .gt('scheduled_end', start)
          .abortSignal(signal);
        unwrap({ ...answer, data: true });
        return answer.count ?? 0;
      },
      staleTime: 15_000,
      placeholderData: keepPreviousData,
    }),
  syncHealth: (practiceId: string) =>
    queryOptions({
      queryKey: ['practice', 'admin', 'sync', practiceId],
      queryFn: async ({ signal }) => {
        const answer = await supabase().rpc('practice_sync_health', { practice_id: practiceId }).abortSignal(signal);
        return z.parse(z.array(syncHealthSchema), unwrap(answer));
      },
      staleTime: 15_000,
      refetchInterval: 60_000,
    }),
  rules: (practiceId: string) =>
    queryOptions({
      queryKey: ['practice', 'admin', 'rules', practiceId],
      queryFn: async ({ signal }) => {
        const answer = await supabase()
          .from('practices')
          .select(ruleColumns)
          .eq('practice_id', practiceId)
          .abortSignal(signal)
          .single();
        return z.parse(rulesSchema, unwrap(answer));
      },
      staleTime: 30_000,
    }),
};
