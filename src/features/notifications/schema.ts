import * as z from 'zod/mini';
import type { Columns } from '../../lib/columns.ts';

/** Where a visit is now; null where it may not be seen any more. */
const visitSchema = z.nullable(z.object({ scheduled_start: z.string() }));

/** Payloads hold ids and instants only; which ones depends on the kind. What is not there is not said. */
const payloadSchema = z.catch(
  z.object({
    start: z.optional(z.string()),
    from: z.optional(z.string()),
    previous_status: z.optional(z.string()),
  }),
  {},
);

export const noticeRowSchema = z.extend(
  z.object({
    notification_id: z.string(),
    kind: z.string(),
    appointment_id: z.nullable(z.string()),
    conversation_id: z.nullable(z.string()),
    read_at: z.nullable(z.string()),
    created_at: z.string(),
  } satisfies Columns<'notifications'>),
  { payload: payloadSchema, appointment: visitSchema },
);
export type NoticeRow = z.infer<typeof noticeRowSchema>;

export const browserSchema = z.object({
  subscription_id: z.string(),
  user_agent: z.nullable(z.string()),
  created_at: z.string(),
} satisfies Columns<'push_subscriptions'>);
export type SubscribedBrowser = z.infer<typeof browserSchema>;

export const blockSchema = z.object({
  delivery_method: z.enum(['email', 'sms']),
  address: z.string(),
  reason: z.enum(['opted_out', 'bounced', 'complained']),
});

export const configSchema = z.object({ vapid_public_key: z.nullable(z.string()) });
