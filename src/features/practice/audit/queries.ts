import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { unwrap } from '../../../lib/errors.ts';
import { wordsFilter } from '../../../lib/filters.ts';
import { supabase } from '../../../lib/supabase.ts';
import { addDays, dayStart } from '../../../lib/time.ts';
import type { AuditFilters } from '../location.ts';
import { type AuditEvent, type AuditPage, auditEventSchema, exportedFilter, isOneVisit, type Names } from './schema.ts';

/** The last event of the page before: newer ones that arrive meanwhile do not shift the pages. */
export type Cursor = Pick<AuditEvent, 'event_id' | 'occurred_at'>;
export type AuditQuestion = { practiceId: string; zone: string; filters: AuditFilters };

const idsAtOnce = 80;
/** The events that match, newest first: `rows` of them after the cursor. */
export async function readAudit(
  { practiceId, zone, filters }: AuditQuestion,
  after: Cursor | undefined,
  rows: number,
  signal: AbortSignal,
): Promise<AuditPage> {
  let query = supabase()
    .from('audit_events')
    .select('event_id, actor_id, actor_role, action, entity, entity_id, changes, occurred_at')
    .eq('practice_id', practiceId);
  if (filters.who === 'system') query = query.is('actor_id', null);
  else if (filters.who) query = query.eq('actor_id', filters.who);
  if (filters.entity) query = query.eq('entity', filters.entity);
  if (filters.action) query = query.eq('action', filters.action);
  if (filters.visit) query = query.eq('entity_id', filters.visit);
  if (filters.patient) query = query.eq('patient_id', filters.patient);
  if (filters.from) query = query.gte('occurred_at', dayStart(filters.from, zone));
  if (filters.to) query = query.lt('occurred_at', dayStart(addDays(filters.to, 1), zone));
  if (after) {
    const { occurred_at: at, event_id: id } = after;
    query = query.or(`occurred_at.lt.${at},and(occurred_at.eq.${at},event_id.lt.${id})`);
  }
  const answer = await query
    .order('occurred_at', { ascending: false })
    .order('event_id', { ascending: false })
    .limit(rows)
    .abortSignal(signal);
  const events = z.parse(z.array(auditEventSchema), unwrap(answer));
  return { events, names: await readNames(events, signal) };
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const personColumns = ['patient_id', 'clinician_id', 'cancelled_by', 'booked_by', 'invited_by', 'profile_id'];

/** Everybody an event names: who did it, whom it is about, who is among the old and new values. */
export function peopleIn(events: readonly AuditEvent[]): string[] {
  const ids = new Set<string>();
  for (const event of events) {
    const values = personColumns.flatMap((column) => {
      const change = event.changes[column];
      return typeof change === 'object' ? [change.from, change.to, change.is] : [];
    });
    const about = event.entity === 'member' || event.entity === 'clinician' ? [event.entity_id] : [];
    const asked = exportedFilter(event).flatMap(([, value]) => value);
    for (const value of [event.actor_id, ...about, ...values, ...asked])
      if (typeof value === 'string' && uuid.test(value)) ids.add(value);
  }
  return [...ids];
}

function chunks(ids: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / idsAtOnce) }, (_, index) =>
    ids.slice(index * idsAtOnce, (index + 1) * idsAtOnce),
  );
}

const entityIds = (events: readonly AuditEvent[], which: (event: AuditEvent) => boolean): string[] => [
  ...new Set(events.filter(which).map((event) => event.entity_id)),
];

async function readNames(events: readonly AuditEvent[], signal: AbortSignal): Promise<Names> {
  const people = chunks(peopleIn(events)).map(async (ids) => {
    const answer = await supabase()
      .from('profiles')
      .select('profile_id, full_name')
      .in('profile_id', ids)
      .abortSignal(signal);
    return z.parse(z.array(z.object({ profile_id: z.string(), full_name: z.string() })), unwrap(answer));
  });
  const visits = chunks(entityIds(events, isOneVisit)).map(async (ids) => {
    const answer = await supabase()
      .from('appointments')
      .select('appointment_id, scheduled_start, patient:profiles!appointments_patient_id_fkey(full_name)')
      .in('appointment_id', ids)
      .abortSignal(signal);
    return z.parse(z.array(visitNameSchema), unwrap(answer));
  });
  const invitations = chunks(entityIds(events, ({ entity }) => entity === 'invitation')).map(async (ids) => {
    const answer = await supabase()
      .from('practice_invitations')
      .select('invitation_id, email')
      .in('invitation_id', ids)
      .abortSignal(signal);
    return z.parse(z.array(z.object({ invitation_id: z.string(), email: z.string() })), unwrap(answer));
  });
  const [someone, somewhen, invited] = await Promise.all([
    Promise.all(people),
    Promise.all(visits),
    Promise.all(invitations),
  ]);
  return {
    people: new Map(someone.flat().map((row) => [row.profile_id, row.full_name])),
    visits: new Map(
      somewhen
        .flat()
        .map((row) => [row.appointment_id, { patient: row.patient?.full_name ?? '', start: row.scheduled_start }]),
    ),
    invitations: new Map(invited.flat().map((row) => [row.invitation_id, row.email])),
  };
}

const visitNameSchema = z.object({
  appointment_id: z.string(),
  scheduled_start: z.string(),
  patient: z.nullable(z.object({ full_name: z.string() })),
});
const personSchema = z.object({
  profile_id: z.string(),
  full_name: z.string(),
  email: z.nullable(z.string()),
  phone: z.nullable(z.string()),
});

export const pageSize = 50;

export const auditQueries = {
  pages: (question: AuditQuestion) =>
    infiniteQueryOptions({
      queryKey: ['practice', 'admin', 'audit', question],
      queryFn: ({ pageParam, signal }) => readAudit(question, pageParam, pageSize, signal),
      initialPageParam: undefined as Cursor | undefined,
      getNextPageParam: ({ events }) => (events.length === pageSize ? events.at(-1) : undefined),
      staleTime: 15_000,
      placeholderData: keepPreviousData,
    }),
  patients: (text: string, practiceId: string) =>
    queryOptions({
      queryKey: ['patients', 'audit', practiceId, text.trim().toLowerCase()],
      queryFn: async ({ signal }) => {
        let query = supabase()
          .from('profiles')
          .select(
            'profile_id, full_name, email, phone, care_relationships!care_relationships_patient_id_fkey!inner(practice_id)',
          )
          .eq('care_relationships.practice_id', practiceId);
        const filter = wordsFilter(['full_name', 'email', 'phone'], text);
        if (filter) query = query.or(filter);
        const answer = await query.order('full_name').limit(6).abortSignal(signal);
        return z.parse(z.array(personSchema), unwrap(answer));
      },
      staleTime: 30_000,
      placeholderData: keepPreviousData,
    }),
  person: (profileId: string) =>
    queryOptions({
      queryKey: ['patients', 'one', profileId],
      queryFn: async ({ signal }) => {
        const answer = await supabase()
          .from('profiles')
          .select('profile_id, full_name, email, phone')
          .eq('profile_id', profileId)
          .abortSignal(signal)
          .single();
        return z.parse(personSchema, unwrap(answer));
      },
      staleTime: 60_000,
    }),
};
