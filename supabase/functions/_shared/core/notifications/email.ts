/** A message as mail: a subject of one line, plain text, and HTML that says the same. */
import { emailHtml } from './email-html.ts';
import { emailText } from './email-text.ts';
import type { Links } from './links.ts';
import { messageFor } from './message.ts';
import type { Notice } from './notice.ts';
import { shortened } from './outside-text.ts';

export type EmailText = { subject: string; text: string; html: string };

/** A line of a header may have 998 characters (RFC 5322 §2.1.1); a mailbox shows about 60. */
const longestSubject = 150;

/** Pure: the same notice, links and instant give the same mail. Nothing in it says why somebody comes. */
export function emailFor(notice: Notice, links: Links, now: Date): EmailText {
  const message = messageFor(notice, links, now);
  const { title, when, practice } = message;
  const subject = when ? `${title}: ${when.short} · ${practice}` : `${title} · ${practice}`;
  return {
    subject: shortened(subject, longestSubject),
    text: emailText(message, links),
    html: emailHtml(message, links),
  };
}
