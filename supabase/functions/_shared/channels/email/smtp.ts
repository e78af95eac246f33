/**
 * E-mail over SMTP (RFC 5321) with nodemailer: one connection a message, as functions keep nothing between calls. An
 * invitation is a part of the alternatives with its method (RFC 6047 §2.4) and a file as well, which is what Apple Mail,
 * Gmail and Outlook need to offer an answer.
 *
 * SMTP knows no idempotency. The Message-ID is made from the key, so that a second copy after a lost answer is one that
 * mail programs and most servers recognise as the same message.
 */
import { createTransport } from 'nodemailer';
import type { EmailMessage, NotificationChannel, SendResult } from '../port.ts';
import { isMailbox, senderOf } from './address.ts';
import { seriesFile } from './calendar-parts.ts';
import { smtpFailure } from './smtp-failure.ts';

export interface SmtpOptions {
  /**
   * smtps://user:password@host:465 or smtp://user:password@host:2587; what is special in user and password is
   * percent-encoded. smtp:// changes to TLS before anything is said, except on this machine; `?tls=optional` allows a
   * server that has none.
   */
  url: string;
  /** `Practice <mail@example.org>`. */
  from: string;
  /** What stands after the @ of a Message-ID. */
  messageIdHost: string;
  /** For connecting, for the greeting, for each step and twice for the whole; in milliseconds. */
  timeoutMs?: number;
}

const here = ['127.0.0.1', 'localhost', '[::1]'];

function transportOf({ url, timeoutMs = 15_000 }: SmtpOptions) {
  const { protocol, hostname, port, username, password, searchParams } = new URL(url);
  const secure = protocol === 'smtps:';
  return createTransport({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || (secure ? 465 : 587)),
    secure,
    requireTLS: !secure && !here.includes(hostname) && searchParams.get('tls') !== 'optional',
    ...(username && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    // Not the name of whatever machine a function runs on.
    name: 'careslot',
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

/** `reminder:1f…` → `<reminder.1f…@host>`: the same at every try. */
const messageId = (key: string, host: string) => `<${key.replace(/[^A-Za-z0-9-]/g, '.')}@${host}>`;

/** Throws at once when `from` is no address; `url` must be one of smtp: or smtps:. */
export function createSmtpEmail(options: SmtpOptions): NotificationChannel<EmailMessage> {
  const { messageIdHost, timeoutMs = 15_000 } = options;
  const from = senderOf(options.from);
  if (!from) throw new Error('The sender is not an e-mail address.');

  return {
    async send({ key, to, subject, text, html, calendar, series }): Promise<SendResult> {
      if (!isMailbox(to)) return { outcome: 'refused', reason: 'bad_address', detail: 'This is no e-mail address.' };
      const transport = transportOf(options);
      try {
        await transport.sendMail({
          from,
          to: { name: '', address: to },
          subject: subject.replace(/\p{C}+/gu, ' '),
          text,
          html,
          messageId: messageId(key, messageIdHost),
          // Nobody's out-of-office note is wanted (RFC 3834 §5).
          headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'OOF, AutoReply' },
          ...(calendar && { icalEvent: { ...calendar, filename: 'invite.ics' } }),
          ...(series && {
            attachments: [{ filename: seriesFile.name, content: series, contentType: seriesFile.type }],
          }),
          signal: AbortSignal.timeout(timeoutMs * 2),
        });
        return { outcome: 'sent', provider: 'smtp', providerId: messageId(key, messageIdHost) };
      } catch (error) {
        const failure = smtpFailure(error);
        if (failure instanceof Error) throw failure;
        return failure;
      } finally {
        transport.close();
      }
    },
  };
}

/** True for an address of a mail server that `createSmtpEmail` takes. */
export function isSmtpUrl(text: string): boolean {
  return URL.canParse(text) && /^smtps?:$/.test(new URL(text).protocol) && new URL(text).hostname !== '';
}
