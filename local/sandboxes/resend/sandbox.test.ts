import { expect, onTestFinished, test } from 'vitest';
import { isFromSvix } from '../../../supabase/functions/_shared/channels/signatures.ts';
import { createMessages } from '../../inbox/messages.ts';
import { startReceiver } from '../messaging/receiver.ts';
import { createResendSandbox } from './sandbox.ts';

const NOW = new Date('2026-11-20T10:00:00Z');

async function opened() {
  const messages = createMessages(() => NOW);
  const receiver = await startReceiver();
  const sandbox = createResendSandbox({ now: () => NOW, messages, webhookUrl: `${receiver.url}/resend` });
  const url = await sandbox.listen();
  onTestFinished(async () => {
    await sandbox.settled();
    await sandbox.close();
    await receiver.close();
  });
  const { RESEND_API_KEY: key = '', RESEND_WEBHOOK_SECRET: secret = '' } = sandbox.environment();
  const send = async (body: object, headers: Record<string, string> = {}) => {
    const response = await fetch(`${url}/emails`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    return {
      status: response.status,
      ...((await response.json()) as { id?: string; name?: string; message?: string }),
    };
  };
  return { messages, receiver, sandbox, url, key, secret, send };
}

const mail = {
  from: 'A <a@care.example>',
  to: ['priya@care.example'],
  subject: 'Hello',
  text: 'Hi',
  html: '<p>Hi</p>',
};

test('a key that is used again gives the same message, with other contents a conflict', async () => {
  const { send, messages, sandbox } = await opened();
  const first = await send(mail, { 'idempotency-key': 'k1' });
  expect(await send(mail, { 'idempotency-key': 'k1' })).toEqual(first);
  expect(await send({ ...mail, text: 'Other' }, { 'idempotency-key': 'k1' })).toMatchObject({
    status: 409,
    name: 'invalid_idempotent_request',
  });
  expect((await send(mail, { 'idempotency-key': 'k2' })).id).not.toBe(first.id);
  expect(messages.list().map(({ repeats }) => repeats)).toEqual([0, 1]);
  expect(Object.fromEntries(sandbox.keys())).toEqual({ k1: 3, k2: 1 });
  expect(await send(mail, { 'idempotency-key': 'x'.repeat(257) })).toMatchObject({ status: 400 });
});

test('without a key of the API, with a wrong one and with a wrong address it refuses as the service does', async () => {
  const { send, url } = await opened();
  expect((await fetch(`${url}/emails`, { method: 'POST', body: '{}' })).status).toBe(401);
  expect(await send(mail, { authorization: 'Bearer re_wrong' })).toMatchObject({
    status: 403,
    name: 'invalid_api_key',
  });
  expect(await send({ ...mail, to: 'nobody' })).toMatchObject({
    status: 422,
    name: 'validation_error',
    message: expect.stringContaining('`to`'),
  });
  expect(await send({ to: mail.to })).toMatchObject({ status: 422 });
});

test('a file is kept with its method', async () => {
  const { send, messages } = await opened();
  const content = Buffer.from('BEGIN:VCALENDAR').toString('base64');
  const attachment = { filename: 'invite.ics', content, content_type: 'text/calendar; charset=utf-8; method=CANCEL' };
  await send({ ...mail, attachments: [attachment] });
  const [kept] = messages.list()[0]?.attachments ?? [];
  expect({ ...kept, content: Buffer.from(kept?.content ?? []).toString() }).toEqual({
    name: 'invite.ics',
    type: 'text/calendar; charset=utf-8; method=CANCEL',
    method: 'CANCEL',
    content: 'BEGIN:VCALENDAR',
  });
});

test('what becomes of a message is told, signed', async () => {
  const { send, receiver, secret, sandbox, messages } = await opened();
  const tags = [{ name: 'key', value: 'delivery_1' }];
  const { id } = await send({ ...mail, to: ['bounced@resend.dev'], tags });
  await sandbox.settled();
  const events = receiver.requests();
  for (const { headers, body } of events) {
    expect(await isFromSvix({ secret, headers, body, now: NOW })).toBe(true);
    expect(await isFromSvix({ secret, headers, body: `${body} `, now: NOW })).toBe(false);
  }
  expect(events.map(({ body }) => JSON.parse(body) as unknown)).toMatchObject([
    { type: 'email.sent', data: { email_id: id, to: ['bounced@resend.dev'], tags: { key: 'delivery_1' } } },
    { type: 'email.bounced', data: { email_id: id, bounce: { type: 'Permanent' } } },
  ]);
  expect(messages.list()[0]?.status).toBe('bounced');
  await sandbox.tell(id ?? '', 'complained');
  expect(receiver.requests()).toHaveLength(3);
});

test('trouble over HTTP', async () => {
  const { send, url } = await opened();
  const fault = { kind: 429, retryAfter: 3 };
  const headers = { 'content-type': 'application/json' };
  await fetch(`${url}/_control/faults`, { method: 'POST', headers, body: JSON.stringify(fault) });
  expect(await send(mail)).toMatchObject({ status: 429, name: 'rate_limit_exceeded' });
  expect(await send(mail)).toMatchObject({ status: 200 });
  const foreign = { 'content-type': 'text/plain', origin: 'https://elsewhere.example' };
  expect((await fetch(`${url}/_control/faults`, { method: 'POST', headers: foreign, body: '{}' })).status).toBe(403);
  expect((await fetch(`${url}/_control/nothing`)).status).toBe(404);
});
