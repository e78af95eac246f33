import { expect, onTestFinished, test } from 'vitest';
import type { PushMessage } from '../../../supabase/functions/_shared/channels/port.ts';
import { createWebPush } from '../../../supabase/functions/_shared/channels/web-push/web-push.ts';
import { createMessages } from '../../inbox/messages.ts';
import { createVapidKeys } from '../../state.ts';
import { createPushSandbox, type Subscription } from './sandbox.ts';

async function opened(nowAt = () => new Date()) {
  const messages = createMessages();
  const vapid = createVapidKeys();
  const sandbox = createPushSandbox({
    now: nowAt,
    messages,
    vapid,
    deviceSecret: 'x',
    nameOf: (name) => `Browser ${name}`,
  });
  const address = await sandbox.listen();
  onTestFinished(sandbox.close);
  const push = createWebPush({
    fetch,
    vapid: { ...vapid, subject: 'mailto:practice@careslot.test' },
    allowedHosts: [address],
  });
  return { messages, sandbox, address, push };
}

const message = ({ endpoint, keys }: Subscription, change: Partial<PushMessage> = {}): PushMessage => ({
  key: 'delivery:1',
  subscription: { subscription_id: '00000000-0000-4000-8000-000000000001', endpoint, ...keys },
  title: 'Harbour Street Practice',
  body: 'Tuesday at 10:30 – see you ☺',
  url: 'https://care.example/visits?visit=1',
  tag: 'visit-1',
  ttlSeconds: 3600,
  urgent: true,
  ...change,
});

test('what is shown is what was said, with how long it may wait and how urgent it is', async () => {
  const { sandbox, push, messages } = await opened();
  const phone = await sandbox.subscribe('phone');
  await push.send(message(phone));
  expect(sandbox.shown()).toEqual([
    {
      device: 'phone',
      key: 'delivery:1',
      title: 'Harbour Street Practice',
      body: 'Tuesday at 10:30 – see you ☺',
      url: 'https://care.example/visits?visit=1',
      tag: 'visit-1',
      topic: expect.stringMatching(/^[\w-]{32}$/),
      ttl: 3600,
      urgency: 'high',
    },
  ]);
  expect(messages.list()).toMatchObject([
    { channel: 'push', to: 'Browser phone', url: 'https://care.example/visits?visit=1' },
  ]);
});

test('a later notice with the same tag takes the place of the earlier one; another tag or browser does not', async () => {
  const { sandbox, push } = await opened();
  const [phone, laptop] = [await sandbox.subscribe('phone'), await sandbox.subscribe('laptop')];
  await push.send(message(phone));
  await push.send(message(phone, { key: 'delivery:2', body: 'Wednesday', urgent: false, ttlSeconds: 60.7 }));
  await push.send(message(phone, { key: 'delivery:3', tag: 'visit-2' }));
  await push.send(message(laptop));
  expect(
    sandbox.shown().map(({ device, tag, body, urgency, ttl }) => [device, tag, body.slice(0, 9), urgency, ttl]),
  ).toEqual([
    ['laptop', 'visit-1', 'Tuesday a', 'high', 3600],
    ['phone', 'visit-2', 'Tuesday a', 'high', 3600],
    ['phone', 'visit-1', 'Wednesday', 'normal', 60],
  ]);
});

test('nothing of a notice can be read on its way', async () => {
  const { sandbox, push } = await opened();
  await push.send(message(await sandbox.subscribe('phone')));
  const told = JSON.stringify(sandbox.requests());
  for (const word of ['Harbour', 'Tuesday', 'visit-1', 'delivery']) expect(told).not.toContain(word);
});

test.each([
  ['a host that is no push service', { endpoint: 'https://169.254.169.254/latest' }],
  ['keys that are none', { p256dh: 'AAAA' }],
  ['a secret that is none', { auth: 'AAAA' }],
])('%s is refused for good, and nobody is asked', async (_, change) => {
  const { sandbox, push } = await opened();
  const good = message(await sandbox.subscribe('phone'));
  const refused = await push.send({ ...good, subscription: { ...good.subscription, ...change } });
  expect(refused).toMatchObject({ outcome: 'refused', reason: 'bad_address' });
  expect(sandbox.requests()).toEqual([]);
});

test('a subscription that has ended is gone, until the browser subscribes again', async () => {
  const { sandbox, push } = await opened();
  const phone = await sandbox.subscribe('phone');
  sandbox.end('phone');
  expect(await push.send(message(phone))).toMatchObject({ outcome: 'refused', reason: 'gone' });
  await sandbox.subscribe('phone');
  expect(await push.send(message(phone))).toMatchObject({ outcome: 'sent' });
});

test('a redirect is not followed', async () => {
  const { sandbox, push, address } = await opened();
  const phone = await sandbox.subscribe('phone');
  sandbox.fault({ kind: 307 });
  await expect(push.send(message(phone))).rejects.toMatchObject({ name: 'UnexpectedResponse', status: 307 });
  expect(sandbox.requests()).toHaveLength(1);
  expect(address).toMatch(/^http:/);
});

test('a token for later than a day, or of yesterday, is none', async () => {
  for (const days of [-1, 1]) {
    const { sandbox, push } = await opened(() => new Date(Date.now() + days * 86_400_000));
    await expect(push.send(message(await sandbox.subscribe('phone')))).rejects.toMatchObject({
      name: 'AuthorizationExpired',
    });
  }
});

test('what is too large, unsigned or not encrypted is refused as a push service does', async () => {
  const { sandbox } = await opened();
  const { endpoint } = await sandbox.subscribe('phone');
  const post = async (headers: Record<string, string>, body = 'x') =>
    (await fetch(endpoint, { method: 'POST', headers, body })).status;
  expect(await post({})).toBe(400);
  expect(await post({ ttl: '0' })).toBe(400);
  expect(await post({ ttl: '0', 'content-encoding': 'aesgcm' })).toBe(400);
  expect(await post({ ttl: '0', 'content-encoding': 'aes128gcm' })).toBe(401);
  expect(await post({ ttl: '0', 'content-encoding': 'aes128gcm' }, 'x'.repeat(4097))).toBe(413);
  expect(await post({ ttl: '0', topic: 'a b' })).toBe(400);
});
