/** What the operator says about messages, in environment variables with the real services as defaults. */
import { z } from 'zod';
import { namedKeys } from '../crypto/named-keys.ts';
import { senderOf } from './email/address.ts';
import { isSmtpUrl } from './email/smtp.ts';
import { toE164 } from './sms/phone-number.ts';
import { isPushHost } from './web-push/endpoint.ts';

const withoutSlash = (url: string) => url.replace(/\/+$/, '');
const address = (real: string) => z.url().default(real).transform(withoutSlash);
const text = z.string().min(1).optional();

const schema = z
  .object({
    PUBLIC_URL: z.url().transform(withoutSlash),
    /** {"2026": "<32 bytes in base64>"}: the first signs, all verify. */
    LINK_SIGNING_KEYS: namedKeys,
    SMTP_URL: z.string().refine(isSmtpUrl, 'is not smtp:// or smtps://').optional(),
    EMAIL_FROM: z
      .string()
      .refine((from) => senderOf(from) !== null, 'is not an address')
      .optional(),
    RESEND_API_URL: address('https://api.resend.com'),
    RESEND_API_KEY: text,
    RESEND_WEBHOOK_SECRET: z
      .string()
      .regex(/^whsec_[A-Za-z0-9+/]+=*$/, 'is not whsec_ with base64')
      .optional(),
    TWILIO_API_URL: address('https://api.twilio.com'),
    TWILIO_ACCOUNT_SID: z
      .string()
      .regex(/^AC[0-9a-f]{32}$/, 'is not an account SID')
      .optional(),
    TWILIO_AUTH_TOKEN: text,
    TWILIO_FROM: z
      .string()
      .refine((from) => toE164(from) === from, 'is not an E.164 number')
      .optional(),
    TWILIO_MESSAGING_SERVICE_SID: z
      .string()
      .regex(/^MG[0-9a-f]{32}$/, 'is not a Messaging Service SID')
      .optional(),
    VAPID_PUBLIC_KEY: text,
    VAPID_PRIVATE_KEY: text,
    VAPID_SUBJECT: z
      .string()
      .regex(/^(mailto:.+@.+|https:\/\/.+)$/, 'is not mailto: or https://')
      .optional(),
    /** Further push services, separated by commas; see web-push/endpoint.ts. */
    WEB_PUSH_HOSTS: z
      .string()
      .default('')
      .transform((list) => list.split(',').flatMap((host) => host.trim() || []))
      .refine((hosts) => hosts.every(isPushHost), 'names something that is no host'),
  })
  .check(({ value, issues }) => {
    /** Half a channel is a mistake: told at the start, not with the first message. */
    const needs = (name: keyof typeof value, ...others: (keyof typeof value)[]) => {
      if (value[name] === undefined || others.some((other) => value[other] !== undefined)) return;
      const message = `needs ${others.join(' or ')}`;
      issues.push({ code: 'custom', input: undefined, path: [name], message });
    };
    needs('SMTP_URL', 'EMAIL_FROM');
    needs('RESEND_API_KEY', 'EMAIL_FROM');
    needs('TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN');
    needs('TWILIO_AUTH_TOKEN', 'TWILIO_ACCOUNT_SID');
    needs('TWILIO_ACCOUNT_SID', 'TWILIO_FROM', 'TWILIO_MESSAGING_SERVICE_SID');
    needs('VAPID_PUBLIC_KEY', 'VAPID_PRIVATE_KEY');
    needs('VAPID_PRIVATE_KEY', 'VAPID_PUBLIC_KEY');
    needs('VAPID_PRIVATE_KEY', 'VAPID_SUBJECT');
  });

export type ChannelSettings = z.output<typeof schema>;

/** Reads and checks the settings once, at the start of a function; throws with the names of what is wrong, no values. */
export function readChannelSettings(get: (name: string) => string | undefined): ChannelSettings {
  const given = Object.fromEntries(Object.keys(schema.shape).map((name) => [name, get(name) || undefined]));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new Error(`The settings of messages are incomplete. ${wrong.join('; ')}`);
}
