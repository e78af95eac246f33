/** The channels as the operator has set them up. */
import type { EncryptionKey } from '../crypto/secret-box.ts';
import type { Fetch } from './ask.ts';
import { hostOf, senderOf } from './email/address.ts';
import { createResendEmail } from './email/resend.ts';
import { createSmtpEmail } from './email/smtp.ts';
import type { Channels } from './port.ts';
import { type ChannelSettings, readChannelSettings } from './settings.ts';
import { createTwilioSms } from './sms/twilio.ts';
import { createWebPush } from './web-push/web-push.ts';

export interface MessageSetup {
  channels: Channels;
  /** Address of the web app, without a slash at its end. */
  publicUrl: string;
  /** The first signs links, all verify. */
  linkKeys: [EncryptionKey, ...EncryptionKey[]];
  /** `Practice <mail@example.org>`; null without e-mail. */
  emailFrom: string | null;
  /** For the browser that wants to subscribe; null without Web Push. */
  vapidPublicKey: string | null;
  /** What webhooks are verified with; null where nobody calls. */
  webhooks: {
    twilio: { authToken: string; smsUrl: string; statusUrl: string } | null;
    resend: { secret: string } | null;
  };
}

/** Where providers call; `functionsUrl` is `https://<project>/functions/v1`. */
const webhookUrl = (functionsUrl: string, path: string) =>
  `${functionsUrl.replace(/\/+$/, '')}/channel-webhook/${path}`;

/**
 * Reads the environment by `get` and builds every channel that has its credentials; with both, SMTP wins over Resend.
 * Throws with the names of settings that are wrong.
 */
export function setUpChannels(
  get: (name: string) => string | undefined,
  { functionsUrl, fetch, now }: { functionsUrl: string; fetch: Fetch; now: () => Date },
): MessageSetup {
  const settings = readChannelSettings(get);
  const { TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, RESEND_WEBHOOK_SECRET } = settings;
  const smsUrl = webhookUrl(functionsUrl, 'twilio/sms');
  const statusUrl = webhookUrl(functionsUrl, 'twilio/status');
  return {
    channels: {
      email: emailOf(settings, fetch),
      sms: smsOf(settings, fetch, now, statusUrl),
      push: pushOf(settings, fetch),
    },
    publicUrl: settings.PUBLIC_URL,
    linkKeys: settings.LINK_SIGNING_KEYS,
    emailFrom: settings.EMAIL_FROM ?? null,
    vapidPublicKey: settings.VAPID_PUBLIC_KEY ?? null,
    webhooks: {
      twilio: TWILIO_ACCOUNT_SID && TWILIO_AUTH_TOKEN ? { authToken: TWILIO_AUTH_TOKEN, smsUrl, statusUrl } : null,
      resend: RESEND_WEBHOOK_SECRET ? { secret: RESEND_WEBHOOK_SECRET } : null,
    },
  };
}

function emailOf(settings: ChannelSettings, fetch: Fetch): Channels['email'] {
  const { SMTP_URL, EMAIL_FROM: from, RESEND_API_KEY, RESEND_API_URL } = settings;
  if (!from) return null;
  if (SMTP_URL) {
    return createSmtpEmail({ url: SMTP_URL, from, messageIdHost: hostOf(senderOf(from)?.address ?? from) });
  }
  return RESEND_API_KEY ? createResendEmail({ fetch, apiUrl: RESEND_API_URL, apiKey: RESEND_API_KEY, from }) : null;
}

function smsOf(settings: ChannelSettings, fetch: Fetch, now: () => Date, statusCallback: string): Channels['sms'] {
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, TWILIO_API_URL: apiUrl } = settings;
  if (!accountSid || !authToken) return null;
  return createTwilioSms({
    fetch,
    apiUrl,
    accountSid,
    authToken,
    from: settings.TWILIO_FROM,
    messagingServiceSid: settings.TWILIO_MESSAGING_SERVICE_SID,
    statusCallback,
    now,
  });
}

function pushOf(settings: ChannelSettings, fetch: Fetch): Channels['push'] {
  const { VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey, VAPID_SUBJECT: subject } = settings;
  if (!publicKey || !privateKey || !subject) return null;
  return createWebPush({ fetch, vapid: { publicKey, privateKey, subject }, allowedHosts: settings.WEB_PUSH_HOSTS });
}
