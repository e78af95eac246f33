import { mutationOptions, type QueryClient } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { appointmentKeys } from '../../lib/appointments/queries.ts';
import { AppError, type TimeRange, unwrap } from '../../lib/errors.ts';
import { callFunction } from '../../lib/functions.ts';
import { supabase } from '../../lib/supabase.ts';
import { syncKeys } from './queries.ts';
import {
  type Connection,
  connectedSchema,
  type RemoteCalendar,
  type Resolution,
  startedSchema,
  syncedAnswerSchema,
} from './schema.ts';

const refresh = (client: QueryClient) => () => client.invalidateQueries({ queryKey: syncKeys.all });
/** What is busy outside decides what is free here, and a decision may move or cancel a visit. */
const refreshTimes = (client: QueryClient) => () =>
  Promise.all([
    client.invalidateQueries({ queryKey: syncKeys.all }),
    client.invalidateQueries({ queryKey: appointmentKeys.all }),
    client.invalidateQueries({ queryKey: ['slots'] }),
    client.invalidateQueries({ queryKey: ['calendar'] }),
  ]);

export type Settings = Pick<
  Connection,
  | 'calendar_name'
  | 'sync_enabled'
  | 'sync_direction'
  | 'sync_interval_minutes'
  | 'on_external_delete'
  | 'all_day_events'
  | 'tentative_events'
>;

async function patch(connectionId: string, change: Partial<Settings> & { is_primary?: boolean }): Promise<void> {
  const answer = await supabase()
    .from('calendar_sync_connections')
    .update(change)
    .eq('connection_id', connectionId)
    .select('connection_id');
  if (unwrap(answer).length === 0) throw new AppError('not_found');
}

export type MainSwitch =
  | { outcome: 'switched' }
  /** It stays with the former one. */
  | { outcome: 'kept'; error: unknown }
  /** Neither could be made the main one: appointments go nowhere until somebody chooses. */
  | { outcome: 'none'; error: unknown };

/** There is one main calendar at most: the former one steps back first, and comes back when the new one is refused. */
async function switchMain({ to, from }: { to: string; from: string | undefined }): Promise<MainSwitch> {
  if (from) await patch(from, { is_primary: false });
  try {
    await patch(to, { is_primary: true });
    return { outcome: 'switched' };
  } catch (error) {
    if (!from) return { outcome: 'none', error };
    try {
      await patch(from, { is_primary: true });
      return { outcome: 'kept', error };
    } catch {
      return { outcome: 'none', error };
    }
  }
}

export type OAuthProvider = 'google' | 'microsoft';
export type CalDavAccount = { serverUrl: string; username: string; password: string };

export const connectMutations = {
  /** Answers where the person signs in; they come back to the page that asked. */
  start: () =>
    mutationOptions({
      mutationKey: [...syncKeys.all, 'start'],
      mutationFn: async ({ provider, returnTo }: { provider: OAuthProvider; returnTo: string }) => {
        const answer = await callFunction(`calendar-connect/${provider}/start`, {
          method: 'POST',
          body: { return_to: returnTo },
        });
        const { authorization_url: url } = z.parse(startedSchema, answer);
        if (!/^https?:\/\//i.test(url)) throw new AppError('unexpected', { message: 'not a web address' });
        return url;
      },
    }),
  /** Connects the account's main calendar, and answers which others it has. Without a server it is iCloud. */
  caldav: (client: QueryClient) =>
    mutationOptions({
      mutationKey: [...syncKeys.all, 'caldav'],
      mutationFn: async ({ serverUrl, username, password }: CalDavAccount) => {
        const answer = await callFunction('calendar-connect/caldav', {
          method: 'POST',
          body: { ...(serverUrl ? { server_url: serverUrl } : {}), username, password },
        });
        return z.parse(connectedSchema, answer);
      },
      // The password is in the variables: it is not kept longer than needed.
      gcTime: 0,
      onSuccess: refresh(client),
    }),
  addCalendar: (client: QueryClient) =>
    mutationOptions({
      mutationKey: [...syncKeys.all, 'add-calendar'],
      mutationFn: async ({ connectionId, calendar }: { connectionId: string; calendar: RemoteCalendar }) => {
        const answer = await supabase().rpc('add_calendar', {
          connection_id: connectionId,
          calendar_id: calendar.id,
          calendar_name: calendar.name ?? '',
          can_write: calendar.can_write,
        });
        unwrap(answer);
      },
      onSettled: refresh(client),
    }),
  disconnect: (client: QueryClient) =>
    mutationOptions({
      mutationKey: [...syncKeys.all, 'disconnect'],
      mutationFn: async ({ connectionId, removeEvents }: { connectionId: string; removeEvents: boolean }) => {
        await callFunction(`calendar-connect/${connectionId}`, {
          method: 'DELETE',
          body: { remove_events: removeEvents },
          patienceMs: 60_000,
        });
      },
      onSuccess: refreshTimes(client),
    }),
};

export const syncMutations = {
  saveSettings: (client: QueryClient) =>
    mutationOptions({
      mutationKey: [...syncKeys.all, 'settings'],
      mutationFn: ({ connectionId, change }: { connectionId: string; change: Partial<Settings> }) =>
        patch(connectionId, change),
      onSettled: refresh(client),
    }),
  switchMain: (client: QueryClient) =>
    mutationOptions({
      mutationKey: [...syncKeys.all, 'switch-main'],
      mutationFn: switchMain,
      onSettled: refresh(client),
    }),
  resume: (client: QueryClient) =>
    mutationOptions({
      mutationKey: [...syncKeys.all, 'resume'],
      mutationFn: async (connectionId: string) => {
        unwrap(await supabase().rpc('resume_connection', { connection_id: connectionId }));
      },
      onSettled: refresh(client),
    }),
  /** Has it done while the person waits; the answer tells what became of it. */
  syncNow: (client: QueryClient) =>
    mutationOptions({
      mutationKey: [...syncKeys.all, 'now'],
      mutationFn: async (connectionId: string) => {
        const answer = await callFunction('calendar-sync', {
          method: 'POST',
          body: { connection_id: connectionId },
          patienceMs: 120_000,
        });
        const { connections } = z.parse(syncedAnswerSchema, answer);
        return connections.find((one) => one.connection_id === connectionId);
      },
      onSettled: refreshTimes(client),
    }),
  retry: (client: QueryClient) =>
    mutationOptions({
      mutationKey: [...syncKeys.all, 'retry'],
      mutationFn: async (jobIds: readonly string[]) => {
        for (const jobId of jobIds) unwrap(await supabase().rpc('retry_sync_job', { job_id: jobId }));
      },
      onSettled: refresh(client),
    }),
  /** 'closed': somebody decided, or the visit changed in the meantime, and there is nothing left to decide. */
  resolve: (client: QueryClient) =>
    mutationOptions({
      mutationKey: [...syncKeys.all, 'resolve'],
      mutationFn: async (choice: { conflictId: string; resolution: Resolution; slot?: TimeRange }) => {
        const answer = await supabase().rpc('resolve_sync_conflict', {
          conflict_id: choice.conflictId,
          resolution: choice.resolution,
          ...(choice.slot ? { slot_start: choice.slot.start, slot_end: choice.slot.end } : {}),
        });
        if (answer.error?.code === 'conflict_closed') return 'closed';
        unwrap(answer);
        return 'resolved';
      },
      onSettled: refreshTimes(client),
    }),
};
