import * as z from 'zod/mini';

/** What `visit_messages` says of one message about a visit (NT9), turned into the one thing to say about it. */
export const visitMessageSchema = z.object({
  message_id: z.string(),
  kind: z.string(),
  delivery_method: z.enum(['email', 'sms', 'push', 'in_app']),
  to_patient: z.boolean(),
  status: z.enum(['pending', 'sending', 'sent', 'failed', 'cancelled', 'skipped']),
  due_at: z.iso.datetime({ offset: true }),
  sent_at: z.nullable(z.iso.datetime({ offset: true })),
  reason: z.nullable(z.string()),
  delivery_status: z.nullable(z.string()),
  delivery_status_at: z.nullable(z.iso.datetime({ offset: true })),
});
export type VisitMessage = z.infer<typeof visitMessageSchema>;

export const messageReasons = [
  'not_confirmed',
  'moved',
  'handed_over',
  'past',
  'too_late',
  'opted_out',
  'no_address',
  'bounced',
  'complained',
  'quiet_hours',
  'superseded',
  'seen',
  'answered',
  'mended',
  'channel_off',
  'provider_unreachable',
  'rate_limited',
  'credentials_refused',
  'bad_address',
  'rejected',
  'provider_refused',
  'unexpected',
  'unreadable',
] as const;
export type MessageReason = (typeof messageReasons)[number];

export const messageKinds = [
  'reminder',
  'visit_requested',
  'visit_confirmed',
  'visit_moved',
  'visit_cancelled',
  'offer_received',
  'offer_accepted',
  'waitlist_offer',
  'calendar_conflict',
] as const;
/** Kinds that the app has no words for are simply a message. */
export const messageKind = (kind: string): (typeof messageKinds)[number] | 'other' =>
  messageKinds.find((known) => known === kind) ?? 'other';

function reasonOf(code: string | null): MessageReason {
  if (code?.startsWith('provider_refused_')) return 'provider_refused';
  return messageReasons.find((known) => known === code) ?? 'unexpected';
}

export type MessageState =
  | { state: 'sent' | 'delivered' | 'opened'; tone: 'good'; at: string }
  | { state: 'bounced' | 'undelivered' | 'complained'; tone: 'bad'; at: string }
  | { state: 'planned' | 'sending'; tone: 'quiet'; at: string }
  | { state: 'late'; tone: 'bad'; at: string }
  | { state: 'failed'; tone: 'bad'; at: string; reason: MessageReason }
  | { state: 'notSent'; tone: 'quiet'; at: string; reason: MessageReason };

/** The schedule looks every minute: what is due for longer than this is late. */
const lateMs = 10 * 60_000;

/** What became of a message, or will; `at` is the instant that belongs to it. */
export function messageState(message: VisitMessage, now: number): MessageState {
  const { status, due_at, sent_at, reason, delivery_status, delivery_status_at } = message;
  switch (status) {
    case 'pending':
      return now - Date.parse(due_at) > lateMs
        ? { state: 'late', tone: 'bad', at: due_at }
        : { state: 'planned', tone: 'quiet', at: due_at };
    case 'sending':
      return { state: 'sending', tone: 'quiet', at: due_at };
    case 'failed':
      return { state: 'failed', tone: 'bad', at: due_at, reason: reasonOf(reason) };
    case 'cancelled':
    case 'skipped':
      return { state: 'notSent', tone: 'quiet', at: due_at, reason: reasonOf(reason) };
    case 'sent': {
      const at = delivery_status_at ?? sent_at ?? due_at;
      switch (delivery_status) {
        case 'delivered':
        case 'opened':
          return { state: delivery_status, tone: 'good', at };
        case 'bounced':
        case 'complained':
          return { state: delivery_status, tone: 'bad', at };
        case 'undelivered':
        case 'failed':
          return { state: 'undelivered', tone: 'bad', at };
        default:
          return { state: 'sent', tone: 'good', at: sent_at ?? due_at };
      }
    }
  }
}
