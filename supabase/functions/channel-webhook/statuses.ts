/** The words of the providers for what became of a message, in ours (record_delivery_status). */
import { z } from 'zod';
import { isMailbox } from '../_shared/core/icalendar/calendar-file.ts';

export type DeliveryStatus =
  | 'queued'
  | 'sent'
  | 'delivered'
  | 'opened'
  | 'undelivered'
  | 'bounced'
  | 'complained'
  | 'failed';

const ofTwilio = new Map<string, DeliveryStatus>(
  Object.entries({
    accepted: 'queued',
    scheduled: 'queued',
    queued: 'queued',
    sending: 'queued',
    sent: 'sent',
    delivered: 'delivered',
    read: 'opened',
    partially_delivered: 'sent',
    undelivered: 'undelivered',
    failed: 'failed',
    canceled: 'failed',
  }),
);

/** Null for a status that says nothing to us (https://www.twilio.com/docs/messaging/api/message-resource#message-status-values). */
export const twilioStatus = (status: string): DeliveryStatus | null => ofTwilio.get(status) ?? null;

const ofResend = new Map<string, DeliveryStatus>(
  Object.entries({
    'email.sent': 'sent',
    'email.delivered': 'delivered',
    'email.opened': 'opened',
    'email.complained': 'complained',
    'email.failed': 'failed',
    'email.suppressed': 'failed',
  }),
);

const resendEvent = z.object({
  type: z.string(),
  data: z.object({
    email_id: z.string().min(1).max(300),
    to: z.array(z.string()).optional().catch(undefined),
    bounce: z.object({ type: z.string() }).optional(),
  }),
});

export type ResendReport = {
  provider_message_id: string;
  status: DeliveryStatus;
  /** Where it was sent, which need not be the reader's address any more; null when the event does not name one. */
  address: string | null;
};

/** Null for an event that says nothing to us. Only a permanent bounce means that the mailbox does not exist. */
export function resendStatus(body: string): ResendReport | null {
  const parsed = resendEvent.safeParse(parsedJson(body));
  if (!parsed.success) return null;
  const { type, data } = parsed.data;
  const bounced = data.bounce?.type === 'Permanent' ? 'bounced' : 'undelivered';
  const status = type === 'email.bounced' ? bounced : ofResend.get(type);
  const [to, ...others] = data.to ?? [];
  const address = to !== undefined && others.length === 0 && isMailbox(to) ? to : null;
  return status ? { provider_message_id: data.email_id, status, address } : null;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
