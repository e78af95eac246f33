import { expect, onTestFinished, test } from 'vitest';
import { isFromTwilio } from '../../../supabase/functions/_shared/channels/signatures.ts';
import { createTwilioSms } from '../../../supabase/functions/_shared/channels/sms/twilio.ts';
import { createMessages } from '../../inbox/messages.ts';
import { startReceiver } from '../messaging/receiver.ts';
import { createTwilioSandbox } from './sandbox.ts';

const person = '+447700900102';
const service = `MG${'1'.repeat(32)}`;
const authToken = 'secret';

async function opened(options: { messagingServiceSid?: string } = {}) {
  let now = new Date('2026-11-20T10:00:00Z');
  const messages = createMessages(() => now);
  const receiver = await startReceiver();
  const smsUrl = `${receiver.url}/channel-webhook/twilio/sms`;
  const sandbox = createTwilioSandbox({ now: () => now, messages, smsUrl, authToken, ...options });
  const apiUrl = await sandbox.listen();
  onTestFinished(async () => {
    await sandbox.settled();
    await sandbox.close();
    await receiver.close();
  });
  const { TWILIO_ACCOUNT_SID: accountSid = '', TWILIO_FROM: from } = sandbox.environment();
  const statusCallback = `${receiver.url}/channel-webhook/twilio/status`;
  const sms = createTwilioSms({
    fetch,
    apiUrl,
    accountSid,
    authToken,
    from,
    messagingServiceSid: options.messagingServiceSid,
    statusCallback,
    now: () => now,
  });
  const send = (text = 'Tuesday at 10:30', to = person) => sms.send({ key: 'k', to, text, validForSeconds: 600 });
  /** The forms that came to a path, each of them genuine. */
  async function forms(path: string) {
    const found = receiver.requests().filter((one) => one.path === path);
    for (const { headers, body } of found) {
      const form = new URLSearchParams(body);
      const signature = headers.get('x-twilio-signature');
      expect(await isFromTwilio({ authToken, url: receiver.url + path, form, signature })).toBe(true);
    }
    return found.map(({ body }) => Object.fromEntries(new URLSearchParams(body)));
  }
  const later = (hours: number) => {
    now = new Date(now.getTime() + hours * 3_600_000);
  };
  return { messages, receiver, sandbox, sms, send, forms, later, apiUrl, accountSid, from };
}

const status = '/channel-webhook/twilio/status';

test('each status but the first is told, signed, without the words of the message', async () => {
  const { send, sandbox, forms, messages } = await opened();
  const sent = await send();
  await sandbox.settled();
  const told = await forms(status);
  expect(told.map(({ MessageStatus }) => MessageStatus)).toEqual(['sent', 'delivered']);
  expect(told[0]).toMatchObject({ MessageSid: sent.outcome === 'sent' && sent.providerId, To: person });
  expect(told.flatMap((form) => Object.keys(form))).not.toContain('Body');
  expect(messages.list()[0]).toMatchObject({
    channel: 'sms',
    to: person,
    text: 'Tuesday at 10:30',
    status: 'delivered',
  });
});

test('a message that does not arrive says why', async () => {
  const { send, sandbox, forms } = await opened();
  sandbox.setFate(person, 'undelivered', 30003);
  expect(await send()).toMatchObject({ outcome: 'sent' });
  await sandbox.settled();
  expect((await forms(status)).at(-1)).toMatchObject({ MessageStatus: 'undelivered', ErrorCode: '30003' });
});

test('who stops gets nothing more until they start again; the application hears both', async () => {
  const { send, sandbox, forms, sms } = await opened();
  await sandbox.receive(person, ' stop ');
  expect(await send()).toEqual({ outcome: 'refused', reason: 'opted_out', detail: 'Twilio: 21610.' });
  expect(await send('Hello', '+447700900103')).toMatchObject({ outcome: 'sent' });
  await sandbox.receive(person, 'START');
  expect(await send()).toMatchObject({ outcome: 'sent' });
  expect((await forms('/channel-webhook/twilio/sms')).map(({ Body }) => Body)).toEqual([' stop ', 'START']);
  expect(await sms.findSent?.({ key: 'k', to: person, text: 'stop', validForSeconds: 60 })).toBeNull();
});

