import { expect, test } from 'vitest';
import { createMessages } from './messages.ts';
import { signInMailer } from './sign-in-mail.ts';

const clock = () => new Date('2026-11-20T10:00:00Z');

test('keeps the newest 500, newest first', () => {
  const messages = createMessages(clock);
  for (let i = 1; i <= 505; i++) {
    messages.add({ channel: 'email', via: 'SMTP', to: 'a@example.test', subject: `number ${i}`, key: String(i) });
  }
  const list = messages.list();
  expect(list).toHaveLength(500);
  expect([list[0]?.subject, list.at(-1)?.subject]).toEqual(['number 505', 'number 6']);
  expect(messages.find(1)).toBeUndefined();
  // What has been forgotten is new again.
  expect(messages.add({ channel: 'email', via: 'SMTP', to: 'a@example.test', key: '1' }).repeats).toBe(0);
});

test('what auth sends is a message like any other', async () => {
  const messages = createMessages(clock);
  const mailer = signInMailer(messages);
  await mailer.send({ to: 'a@example.test', subject: 'Your code', text: '', html: '<p>Your code: <b>123456</b></p>' });
  await mailer.send({ to: 'a@example.test', subject: 'Your code', text: 'Your code: 654321', html: '' });
  expect(messages.list().map(({ text, html }) => [text, html])).toEqual([
    ['Your code: 654321', null],
    ['Your code: 123456', '<p>Your code: <b>123456</b></p>'],
  ]);
  expect(messages.list()[0]).toEqual({
    id: 2,
    at: '2026-11-20T10:00:00.000Z',
    channel: 'email',
    direction: 'out',
    to: 'a@example.test',
    from: '',
    subject: 'Your code',
    text: 'Your code: 654321',
    html: null,
    attachments: [],
    url: null,
    via: 'Sign-in',
    status: null,
    repeats: 0,
  });
});

test('the same key to the same person is one message; to another it is another', () => {
  const messages = createMessages(clock);
  const add = (to: string, key: string) => messages.add({ channel: 'email', via: 'SMTP', to, key });
  expect(add('a@example.test', '1').id).toBe(add('a@example.test', '1').id);
  add('b@example.test', '1');
  add('a@example.test', '2');
  expect(messages.list().map(({ to, repeats }) => [to, repeats])).toEqual([
    ['a@example.test', 0],
    ['b@example.test', 0],
    ['a@example.test', 1],
  ]);
});

test('lists by channel and by person, whose own answers are theirs', () => {
  const messages = createMessages(clock);
  const number = '+447700900102';
  messages.add({ channel: 'sms', via: 'Twilio', to: number, from: '+15005550006', text: 'Reply C' });
  messages.add({ channel: 'sms', via: 'Twilio', direction: 'in', to: '+15005550006', from: number, text: 'C' });
  messages.add({ channel: 'email', via: 'SMTP', to: 'a@example.test' });
  expect(messages.list({ channel: 'sms' }).map(({ text }) => text)).toEqual(['C', 'Reply C']);
  expect(messages.list({ to: number }).map(({ text }) => text)).toEqual(['C', 'Reply C']);
  expect(messages.list({ channel: 'push' })).toEqual([]);
});
