/** One message, from what the database says about it to what became of it. Nothing is thrown: every failure is an outcome. */
import type { Channels, EmailMessage, NotificationChannel, PushMessage, SendResult } from '../channels/port.ts';
import { emailFor } from '../core/notifications/email.ts';
import type { Links } from '../core/notifications/links.ts';
import type { Notice } from '../core/notifications/notice.ts';
import { pushFor } from '../core/notifications/push.ts';
import { smsFor } from '../core/notifications/sms.ts';
import { writingTime } from '../core/notifications/writing-time.ts';
import { AuthorizationExpired, RateLimited, UnexpectedResponse, Unreachable } from '../http/outside.ts';

/** What settle_reminder and settle_notification are told. `error_message` is a code or a kind of failure, never contents. */
export type Settlement = {
  outcome: 'sent' | 'retry' | 'failed' | 'skipped';
  provider?: string;
  provider_message_id?: string | null;
  error_message?: string;
  retry_after_seconds?: number | null;
};

export type DeliverPorts = {
  channels: Channels;
  linksFor(notice: Notice, at: Date): Promise<Links>;
  /** The calendar files that go with this mail. */
  calendarFor(notice: Notice): Pick<EmailMessage, 'calendar' | 'series'>;
  /** The browser's push service says that this subscription has ended. */
  forgetSubscription(subscriptionId: string): Promise<void>;
  /** The carrier says that this number has replied STOP. */
  stopTexts(phone: string): Promise<void>;
  now(): Date;
};

/** A text message that comes later than this has been overtaken by the visit. */
const smsLongestSeconds = 4 * 3600;

export async function deliver(notice: Notice, ports: DeliverPorts): Promise<Settlement> {
  try {
    if (notice.channel === 'in_app') return { outcome: 'sent' };
    const links = await ports.linksFor(notice, writingTime(notice, ports.now()));
    if (notice.channel === 'email') return await mail(notice, links, ports);
    if (notice.channel === 'sms') return await text(notice, links, ports);
    return await push(notice, links, ports);
  } catch (error) {
    return failureOf(error);
  }
}

const off: Settlement = { outcome: 'skipped', error_message: 'channel_off' };
const nowhere: Settlement = { outcome: 'skipped', error_message: 'no_address' };

async function mail(notice: Notice, links: Links, { channels, calendarFor, now }: DeliverPorts): Promise<Settlement> {
  if (!channels.email) return off;
  if (!notice.recipient.email) return nowhere;
  const message = { ...emailFor(notice, links, writingTime(notice, now())), ...calendarFor(notice) };
  return settled(
    await once(channels.email, { key: notice.idempotency_key, to: notice.recipient.email, ...message }, notice),
  );
}

async function text(notice: Notice, links: Links, { channels, stopTexts, now }: DeliverPorts): Promise<Settlement> {
  if (!channels.sms) return off;
  if (!notice.recipient.phone) return nowhere;
  const message = {
    key: notice.idempotency_key,
    to: notice.recipient.phone,
    text: smsFor(notice, links, writingTime(notice, now())),
    validForSeconds: secondsUntilStart(notice, now()),
  };
  const result = await once(channels.sms, message, notice);
  if (result.outcome === 'refused' && result.reason === 'opted_out') await stopTexts(message.to);
  return settled(result);
}

async function push(
  notice: Notice,
  links: Links,
  { channels, forgetSubscription, now }: DeliverPorts,
): Promise<Settlement> {
  const channel = channels.push;
  if (!channel) return off;
  const message = { ...pushFor(notice, links, writingTime(notice, now())), key: notice.idempotency_key };
  const results = await Promise.allSettled(
    notice.recipient.push.map(async (subscription): Promise<SendResult> => {
      const result = await once<PushMessage>(channel, { ...message, subscription }, notice);
      if (result.outcome === 'refused' && result.reason === 'gone')
        await forgetSubscription(subscription.subscription_id);
      return result;
    }),
  );
  const answers = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const sent = answers.find(({ outcome }) => outcome === 'sent');
  // One device is enough: the same tag replaces nothing there twice, but a second try would ring on the others again.
  if (sent) return settled(sent);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) return failureOf(failed.reason);
  return answers.every((answer) => answer.outcome === 'refused' && answer.reason === 'gone')
    ? nowhere
    : settled(answers.find((answer) => answer.outcome === 'refused' && answer.reason !== 'gone') as SendResult);
}

/** Sends, unless an earlier try arrived although its answer was lost. */
async function once<Message>(
  channel: NotificationChannel<Message>,
  message: Message,
  { attempts }: Notice,
): Promise<SendResult> {
  const earlier = attempts > 0 ? await channel.findSent?.(message) : null;
  return earlier ?? channel.send(message);
}

function settled(result: SendResult): Settlement {
  if (result.outcome === 'sent') {
    return { outcome: 'sent', provider: result.provider, provider_message_id: result.providerId };
  }
  return { outcome: 'failed', error_message: result.reason };
}

function failureOf(error: unknown): Settlement {
  if (error instanceof RateLimited) {
    return { outcome: 'retry', error_message: 'rate_limited', retry_after_seconds: error.retryAfter };
  }
  if (error instanceof AuthorizationExpired) return { outcome: 'retry', error_message: 'credentials_refused' };
  if (error instanceof Unreachable) return { outcome: 'retry', error_message: 'provider_unreachable' };
  // An address that is at fault was an answer, not an error. Whatever else is wrong (a sender, a domain) the operator mends.
  const status = error instanceof UnexpectedResponse ? error.status : null;
  return { outcome: 'retry', error_message: status === null ? 'unexpected' : `provider_refused_${status}` };
}

const secondsUntilStart = ({ visit }: Notice, now: Date): number => {
  const left = visit ? Math.floor((Date.parse(visit.start) - now.getTime()) / 1000) : smsLongestSeconds;
  return Math.max(60, Math.min(left, smsLongestSeconds));
};