test('a Messaging Service takes a message for who has stopped, and fails with it later', async () => {
  const { send, sandbox, forms, sms } = await opened({ messagingServiceSid: service });
  await sandbox.receive(person, 'STOP');
  expect((await forms('/channel-webhook/twilio/sms'))[0]).toMatchObject({
    OptOutType: 'STOP',
    MessagingServiceSid: service,
  });
  expect(await send()).toMatchObject({ outcome: 'sent' });
  await sandbox.settled();
  expect(await forms(status)).toMatchObject([{ MessageStatus: 'failed', ErrorCode: '21610' }]);
  const message = { key: 'k', to: person, text: 'Tuesday at 10:30', validForSeconds: 60 };
  expect(await sms.findSent?.(message)).toMatchObject({ outcome: 'refused', reason: 'opted_out' });
});

test('what the application answers is sent, but not to who has stopped', async () => {
  const { sandbox, receiver, messages } = await opened();
  receiver.answer(
    200,
    '<?xml version="1.0"?><Response><Message>See &quot;you&quot; &#38; goodbye</Message></Response>',
  );
  expect(await sandbox.receive(person, 'C')).toBe(200);
  await sandbox.settled();
  expect(messages.list({ to: person }).map(({ direction, text }) => [direction, text])).toEqual([
    ['out', 'See "you" & goodbye'],
    ['in', 'C'],
  ]);
  await sandbox.receive(person, 'STOP');
  await sandbox.settled();
  expect(messages.list({ to: person })[0]).toMatchObject({ status: 'failed (21610)' });
});

test('an application that cannot be reached is seen in the inbox', async () => {
  const { sandbox, receiver, messages } = await opened();
  receiver.answer(500);
  expect(await sandbox.receive(person, 'C')).toBe(500);
  expect(messages.list()[0]).toMatchObject({ direction: 'in', status: 'not taken (500)' });
});

test('a message is found by its number and words within a day, queued ones and those of a trial account too', async () => {
  const { send, sms, later, sandbox } = await opened();
  const message = (text: string) => ({ key: 'k', to: '+44 7700 900102', text, validForSeconds: 60 });
  const sent = await send('Tuesday at 10:30');
  expect(await sms.findSent?.(message('Tuesday at 10:30'))).toEqual(sent);
  expect(await sms.findSent?.(message('Tuesday at 10:3'))).toBeNull();
  expect(await sms.findSent?.({ ...message('Tuesday at 10:30'), to: '+447700900103' })).toBeNull();
  // What a person wrote is not what was sent to them.
  await sandbox.receive(person, 'Wednesday');
  expect(await sms.findSent?.(message('Wednesday'))).toBeNull();
  await send('Sent from your Twilio trial account - Thursday');
  expect(await sms.findSent?.(message('Thursday'))).toMatchObject({ outcome: 'sent' });
  later(25);
  expect(await sms.findSent?.(message('Tuesday at 10:30'))).toBeNull();
});

test.each([
  ['+15005550001', 'bad_address'],
  ['+15005550002', 'bad_address'],
  ['+15005550003', 'rejected'],
  ['+15005550004', 'opted_out'],
  ['+15005550009', 'bad_address'],
  ['020 7946 0101', 'bad_address'],
])('the number %s is refused: %s', async (to, reason) => {
  const { send } = await opened();
  expect(await send('Hello', to)).toMatchObject({ outcome: 'refused', reason });
});

test('a list is newest first, in pages, and by day only what has been sent', async () => {
  const { send, sandbox, apiUrl, accountSid, later } = await opened();
  for (const text of ['one', 'two', 'three']) await send(text);
  await sandbox.settled();
  later(24);
  await send('four');
  await sandbox.settled();
  const list = async (query: string) => {
    const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
    const response = await fetch(`${apiUrl}/2010-04-01/Accounts/${accountSid}/Messages.json?${query}`, {
      headers: { authorization },
    });
    const { messages, next_page_uri } = (await response.json()) as {
      messages: { body: string }[];
      next_page_uri: string | null;
    };
    return { bodies: messages.map(({ body }) => body), next: next_page_uri };
  };
  const first = await list('PageSize=3');
  expect(first).toMatchObject({ bodies: ['four', 'three', 'two'] });
  expect(await list(first.next?.split('?')[1] ?? '')).toEqual({ bodies: ['one'], next: null });
  expect((await list('DateSent>=2026-11-21')).bodies).toEqual(['four']);
  expect((await list('DateSent=2026-11-20')).bodies).toEqual(['three', 'two', 'one']);
  expect((await list('To=%2B447700900103')).bodies).toEqual([]);
});
