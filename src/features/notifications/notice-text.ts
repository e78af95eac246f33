import type { NoticeKind } from '../../../supabase/functions/_shared/core/notifications/notice.ts';
import type { NoticeRow } from './schema.ts';

/** Kinds that have words of their own; anything the app does not know yet is "something new". */
const kinds = [
  'reminder',
  'visit_requested',
  'visit_confirmed',
  'visit_moved',
  'visit_cancelled',
  'message_received',
  'offer_received',
  'request_received',
  'counter_received',
  'offer_accepted',
  'offer_declined',
  'offer_countered',
  'offer_expired',
  'offer_cancelled',
  'waitlist_offer',
  'calendar_conflict',
  'calendar_needs_attention',
] as const satisfies readonly NoticeKind[];
type NoticeTextKey = (typeof kinds)[number] | 'request_cancelled' | 'other';

export type NoticeText = {
  key: NoticeTextKey;
  /** The instant it is about, and the one it was moved from. */
  at: string | undefined;
  from: string | undefined;
};

/** What a notice says. The time is that of the event; a reminder has none of its own and takes its visit's. */
export function noticeText({ kind, payload, appointment }: NoticeRow): NoticeText {
  const known = kinds.find((one) => one === kind) ?? 'other';
  const key = known === 'visit_cancelled' && payload.previous_status === 'requested' ? 'request_cancelled' : known;
  const at = payload.start ?? appointment?.scheduled_start;
  return { key, at, from: known === 'visit_moved' ? payload.from : undefined };
}

/** Where it leads, as links in messages do; undefined where there is nothing to open. */
export function noticeHref(notice: NoticeRow, isStaff: boolean): string | undefined {
  if (notice.kind.startsWith('calendar_')) return '/sync';
  if (notice.conversation_id) return `/messages?thread=${notice.conversation_id}`;
  if (notice.appointment_id) return `${isStaff ? '/calendar' : '/visits'}?visit=${notice.appointment_id}`;
  return undefined;
}
