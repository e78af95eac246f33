/** The services that carry messages, all of them stand-ins on this machine, with their messages in one inbox. */
import type { Handler } from '../handler.ts';
import { createPushSandbox, type PushSandbox } from '../sandboxes/push/sandbox.ts';
import { createResendSandbox } from '../sandboxes/resend/sandbox.ts';
import { createTwilioSandbox } from '../sandboxes/twilio/sandbox.ts';
import { startSmtp } from '../smtp.ts';
import type { Secrets } from '../state.ts';
import type { Messages } from './messages.ts';

export interface MessageServices {
  /** The stand-in that answers this path, if any. */
  handlerOf(pathname: string): Handler | undefined;
  /** Environment variables for the functions. */
  environment: Record<string, string>;
  push: PushSandbox;
  /** Somebody answers a text message. */
  reply(from: string, body: string): Promise<unknown>;
  close(): Promise<void>;
}

/** Served under /sandbox/<name>/ of the stack's own address, but for SMTP, which has a port of its own. */
export async function startMessageServices(
  origin: string,
  messages: Messages,
  secrets: Pick<Secrets, 'linkKey' | 'vapidPublicKey' | 'vapidPrivateKey' | 'pushDevices'>,
): Promise<MessageServices> {
  const now = () => new Date();
  const webhook = (path: string) => `${origin}/functions/v1/channel-webhook/${path}`;
  const at = (name: string) => ({ now, messages, origin: `${origin}/sandbox/${name}` });
  const smtp = await startSmtp({ messages });
  const resend = createResendSandbox({ ...at('resend'), webhookUrl: webhook('resend') });
  const twilio = createTwilioSandbox({ ...at('twilio'), smsUrl: webhook('twilio/sms') });
  const push = createPushSandbox({
    ...at('push'),
    vapid: { publicKey: secrets.vapidPublicKey, privateKey: secrets.vapidPrivateKey },
    deviceSecret: secrets.pushDevices,
    nameOf: (device) => `Browser ${device}`,
  });
  const handlers = new Map<string, Handler>([
    ['resend', resend.handler],
    ['twilio', twilio.handler],
    ['push', push.handler],
  ]);
  return {
    handlerOf: (pathname) => handlers.get(/^\/sandbox\/([a-z]+)\//.exec(pathname)?.[1] ?? ''),
    environment: {
      LINK_SIGNING_KEYS: JSON.stringify({ local: secrets.linkKey }),
      EMAIL_FROM: 'Careslot <practice@careslot.test>',
      // With both, SMTP is used; Resend's stand-in is there for whoever leaves SMTP_URL empty.
      SMTP_URL: smtp.url,
      ...resend.environment(),
      ...twilio.environment(),
      ...push.environment(),
    },
    push,
    reply: twilio.receive,
    close: smtp.close,
  };
}
