import { expect, test } from 'vitest';
import { reachable } from './functions.ts';

test('the functions reach this machine, and outside only what the operator has named', () => {
  expect(
    reachable({
      GOOGLE_API_URL: 'https://www.googleapis.com/calendar',
      TWILIO_API_URL: 'http://127.0.0.1:4280/sandbox/twilio',
      SMTP_URL: 'smtps://user,name:pass@mail.example.org:465',
      VAPID_SUBJECT: 'mailto:it@example.org',
      LINK_SIGNING_KEYS: '{"a":"https://evil.example"}',
      WEB_PUSH_HOSTS: 'push.example.org, *.push.example.net,http://127.0.0.1:4280',
      RESEND_API_URL: '',
      OTHER_URL: 'https://elsewhere.example',
    }),
  ).toEqual([
    '127.0.0.1',
    'localhost',
    'www.googleapis.com',
    '127.0.0.1:4280',
    // Without its port: the name is looked up first, and a look-up has none.
    'mail.example.org',
    'push.example.org',
    '*.push.example.net',
  ]);
});
