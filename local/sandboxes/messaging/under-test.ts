/** Each channel with the stand-in of its service, for the conformance suite. */
import { createResendEmail } from '../../../supabase/functions/_shared/channels/email/resend.ts';
import { createSmtpEmail } from '../../../supabase/functions/_shared/channels/email/smtp.ts';
import type { EmailMessage, PushMessage, SmsMessage } from '../../../supabase/functions/_shared/channels/port.ts';
import { createTwilioSms } from '../../../supabase/functions/_shared/channels/sms/twilio.ts';
import { createWebPush } from '../../../supabase/functions/_shared/channels/web-push/web-push.ts';
import { createMessages } from '../../inbox/messages.ts';
import { startSmtp } from '../../smtp.ts';
import { createVapidKeys } from '../../state.ts';
import { createPushSandbox } from '../push/sandbox.ts';
import { createResendSandbox } from '../resend/sandbox.ts';
import { createTwilioSandbox } from '../twilio/sandbox.ts';
import type { ChannelUnderTest, Trouble } from './conformance.ts';
import type { StandIn } from './stand-in.ts';

const now = () => new Date();
const from = 'Harbour Street <practice@careslot.test>';
const hastyMs = 150;

const somebody = 'priya.raman@care.example';
const mail = (n: number, to: 'somebody' | 'nobody' = 'somebody'): EmailMessage => ({
  key: `reminder:00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  to: to === 'nobody' ? 'nobody@refused.test' : somebody,
  subject: `Your appointment (${n})`,
  text: 'Tuesday at 10:30, Harbour Street Practice',
  html: '<p>Tuesday at 10:30, Harbour Street Practice</p>',
});
const words = [somebody, 'nobody@', 'Harbour Street Practice', 'Your appointment', 'hunter2'];

export async function openSmtp(): Promise<ChannelUnderTest<EmailMessage>> {
  const messages = createMessages(now);
  const server = await startSmtp({
    messages,
    login: { user: 'practice@careslot.test', password: 'p@ss:word/hunter1' },
  });
  const channelAt = (url: string, timeoutMs = 5_000) =>
    createSmtpEmail({ url, from, messageIdHost: 'careslot.test', timeoutMs });
  const wrong = new URL(server.url);
  wrong.password = 'hunter2';
  return {
    provider: 'smtp',
    channel: channelAt(server.url),
    stranger: channelAt(wrong.href),
    hasty: channelAt(server.url, hastyMs),
    message: mail,
    trouble: ({ kind }) => {
      if (kind === 'lost_answer') server.fault({ step: 'data', kind: 'lost_answer' });
      else if (kind === 'silent') server.fault({ step: 'connect', kind: 'silent' });
      else if (kind === 'broken') server.fault({ step: 'connect', kind: 'broken' });
      else if (kind === 'unavailable') server.fault({ step: 'data', code: 451, text: '4.3.0 The disk is full' });
      else server.fault({ step: 'rcpt', code: 450, text: '4.7.1 Too many messages' });
    },
    arrived: () => messages.list().length,
    saysWhen: false,
    refusal: 'bad_address',
    secrets: [...words, 'hunter1'],
    close: server.close,
  };
}

const troubleAt =
  (standIn: StandIn) =>
  (trouble: Trouble): void => {
    const kinds = { lost_answer: 'drop_after', broken: 'drop', silent: 'silent', unavailable: 503 } as const;
    if (trouble.kind !== 'rate_limited') standIn.fault({ kind: kinds[trouble.kind] });
    else standIn.fault({ kind: 429, ...(trouble.retryAfter && { retryAfter: trouble.retryAfter }) });
  };

export async function openResend(): Promise<ChannelUnderTest<EmailMessage>> {
  const messages = createMessages(now);
  const standIn = createResendSandbox({ now, messages, apiKey: 're_hunter1' });
  const apiUrl = await standIn.listen();
  const channelWith = (apiKey: string, timeoutMs = 5_000) =>
    createResendEmail({ fetch, apiUrl, apiKey, from, timeoutMs });
  return {
    provider: 'resend',
    channel: channelWith('re_hunter1'),
    stranger: channelWith('re_hunter2'),
    hasty: channelWith('re_hunter1', hastyMs),
    // Resend takes every address that can be one; what is none is refused before.
    message: (n, to) => ({ ...mail(n), ...(to === 'nobody' && { to: 'nobody@localhost' }) }),
    trouble: troubleAt(standIn),
    arrived: () => messages.list().length,
    saysWhen: true,
    refusal: 'bad_address',
    secrets: [...words, 'hunter1'],
    close: standIn.close,
  };
}

export async function openTwilio(): Promise<ChannelUnderTest<SmsMessage>> {
  const messages = createMessages(now);
  const standIn = createTwilioSandbox({ now, messages, authToken: 'hunter1' });
  const apiUrl = await standIn.listen();
  const { TWILIO_ACCOUNT_SID: accountSid = '', TWILIO_FROM: number = '' } = standIn.environment();
  const channelWith = (authToken: string, timeoutMs = 5_000) =>
    createTwilioSms({
      fetch,
      apiUrl,
      accountSid,
      authToken,
      from: number,
      // Nobody listens: the service does not mind.
      statusCallback: `${apiUrl}/nowhere`,
      now,
      timeoutMs,
    });
  return {
    provider: 'twilio',
    channel: channelWith('hunter1'),
    stranger: channelWith('hunter2'),
    hasty: channelWith('hunter1', hastyMs),
    message: (n, to) => ({
      key: `delivery:${n}`,
      to: to === 'nobody' ? '+1 500 555 0009' : '+44 7700 900102',
      text: `Harbour Street Practice: Tuesday at 10:3${n}`,
      validForSeconds: 3600,
    }),
    trouble: troubleAt(standIn),
    arrived: () => messages.list({ channel: 'sms' }).length,
    saysWhen: true,
    refusal: 'bad_address',
    secrets: ['7700', '5550009', 'Harbour', 'hunter'],
    close: async () => {
      await standIn.settled();
      await standIn.close();
    },
  };
}

export async function openWebPush(): Promise<ChannelUnderTest<PushMessage>> {
  const messages = createMessages(now);
  const vapid = createVapidKeys();
  const standIn = createPushSandbox({ now, messages, vapid, deviceSecret: 'a secret of this test' });
  const address = await standIn.listen();
  const [phone, lost] = await Promise.all([standIn.subscribe('phone'), standIn.subscribe('lost')]);
  standIn.end('lost');
  const channelWith = (keys: typeof vapid, timeoutMs = 5_000) =>
    createWebPush({
      fetch,
      vapid: { ...keys, subject: 'mailto:practice@careslot.test' },
      allowedHosts: [new URL(address).origin],
      timeoutMs,
    });
  return {
    provider: 'web_push',
    channel: channelWith(vapid),
    stranger: channelWith(createVapidKeys()),
    hasty: channelWith(vapid, hastyMs),
    message: (n, to) => {
      const { endpoint, keys } = to === 'nobody' ? lost : phone;
      return {
        key: `delivery:${n}`,
        subscription: { subscription_id: crypto.randomUUID(), endpoint, ...keys },
        title: 'Harbour Street Practice',
        body: 'Tuesday at 10:30',
        url: 'https://care.example/visits?visit=1',
        tag: `visit-${n}`,
        ttlSeconds: 3600,
        urgent: true,
      };
    },
    trouble: troubleAt(standIn),
    arrived: () => standIn.shown().length,
    saysWhen: true,
    refusal: 'gone',
    secrets: ['/send/', 'Harbour', phone.keys.auth, vapid.privateKey],
    close: standIn.close,
  };
}
