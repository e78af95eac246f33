import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { unwrap } from '../../lib/errors.ts';
import { callFunction } from '../../lib/functions.ts';
import { supabase } from '../../lib/supabase.ts';
import { addDays, dayStart } from '../../lib/time.ts';
import type { LogFilters } from './location.ts';
import {
  attentionSchema,
  calendarsSchema,
  conflictColumns,
  conflictSchema,
  connectionColumns,
  connectionSchema,
  healthRowSchema,
  jobColumns,
  jobSchema,
  logColumns,
  logEntrySchema,
} from './schema.ts';

export const syncKeys = {
  all: ['sync'] as const,
  connections: ['sync', 'connections'] as const,
};

const logPage = 50;
/** Work goes on by itself: a page that is looked at looks again. */
const pollMs = 30_000;

/** Row-level security picks the rows: everybody sees their own connections and what belongs to them. */
export const syncQueries = {
  connections: () =>
    queryOptions({
      queryKey: syncKeys.connections,
      queryFn: async ({ signal }) => {
        const answer = await supabase()
          .from('calendar_sync_connections')
          .select(connectionColumns)
          .order('is_primary', { ascending: false })
          .order('created_at')
          .abortSignal(signal);
        return z.parse(z.array(connectionSchema), unwrap(answer));
      },
      staleTime: 10_000,
      refetchInterval: pollMs,
    }),
  /** Those that wait for their owner. */
  attention: () =>
    queryOptions({
      queryKey: [...syncKeys.all, 'attention'],
      queryFn: async ({ signal }) => {
        const answer = await supabase()
          .from('calendar_sync_connections')
          .select('connection_id, provider, account_email, state')
          .eq('sync_enabled', true)
          .in('state', ['needs_reauth', 'paused'])
          .order('created_at')
          .abortSignal(signal);
        return z.parse(z.array(attentionSchema), unwrap(answer));
      },
      staleTime: 60_000,
      refetchInterval: 5 * 60_000,
    }),
  /** What is still to be done, and what was given up. */
  jobs: () =>
    queryOptions({
      queryKey: [...syncKeys.all, 'jobs'],
      queryFn: async ({ signal }) => {
        const answer = await supabase()
          .from('sync_jobs')
          .select(jobColumns)
          .neq('status', 'done')
          .not('connection_id', 'is', null)
          .order('run_after')
          .limit(500)
          .abortSignal(signal);
        return z.parse(z.array(jobSchema), unwrap(answer));
      },
      staleTime: 5_000,
      refetchInterval: pollMs,
    }),
  conflicts: () =>
    queryOptions({
      queryKey: [...syncKeys.all, 'conflicts'],
      queryFn: async ({ signal }) => {
        const answer = await supabase()
          .from('sync_conflicts')
          .select(conflictColumns)
          .eq('status', 'open')
          .order('created_at')
          .abortSignal(signal);
        return z.parse(z.array(conflictSchema), unwrap(answer));
      },
      staleTime: 10_000,
      refetchInterval: pollMs,
    }),
  health: () =>
    queryOptions({
      queryKey: [...syncKeys.all, 'health'],
      queryFn: async ({ signal }) => {
        const answer = await supabase().rpc('sync_health').abortSignal(signal);
        return z.parse(z.array(healthRowSchema), unwrap(answer));
      },
      staleTime: 60_000,
    }),
  /** The latest first, page by page. */
  log: (filters: LogFilters, zone: string) =>
    infiniteQueryOptions({
      queryKey: [...syncKeys.all, 'log', filters, zone],
      initialPageParam: undefined as number | undefined,
      queryFn: async ({ signal, pageParam }) => {
        let question = supabase().from('calendar_sync_log').select(logColumns);
        if (filters.connection) question = question.eq('connection_id', filters.connection);
        if (filters.direction) question = question.eq('sync_direction', filters.direction);
        if (filters.action) question = question.eq('action', filters.action);
        if (filters.result === 'failed') question = question.eq('status', 'failed');
        if (filters.result === 'done') question = question.neq('status', 'failed');
        if (filters.from) question = question.gte('synced_at', dayStart(filters.from, zone));
        if (filters.to) question = question.lt('synced_at', dayStart(addDays(filters.to, 1), zone));
        if (pageParam !== undefined) question = question.lt('log_id', pageParam);
        const answer = await question.order('log_id', { ascending: false }).limit(logPage).abortSignal(signal);
        return z.parse(z.array(logEntrySchema), unwrap(answer));
      },
      getNextPageParam: (page) => (page.length < logPage ? undefined : page.at(-1)?.log_id),
      staleTime: 10_000,
      placeholderData: keepPreviousData,
    }),
  /** The calendars of the account behind a connection, as its provider lists them. */
  calendars: (connectionId: string) =>
    queryOptions({
      queryKey: [...syncKeys.all, 'calendars', connectionId],
      queryFn: async ({ signal }) =>
        z.parse(
          calendarsSchema,
          await callFunction(`calendar-connect/${connectionId}/calendars`, { method: 'GET', signal }),
        ).calendars,
      staleTime: 30_000,
    }),
};
