import { withCommas } from '../../lib/words.ts';
import type { Conversation, SystemPayload } from './schema.ts';

/**
 * What a thread says by itself, as the key of a text and the words that fill it. Pure: the moments come from `when`,
 * which knows the reader's language and clock.
 */
type Card = 'offered' | 'asked' | 'suggested';
type SystemKey = 'accepted' | 'declined' | 'withdrawn' | 'expired' | 'visitCancelled' | 'visitMoved';
type SayingKey = `system.${SystemKey}` | `preview.${Card | `my.${Card}` | 'none'}`;
export type Saying = { key: SayingKey; words: Record<string, string | number> } | { text: string };
export type When = (start: string, end: string | undefined) => string;

/** With whom the reader talks. Empty for a patient without a name. */
export function withWhom(conversation: Conversation): string {
  if (conversation.viewer_side === 'practice') return conversation.patient_name;
  return clinicianNames(conversation) ?? conversation.practice_name;
}

/** Who of the practice takes part; undefined in a thread with its front desk. */
export const clinicianNames = ({ clinicians }: Conversation): string | undefined =>
  clinicians.length > 0 ? withCommas(...clinicians.map((one) => one.display_name)) : undefined;

/** An event that this app does not know, or that came without its times, is told by the database's own sentence. */
export function systemSaying({ event, start, end, from }: SystemPayload, body: string, when: When): Saying {
  const moment = start ? { when: when(start, end) } : undefined;
  switch (event) {
    case 'offer_accepted':
      return moment ? { key: 'system.accepted', words: moment } : { text: body };
    case 'offer_declined':
      return { key: 'system.declined', words: {} };
    case 'offer_cancelled':
      return { key: 'system.withdrawn', words: {} };
    case 'offer_expired':
      return { key: 'system.expired', words: {} };
    case 'visit_cancelled':
      return moment ? { key: 'system.visitCancelled', words: moment } : { text: body };
    case 'visit_moved':
      return moment && from
        ? { key: 'system.visitMoved', words: { ...moment, from: when(from, undefined) } }
        : { text: body };
    default:
      return { text: body };
  }
}

/** One line about the last message; `lead` says who wrote it where that is not the other side. */
export type Preview = { lead?: 'you' | 'practice'; saying: Saying };

export function previewOf(conversation: Conversation, when: When): Preview {
  const last = conversation.last_message;
  if (!last) return { saying: { key: 'preview.none', words: {} } };
  if (last.kind === 'system') return { saying: systemSaying(last.payload, last.body, when) };
  if (last.kind === 'offer') {
    const kind = cards[last.offer?.slot_type ?? 'request'];
    const words = kind === 'offered' ? { count: last.offer?.options ?? 0 } : {};
    return { saying: { key: last.mine ? `preview.my.${kind}` : `preview.${kind}`, words } };
  }
  const saying = { text: last.body.replaceAll(/\s+/g, ' ').trim() };
  if (last.mine) return { lead: 'you', saying };
  // Somebody of one's own practice: not to be taken for the patient.
  const colleague = conversation.viewer_side === 'practice' && last.sender_side === 'practice';
  return colleague ? { lead: 'practice', saying } : { saying };
}

const cards = { offer: 'offered', request: 'asked', counter_offer: 'suggested' } as const satisfies Record<
  string,
  Card
>;
