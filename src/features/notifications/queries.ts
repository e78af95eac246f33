import { queryOptions } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { unwrap } from '../../lib/errors.ts';
import { callFunction } from '../../lib/functions.ts';
import { supabase } from '../../lib/supabase.ts';
import { blockSchema, browserSchema, configSchema, noticeRowSchema } from './schema.ts';

/** The newest that are shown; the rest is forgotten after 90 days (NT16). */
export const latestCount = 20;
/** More than these are "99+": nobody counts further. */
const countedMost = 100;

const noticeColumns = `notification_id, kind, appointment_id, conversation_id, payload, read_at, created_at,
  appointment:appointments(scheduled_start)`;

export const noticeKeys = {
  all: ['notifications'] as const,
  latest: ['notifications', 'latest'] as const,
  unread: ['notifications', 'unread'] as const,
  browsers: ['push', 'browsers'] as const,
  blocks: ['notification-blocks'] as const,
};

export const noticeQueries = {
  /** How many are unread, at most 100. Row-level security gives one's own only. */
  unread: () =>
    queryOptions({
      queryKey: noticeKeys.unread,
      queryFn: async ({ signal }): Promise<number> => {
        const rows = await supabase()
          .from('notifications')
          .select('notification_id')
          .is('read_at', null)
          .limit(countedMost)
          .abortSignal(signal);
        return unwrap(rows).length;
      },
      staleTime: 30_000,
    }),
  /** The newest first. */
  latest: () =>
    queryOptions({
      queryKey: noticeKeys.latest,
      queryFn: async ({ signal }) => {
        const rows = await supabase()
          .from('notifications')
          .select(noticeColumns)
          .order('created_at', { ascending: false })
          .order('notification_id')
          .limit(latestCount)
          .abortSignal(signal);
        return z.parse(z.array(noticeRowSchema), unwrap(rows));
      },
    }),
  /** The browsers that get push messages. Their endpoints are secrets, which nobody reads back. */
  browsers: () =>
    queryOptions({
      queryKey: noticeKeys.browsers,
      queryFn: async ({ signal }) => {
        const rows = await supabase()
          .from('push_subscriptions')
          .select('subscription_id, user_agent, created_at')
          .order('created_at')
          .abortSignal(signal);
        return z.parse(z.array(browserSchema), unwrap(rows));
      },
    }),
  /** One's own addresses that get nothing, and why (NT8). */
  blocks: () =>
    queryOptions({
      queryKey: noticeKeys.blocks,
      queryFn: async ({ signal }) => {
        const rows = await supabase()
          .from('notification_blocks')
          .select('delivery_method, address, reason')
          .order('delivery_method')
          .abortSignal(signal);
        return z.parse(z.array(blockSchema), unwrap(rows));
      },
    }),
  /** The key a browser subscribes with (RFC 8292), base64url; null where push is not set up. */
  pushKey: () =>
    queryOptions({
      queryKey: ['push', 'key'],
      queryFn: async ({ signal }) =>
        z.parse(configSchema, await callFunction('notifications/config', { method: 'GET', signal })).vapid_public_key,
      staleTime: 60 * 60_000,
    }),
};
