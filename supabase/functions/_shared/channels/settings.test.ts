import { expect, test } from 'vitest';
import { readChannelSettings } from './settings.ts';

const key = `${'a'.repeat(42)}A=`;
const least = { PUBLIC_URL: 'https://care.example/', LINK_SIGNING_KEYS: JSON.stringify({ '2026': key }) };
const read = (given: Record<string, string | undefined>) => readChannelSettings((name) => given[name]);
const sid = `AC${'0'.repeat(32)}`;

test('without any channel the addresses are those of the real services', () => {
  expect(read({ ...least, SMTP_URL: '', TWILIO_AUTH_TOKEN: '' })).toEqual({
    PUBLIC_URL: 'https://care.example',
    LINK_SIGNING_KEYS: [{ id: '2026', key }],
    RESEND_API_URL: 'https://api.resend.com',
    TWILIO_API_URL: 'https://api.twilio.com',
    WEB_PUSH_HOSTS: [],
  });
});

test('hosts of push services are a list with commas', () => {
  const hosts = 'push.example.org, *.push.example.net,http://127.0.0.1:4280,';
  expect(read({ ...least, WEB_PUSH_HOSTS: hosts }).WEB_PUSH_HOSTS).toEqual([
    'push.example.org',
    '*.push.example.net',
    'http://127.0.0.1:4280',
  ]);
});

test.each([
  [{ PUBLIC_URL: undefined }, 'PUBLIC_URL'],
  [{ LINK_SIGNING_KEYS: undefined }, 'LINK_SIGNING_KEYS'],
  [{ LINK_SIGNING_KEYS: '{"a": "c2hvcnQ="}' }, 'LINK_SIGNING_KEYS.a: is not 32 bytes in base64'],
  [{ SMTP_URL: 'https://user:pass-word@mail.example' }, 'SMTP_URL: is not smtp:// or smtps://'],
  [{ SMTP_URL: 'smtps://user:pass-word@mail.example' }, 'SMTP_URL: needs EMAIL_FROM'],
  [{ RESEND_API_KEY: 're_pass-word' }, 'RESEND_API_KEY: needs EMAIL_FROM'],
  [{ EMAIL_FROM: 'Practice' }, 'EMAIL_FROM: is not an address'],
  [{ RESEND_WEBHOOK_SECRET: 'pass-word' }, 'RESEND_WEBHOOK_SECRET'],
  [{ TWILIO_ACCOUNT_SID: 'pass-word' }, 'TWILIO_ACCOUNT_SID: is not an account SID'],
  [{ TWILIO_ACCOUNT_SID: sid, TWILIO_FROM: '+442079460101' }, 'TWILIO_ACCOUNT_SID: needs TWILIO_AUTH_TOKEN'],
  [{ TWILIO_AUTH_TOKEN: 'pass-word' }, 'TWILIO_AUTH_TOKEN: needs TWILIO_ACCOUNT_SID'],
  [
    { TWILIO_ACCOUNT_SID: sid, TWILIO_AUTH_TOKEN: 'pass-word' },
    'TWILIO_ACCOUNT_SID: needs TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID',
  ],
  [{ TWILIO_FROM: '020 7946 0101' }, 'TWILIO_FROM: is not an E.164 number'],
  [{ TWILIO_MESSAGING_SERVICE_SID: 'pass-word' }, 'TWILIO_MESSAGING_SERVICE_SID'],
  [{ VAPID_PUBLIC_KEY: 'pass-word' }, 'VAPID_PUBLIC_KEY: needs VAPID_PRIVATE_KEY'],
  [{ VAPID_PUBLIC_KEY: 'x', VAPID_PRIVATE_KEY: 'pass-word' }, 'VAPID_PRIVATE_KEY: needs VAPID_SUBJECT'],
  [{ VAPID_SUBJECT: 'practice' }, 'VAPID_SUBJECT'],
  [{ WEB_PUSH_HOSTS: 'push.example.org/path' }, 'WEB_PUSH_HOSTS'],
  [{ WEB_PUSH_HOSTS: '*' }, 'WEB_PUSH_HOSTS'],
])('%j is refused by the name of the setting, without its value', (change, name) => {
  const attempt = () => read({ ...least, ...change });
  expect(attempt).toThrow(name);
  for (const value of ['pass-word', 'c2hvcnQ=']) expect(attempt).not.toThrow(value);
});
