/**
 * Mail, text messages and push as they arrive at people, in memory. The provider of mail knows keys (the same key arrives
 * once); that of text messages does not, and can only be asked what it sent; push is known by its tag on the device.
 */
import type {
  Channels,
  EmailMessage,
  NotificationChannel,
  PushMessage,
  SendResult,
  SmsMessage,
} from '../../supabase/functions/_shared/channels/port.ts';
import { RateLimited, Unreachable } from '../../supabase/functions/_shared/http/outside.ts';

/** `lost`: it arrives, the answer does not. */
export type Mishap = 'lost' | 'down' | 'busy';

export interface PostOffice {
  channels: Channels;
  /** Each arrival by its idempotency key, in order: twice is twice on somebody's phone. */
  arrivals: { key: string; channel: 'email' | 'sms' | 'push' }[];
  mishaps: Mishap[];
}

export function createPostOffice(): PostOffice {
  const arrivals: PostOffice['arrivals'] = [];
  const mishaps: Mishap[] = [];
  const known = new Map<string, string>();
  let ids = 0;

  /** `arrive` answers the provider's id of the message. */
  async function send(arrive: () => string, provider: 'smtp' | 'twilio' | 'web_push'): Promise<SendResult> {
    const mishap = mishaps.shift();
    if (mishap === 'down') throw new Unreachable('down');
    if (mishap === 'busy') throw new RateLimited('busy', 20);
    const providerId = arrive();
    if (mishap === 'lost') throw new Unreachable('lost');
    return { outcome: 'sent', provider, providerId };
  }

  const once = (channel: 'email' | 'push', key: string) => () => {
    const id = known.get(key);
    if (id) return id;
    arrivals.push({ key, channel });
    known.set(key, `m${++ids}`);
    return `m${ids}`;
  };

  const email: NotificationChannel<EmailMessage> = { send: ({ key }) => send(once('email', key), 'smtp') };
  const push: NotificationChannel<PushMessage> = {
    send: ({ key, subscription }) => send(once('push', `${key} ${subscription.subscription_id}`), 'web_push'),
  };
  const texts = new Map<string, string>();
  const sms: NotificationChannel<SmsMessage> = {
    send: ({ key, to, text }) =>
      send(() => {
        arrivals.push({ key, channel: 'sms' });
        texts.set(`${to} ${text}`, `m${++ids}`);
        return `m${ids}`;
      }, 'twilio'),
    findSent: async ({ to, text }) => {
      const providerId = texts.get(`${to} ${text}`);
      return providerId ? { outcome: 'sent', provider: 'twilio', providerId } : null;
    },
  };
  return { channels: { email, sms, push }, arrivals, mishaps };
}
