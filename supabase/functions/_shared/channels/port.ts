/** One way to reach a person. Every channel sends one message to one address, once in effect for one key. */
import type { PushSubscription } from '../core/notifications/notice.ts';

export type EmailMessage = {
  /** The same at every try; becomes the Message-ID and the provider's idempotency key. */
  key: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  /** An iCalendar object with the method of its METHOD property (RFC 6047). */
  calendar?: { method: 'REQUEST' | 'CANCEL' | 'PUBLISH'; content: string };
  /** An iCalendar object with several entries (METHOD:PUBLISH), attached as a file. */
  series?: string;
};

export type SmsMessage = {
  key: string;
  /** E.164. */
  to: string;
  text: string;
  /** After so many seconds it makes no sense any more (1 to 36000). */
  validForSeconds: number;
};

export type PushMessage = {
  key: string;
  subscription: PushSubscription;
  title: string;
  body: string;
  /** Where a click leads; an address of the web app. */
  url: string;
  /** A later message with the same tag replaces this one on the device. */
  tag: string;
  ttlSeconds: number;
  urgent: boolean;
};

/**
 * `refused` is final for this address: `opted_out` (the person stopped it), `bad_address` (cannot exist),
 * `gone` (the browser's subscription has ended), `rejected` (the provider will not carry it). Everything that may pass
 * is thrown: Unreachable, RateLimited, AuthorizationExpired, UnexpectedResponse (../http/outside.ts).
 */
export type SendResult =
  | { outcome: 'sent'; provider: ProviderName; providerId: string | null }
  | { outcome: 'refused'; reason: 'opted_out' | 'bad_address' | 'gone' | 'rejected'; detail: string };

export type ProviderName = 'smtp' | 'resend' | 'twilio' | 'web_push';

export interface NotificationChannel<Message> {
  send(message: Message): Promise<SendResult>;
  /**
   * Whether an earlier try of the same message arrived after all. Channels whose provider knows the key leave it out:
   * sending again is harmless there.
   */
  findSent?(message: Message): Promise<SendResult | null>;
}

/** Null: the operator has not set this channel up. */
export type Channels = {
  email: NotificationChannel<EmailMessage> | null;
  sms: NotificationChannel<SmsMessage> | null;
  push: NotificationChannel<PushMessage> | null;
};
