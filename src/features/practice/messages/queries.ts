import { queryOptions } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { unwrap } from '../../../lib/errors.ts';
import { callFunction } from '../../../lib/functions.ts';
import { supabase } from '../../../lib/supabase.ts';
import {
  channelsSchema,
  messageFiguresSchema,
  type Preview,
  previewSchemas,
  reminderRuleSchema,
  type Sample,
} from './schema.ts';

export const sampleBody = ({ practiceId, kind, side, channel, locale }: Sample) => ({
  practice_id: practiceId,
  kind,
  side,
  channel,
  locale,
});

function toPreview(channel: Sample['channel'], answer: unknown): Preview {
  switch (channel) {
    case 'email':
      return { channel, ...z.parse(previewSchemas.email, answer) };
    case 'sms':
      return { channel, ...z.parse(previewSchemas.sms, answer) };
    case 'push':
      return { channel, ...z.parse(previewSchemas.push, answer) };
  }
}

export const reminderRuleKey = (practiceId: string) => ['practice', 'admin', 'reminder-rules', practiceId] as const;

export const messageQueries = {
  /** The practice's own reminders, the earliest before a visit first. */
  rules: (practiceId: string) =>
    queryOptions({
      queryKey: reminderRuleKey(practiceId),
      queryFn: async ({ signal }) => {
        const answer = await supabase()
          .from('practice_reminder_rules')
          .select('rule_id, minutes_before, delivery_method, audience, active')
          .eq('practice_id', practiceId)
          .order('minutes_before', { ascending: false })
          .order('delivery_method')
          .order('audience')
          .abortSignal(signal);
        return z.parse(z.array(reminderRuleSchema), unwrap(answer));
      },
      staleTime: 30_000,
    }),
  health: (practiceId: string) =>
    queryOptions({
      queryKey: ['practice', 'admin', 'message-health', practiceId],
      queryFn: async ({ signal }) => {
        const answer = await supabase().rpc('practice_message_health', { practice_id: practiceId }).abortSignal(signal);
        return z.parse(z.array(messageFiguresSchema), unwrap(answer));
      },
      staleTime: 15_000,
      refetchInterval: 60_000,
    }),
  /** Which channels the operator has set up: it changes with a deployment. */
  channels: () =>
    queryOptions({
      queryKey: ['notifications', 'channels'],
      queryFn: async ({ signal }) => {
        const answer = await callFunction('notifications/config', { method: 'GET', signal });
        return z.parse(channelsSchema, answer).channels;
      },
      staleTime: 300_000,
    }),
  preview: (sample: Sample) =>
    queryOptions({
      queryKey: ['practice', 'admin', 'message-preview', sample],
      queryFn: async ({ signal }) =>
        toPreview(
          sample.channel,
          await callFunction('notifications/preview', { method: 'POST', body: sampleBody(sample), signal }),
        ),
      // The words come with the software; the times in them are made up.
      staleTime: 300_000,
    }),
};
