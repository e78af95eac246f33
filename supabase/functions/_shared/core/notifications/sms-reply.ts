/** What a patient who answered by text message is told (`receive_text_message`). Nobody's name, nothing about the visit but its time. */
import { toGsm7 } from './gsm-7.ts';
import { languageOf } from './language.ts';
import type { Links } from './links.ts';
import { messageFor } from './message.ts';
import type { Notice } from './notice.ts';
import { shortened } from './outside-text.ts';

/** STOP, START and HELP get no answer from us: the carrier gives its own. */
export type SmsReply =
  | 'confirmed'
  | 'cancelled'
  | 'too_late'
  | 'reschedule'
  /** Several visits, or several people with this number. */
  | 'ambiguous'
  | 'help'
  | 'failed'
  /** No coming visit that this number was written to about. */
  | 'unknown';

/**
 * Without a notice nobody is known: that answer is the same for every number, in both languages. `links` are those of the
 * notice. RangeError never; a reply that needs a notice and has none is answered like an unknown number.
 */
export function smsReply(reply: SmsReply, notice: Notice | null, links: Links | null, now: Date): string {
  if (reply === 'unknown' || !notice || !links) return unknown;
  const { practice, phone, when, answers } = messageFor(notice, links, now);
  const { replies } = languageOf(notice.recipient.locale).words;
  const time = when?.short ?? '';
  const text = {
    confirmed: () => replies.confirmed(time),
    cancelled: () => replies.cancelled(time),
    too_late: () => replies.tooLate(phone),
    reschedule: () => (links.reschedule ? replies.reschedule(time, links.reschedule) : replies.cannotReschedule(phone)),
    ambiguous: () => replies.ambiguous(links.visit),
    help: () => (answers === 'all' ? replies.help : replies.helpLate(phone)),
    failed: () => replies.failed(phone),
  }[reply]();
  return toGsm7(`${shortened(practice, 40)}: ${text}`);
}

const unknown = toGsm7(
  'We know of no appointment for this number. Please call your practice. / No hay ninguna cita para este número. Llame a su consulta.',
);
