import { expect, test } from 'vitest';
import webPush from 'web-push';
import { setUpChannels } from './setup.ts';

const key = `${'a'.repeat(42)}A=`;
const least = { PUBLIC_URL: 'https://care.example', LINK_SIGNING_KEYS: JSON.stringify({ '2026': key }) };
const from = 'Harbour Street <mail@care.example>';
const sid = `AC${'0'.repeat(32)}`;

interface Call {
  url: string;
  headers: Headers;
  body: string;
}

function setUp(given: Record<string, string>, reply: () => Response = () => Response.json({ id: 'x' })) {
  const calls: Call[] = [];
  const settings: Record<string, string> = { ...least, ...given };
  const setup = setUpChannels((name) => settings[name], {
    functionsUrl: 'https://ref.supabase.example/functions/v1/',
    now: () => new Date('2026-11-20T10:00:00Z'),
    fetch: async (url, init) => {
      calls.push({ url, headers: new Headers(init?.headers), body: String(init?.body) });
      return reply();
    },
  });
  return { ...setup, calls };
}

test('a channel without credentials is not there', () => {
  const { channels, webhooks, vapidPublicKey, emailFrom, publicUrl, linkKeys } = setUp({ EMAIL_FROM: from });
  expect(channels).toEqual({ email: null, sms: null, push: null });
  expect(webhooks).toEqual({ twilio: null, resend: null });
  expect({ vapidPublicKey, emailFrom, publicUrl, linkKeys }).toEqual({
    vapidPublicKey: null,
    emailFrom: from,
    publicUrl: 'https://care.example',
    linkKeys: [{ id: '2026', key }],
  });
});

test('with SMTP and Resend, SMTP is asked', async () => {
  const { channels, calls } = setUp({ EMAIL_FROM: from, SMTP_URL: 'smtp://127.0.0.1:1', RESEND_API_KEY: 're_x' });
  const sent = channels.email?.send({ key: 'k', to: 'a@b.example', subject: 's', text: 't', html: 'h' });
  await expect(sent).rejects.toMatchObject({ name: 'Unreachable' });
  expect(calls).toEqual([]);
});

test('Resend alone is asked at its own address', async () => {
  const { channels, calls } = setUp({ EMAIL_FROM: from, RESEND_API_KEY: 're_x' });
  expect(await channels.email?.send({ key: 'k', to: 'a@b.example', subject: 's', text: 't', html: 'h' })).toEqual({
    outcome: 'sent',
    provider: 'resend',
    providerId: 'x',
  });
  expect(calls[0]?.url).toBe('https://api.resend.com/emails');
});

test('Twilio is told where to report, and what verifies its calls is known', async () => {
  const settings = {
    TWILIO_ACCOUNT_SID: sid,
    TWILIO_AUTH_TOKEN: 'secret',
    TWILIO_MESSAGING_SERVICE_SID: `MG${'1'.repeat(32)}`,
  };
  const { channels, webhooks, calls } = setUp(settings, () =>
    Response.json({ sid: 'SM1', status: 'accepted' }, { status: 201 }),
  );
  await channels.sms?.send({ key: 'k', to: '+442079460101', text: 'Hello', validForSeconds: 99_999 });
  const statusUrl = 'https://ref.supabase.example/functions/v1/channel-webhook/twilio/status';
  expect(Object.fromEntries(new URLSearchParams(calls[0]?.body))).toEqual({
    To: '+442079460101',
    Body: 'Hello',
    StatusCallback: statusUrl,
    ValidityPeriod: '36000',
    MessagingServiceSid: settings.TWILIO_MESSAGING_SERVICE_SID,
  });
  expect(webhooks.twilio).toEqual({
    authToken: 'secret',
    smsUrl: 'https://ref.supabase.example/functions/v1/channel-webhook/twilio/sms',
    statusUrl,
  });
});

test('Web Push needs keys that are keys', async () => {
  const { publicKey, privateKey } = webPush.generateVAPIDKeys();
  const vapid = { VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey, VAPID_SUBJECT: 'mailto:a@care.example' };
  const { channels, vapidPublicKey } = setUp(vapid);
  expect(channels.push).not.toBeNull();
  expect(vapidPublicKey).toBe(publicKey);
  expect(() => setUp({ ...vapid, VAPID_PRIVATE_KEY: 'c2hvcnQ' })).toThrow(/VAPID|key/i);
});
