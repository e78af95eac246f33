/** A message as a text message: practice, what, when, and how to answer. */
import { smsSize, toGsm7 } from './gsm-7.ts';
import type { Links } from './links.ts';
import { type Message, messageFor } from './message.ts';
import type { Notice } from './notice.ts';
import { shortened } from './outside-text.ts';

/** Two segments joined hold 306; what is left out above this is the least needed. */
const longest = 320;
const longestName = 40;

/**
 * Characters of the GSM 7-bit alphabet, unless the practice's name is in a script that it lacks. Business words are
 * single letters: carriers take CANCEL, STOP, END, YES and others as leaving the list. How to leave is said in every
 * message, because nobody knows which one is the first that a reader gets.
 */
export function smsFor(notice: Notice, links: Links, now: Date): string {
  const message = messageFor(notice, links, now);
  const { title, when, practice } = message;
  const start = `${shortened(practice, longestName)}: ${title}`;
  const stop = notice.side === 'patient' ? message.words.sms.stop : '';
  const rest = restOf(message, notice, links);
  const variants = [
    [when?.both, rest, stop],
    [when?.both, rest, ''],
    [when?.short, rest, ''],
  ].map(([time, ...others]) => toGsm7([`${start}${time ? ` - ${time}` : ''}.`, ...others].filter(Boolean).join(' ')));
  return variants.find((text) => smsSize(text).length <= longest) ?? variants.at(-1) ?? '';
}

function restOf({ words, answers, actions, phone }: Message, { kind, side }: Notice, links: Links): string {
  if (side !== 'patient') return actions[0]?.href ?? links.visit;
  const join = kind === 'reminder' && actions.some(({ name }) => name === 'join') ? links.join : undefined;
  const video = join ? words.sms.join(join) : '';
  if (answers === 'all') return [words.sms.confirmCancelReschedule, video].filter(Boolean).join(' ');
  if (answers === 'confirm') return [words.sms.confirm, words.callToChange(phone), video].filter(Boolean).join(' ');
  return [video, actions[0]?.name === 'join' ? '' : (actions[0]?.href ?? links.visit)].filter(Boolean).join(' ');
}
