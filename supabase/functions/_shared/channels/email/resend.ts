/**
 * E-mail through Resend's API (https://resend.com/docs/api-reference/emails/send-email). It knows the key for 24 hours:
 * the same message sent again is the same message. It takes a calendar as an attachment only; whoever wants the buttons
 * of an invitation in every mail program uses SMTP.
 */
import { z } from 'zod';
import { base64 } from '../../crypto/base64.ts';
import { AuthorizationExpired, RateLimited, UnexpectedResponse, Unreachable } from '../../http/outside.ts';
import { type Answer, ask, type Fetch, troubleOf } from '../ask.ts';
import type { EmailMessage, NotificationChannel, SendResult } from '../port.ts';
import { isMailbox } from './address.ts';
import { calendarType, seriesFile } from './calendar-parts.ts';

export interface ResendOptions {
  fetch: Fetch;
  /** https://api.resend.com or a stand-in; without a slash at its end. */
  apiUrl: string;
  apiKey: string;
  /** `Practice <mail@example.org>`; its domain is verified at Resend. */
  from: string;
  timeoutMs?: number;
}

const service = 'Resend';
const accepted = z.object({ id: z.string() });
const refusal = z.object({ name: z.string().catch(''), message: z.string().catch('') });

function bodyOf(from: string, { key, to, subject, text, html, calendar, series }: EmailMessage) {
  const file = (filename: string, content_type: string, content: string) => ({
    filename,
    content: base64(new TextEncoder().encode(content)),
    content_type,
  });
  const attachments = [
    ...(calendar ? [file('invite.ics', calendarType(calendar.method), calendar.content)] : []),
    ...(series ? [file(seriesFile.name, seriesFile.type, series)] : []),
  ];
  return JSON.stringify({
    from,
    to: [to],
    subject: subject.replace(/\p{C}+/gu, ' '),
    text,
    html,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'OOF, AutoReply' },
    // Comes back with every webhook; letters, digits, _ and - only.
    tags: [{ name: 'key', value: key.replace(/[^A-Za-z0-9_-]/g, '_') }],
    ...(attachments.length > 0 && { attachments }),
  });
}

export function createResendEmail(options: ResendOptions): NotificationChannel<EmailMessage> {
  const { fetch, apiUrl, apiKey, from, timeoutMs } = options;
  return {
    async send(message): Promise<SendResult> {
      if (!isMailbox(message.to)) return badAddress('This is no e-mail address.');
      const answer = await ask({ fetch, service, timeoutMs }, `${apiUrl}/emails`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${apiKey}`,
          'content-type': 'application/json',
          'idempotency-key': message.key,
        },
        body: bodyOf(from, message),
      });
      return resultOf(answer);
    },
  };
}

const badAddress = (detail: string): SendResult => ({ outcome: 'refused', reason: 'bad_address', detail });

function resultOf(answer: Answer): SendResult {
  const { status, body, retryAfter } = answer;
  if (status >= 200 && status < 300) {
    const { data } = accepted.safeParse(body);
    if (!data) throw new UnexpectedResponse('Resend took a message without giving it an id.', status);
    return { outcome: 'sent', provider: 'resend', providerId: data.id };
  }
  const { name, message } = refusal.safeParse(body).data ?? { name: '', message: '' };
  switch (name) {
    case 'invalid_idempotent_request':
      // The key was used with other words ("tomorrow" became "today"): what it stands for has been sent.
      return { outcome: 'sent', provider: 'resend', providerId: null };
    case 'concurrent_idempotent_requests':
      throw new Unreachable('Resend is still busy with an earlier try.');
    case 'missing_api_key':
    case 'restricted_api_key':
    case 'invalid_api_key':
      throw new AuthorizationExpired(`Resend answered ${status} (${name}).`);
    case 'daily_quota_exceeded':
    case 'monthly_quota_exceeded':
      throw new RateLimited(`Resend answered ${status} (${name}).`, retryAfter);
    default:
  }
  // "Invalid `to` field. …": only the address is at fault; anything else of 422 is ours or the operator's.
  if (status === 422 && /`to`/.test(message)) return badAddress(`Resend answered 422 (${name}).`);
  throw troubleOf(service, answer, name || null);
}
