import { queryOptions } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { appointmentKeys } from '../../lib/appointments/queries.ts';
import { appointmentStatuses } from '../../lib/appointments/schema.ts';
import { unwrap } from '../../lib/errors.ts';
import { supabase } from '../../lib/supabase.ts';
import { eventSchema } from './history.ts';
import { visitMessageSchema } from './message-state.ts';

const seriesVisitSchema = z.object({
  appointment_id: z.string(),
  scheduled_start: z.string(),
  status: z.enum(appointmentStatuses),
});
const actorSchema = z.object({ profile_id: z.string(), full_name: z.string() });

export const visitQueries = {
  /** What was and will be sent about a visit, in order of time: to staff all of it, to a patient their own. */
  messages: (appointmentId: string) =>
    queryOptions({
      queryKey: [...appointmentKeys.all, 'messages', appointmentId],
      queryFn: async ({ signal }) => {
        const answer = await supabase().rpc('visit_messages', { appointment_id: appointmentId }).abortSignal(signal);
        return z.parse(z.array(visitMessageSchema), unwrap(answer));
      },
      staleTime: 10_000,
      refetchInterval: 60_000,
    }),
  /** The visits booked together with this one, in order of time. */
  series: (seriesId: string) =>
    queryOptions({
      queryKey: [...appointmentKeys.all, 'series', seriesId],
      queryFn: async ({ signal }) => {
        const answer = await supabase()
          .from('appointments')
          .select('appointment_id, scheduled_start, status')
          .eq('series_id', seriesId)
          .order('scheduled_start')
          .abortSignal(signal);
        return z.parse(z.array(seriesVisitSchema), unwrap(answer));
      },
      staleTime: 30_000,
    }),
  /** Who did what to a visit, the latest first, with the names of those who did it. Staff only. */
  history: (appointmentId: string) =>
    queryOptions({
      queryKey: [...appointmentKeys.all, 'history', appointmentId],
      queryFn: async ({ signal }) => {
        const answer = await supabase()
          .from('audit_events')
          .select('event_id, actor_id, actor_role, action, changes, occurred_at')
          .eq('entity', 'appointment')
          .eq('entity_id', appointmentId)
          .order('event_id', { ascending: false })
          .limit(100)
          .abortSignal(signal);
        const events = z.parse(z.array(eventSchema), unwrap(answer));
        const ids = [...new Set(events.flatMap((event) => event.actor_id ?? []))];
        const names = new Map<string, string>();
        if (ids.length > 0) {
          const people = await supabase()
            .from('profiles')
            .select('profile_id, full_name')
            .in('profile_id', ids)
            .abortSignal(signal);
          for (const person of z.parse(z.array(actorSchema), unwrap(people))) {
            names.set(person.profile_id, person.full_name);
          }
        }
        return events.map((event) => ({ ...event, actorName: names.get(event.actor_id ?? '') }));
      },
      staleTime: 10_000,
    }),
};

export const noteQueries = {
  /** The clinician's own notes. Every reading is audited, so nothing fetches them unasked. */
  ofVisit: (appointmentId: string) =>
    queryOptions({
      queryKey: ['clinician-notes', appointmentId],
      queryFn: async ({ signal }) => {
        const answer = await supabase().rpc('clinician_notes', { appointment_id: appointmentId }).abortSignal(signal);
        return z.parse(z.nullable(z.string()), unwrap(answer) ?? null) ?? '';
      },
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
    }),
};
