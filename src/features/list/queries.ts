import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { appointmentKeys } from '../../lib/appointments/queries.ts';
import { type Visit, visitColumns, visitSchema } from '../../lib/appointments/schema.ts';
import { unwrap } from '../../lib/errors.ts';
import { wordsFilter } from '../../lib/filters.ts';
import { supabase } from '../../lib/supabase.ts';
import { addDays, dayStart } from '../../lib/time.ts';
import type { ListFilters } from './location.ts';

/** Whose visits may be meant: one practice, and for a clinician their own. Row-level security says so again. */
export type Scope = { practiceId: string; ownId: string | undefined; zone: string };

/** The last row seen; the next page begins behind it. Unlike an offset, it does not slip when somebody books meanwhile. */
type Cursor = Pick<Visit, 'scheduled_start' | 'appointment_id'>;
export type PageParam = { after: Cursor | undefined; limit: number };

/** The first page is on the screen soon; later ones grow, so that 10,000 rows are a dozen requests to fetch again. */
const firstPage = 200;
const largestPage = 800;
export const initialPage: PageParam = { after: undefined, limit: firstPage };

export function nextPage(page: readonly Visit[], { limit }: PageParam): PageParam | undefined {
  const last = page.at(-1);
  if (!last || page.length < limit) return undefined;
  return { after: last, limit: Math.min(limit * 2, largestPage) };
}

/**
 * The part of the filter that depends on the page. `start >= s and (start > s or id > i)` says the same as the row-wise
 * comparison (start, id) > (s, i), and its first half can use the index.
 */
export function keyset({ scheduled_start: start, appointment_id: id }: Cursor, newestFirst: boolean): string {
  const beyond = newestFirst ? 'lt' : 'gt';
  return `scheduled_start.${beyond}.${start},appointment_id.${beyond}.${id}`;
}

/** The patient as a condition of the row (inner join), not only as something shown with it. */
const withPatient = (columns: string) => columns.replace('_patient_id_fkey(', '_patient_id_fkey!inner(');
const patientColumns = ['full_name', 'email', 'phone'];

function matching(columns: string, scope: Scope, filters: ListFilters, count?: 'exact') {
  const search = wordsFilter(patientColumns, filters.search);
  let query = supabase()
    .from('appointments')
    .select(search ? withPatient(columns) : columns, count ? { count, head: true } : {})
    .eq('practice_id', scope.practiceId);
  if (search) query = query.or(search, { referencedTable: 'patient' });
  if (scope.ownId) query = query.eq('clinician_id', scope.ownId);
  else if (filters.clinicianIds.length > 0) query = query.in('clinician_id', [...filters.clinicianIds]);
  if (filters.status.length > 0) query = query.in('status', [...filters.status]);
  if (filters.types.length > 0) query = query.in('appointment_type', [...filters.types]);
  if (filters.places.length > 0) query = query.in('location_type', [...filters.places]);
  if (filters.from) query = query.gte('scheduled_start', dayStart(filters.from, scope.zone));
  if (filters.to) query = query.lt('scheduled_start', dayStart(addDays(filters.to, 1), scope.zone));
  return query;
}

/** One page of visits in order. Also what the export reads, page after page. */
export async function fetchPage(
  scope: Scope,
  filters: ListFilters,
  page: PageParam,
  signal: AbortSignal,
): Promise<Visit[]> {
  const ascending = !filters.newestFirst;
  let query = matching(visitColumns, scope, filters);
  if (page.after) {
    const { scheduled_start: start } = page.after;
    query = ascending ? query.gte('scheduled_start', start) : query.lte('scheduled_start', start);
    query = query.or(keyset(page.after, filters.newestFirst));
  }
  const answer = await query
    .order('scheduled_start', { ascending })
    .order('appointment_id', { ascending })
    .limit(page.limit)
    .abortSignal(signal);
  return z.parse(z.array(visitSchema), unwrap(answer));
}

/** Beside the lists of the calendar, not among them: these have pages, and a move must not be written into them. */
const tableKey = [...appointmentKeys.all, 'table'] as const;

const clinicianSchema = z.object({ clinician_id: z.string(), display_name: z.string(), active: z.boolean() });
export type ListedClinician = z.infer<typeof clinicianSchema>;

export const listQueries = {
  rows: (scope: Scope, filters: ListFilters) =>
    infiniteQueryOptions({
      queryKey: [...tableKey, 'rows', scope, filters],
      queryFn: ({ pageParam, signal }) => fetchPage(scope, filters, pageParam, signal),
      initialPageParam: initialPage,
      getNextPageParam: (page, _pages, param) => nextPage(page, param),
      staleTime: 30_000,
      placeholderData: keepPreviousData,
    }),
  /** How many there are; measured at 10 ms for 10,000 visits. */
  count: (scope: Scope, filters: ListFilters) =>
    queryOptions({
      queryKey: [...tableKey, 'count', scope, { ...filters, newestFirst: false }],
      queryFn: async ({ signal }) => {
        const answer = await matching(
          'appointment_id, patient:profiles!appointments_patient_id_fkey(profile_id)',
          scope,
          filters,
          'exact',
        ).abortSignal(signal);
        if (answer.error) unwrap(answer);
        return answer.count;
      },
      staleTime: 30_000,
      placeholderData: keepPreviousData,
    }),
  /** Names for the rows: also of those who no longer work here, whose visits remain. */
  clinicians: (practiceId: string) =>
    queryOptions({
      queryKey: ['practice', 'clinicians', 'everybody', practiceId],
      queryFn: async ({ signal }) => {
        const answer = await supabase()
          .from('clinicians')
          .select('clinician_id, display_name, active')
          .eq('practice_id', practiceId)
          .order('display_name')
          .abortSignal(signal);
        return z.parse(z.array(clinicianSchema), unwrap(answer));
      },
      staleTime: 5 * 60_000,
    }),
};
