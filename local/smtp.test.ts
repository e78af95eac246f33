/** What really goes over the wire to a mail server, read by readers that know nothing of what wrote it. */
import { spawnSync } from 'node:child_process';
import PostalMime from 'postal-mime';
import { expect, onTestFinished, test } from 'vitest';
import { createSmtpEmail } from '../supabase/functions/_shared/channels/email/smtp.ts';
import { createMessages } from './inbox/messages.ts';
import { partsOf } from './inbox/testing/mime.ts';
import { startSmtp } from './smtp.ts';

async function opened(from = 'Práctica Harbour <practice@careslot.test>') {
  const messages = createMessages();
  const server = await startSmtp({ messages });
  onTestFinished(server.close);
  const channel = createSmtpEmail({ url: server.url, from, messageIdHost: 'careslot.test', timeoutMs: 5_000 });
  return { messages, server, channel };
}

const calendar = {
  method: 'REQUEST' as const,
  content: [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'METHOD:REQUEST',
    'BEGIN:VEVENT',
    'UID:1@careslot.test',
    'SUMMARY:Cita – Práctica',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n'),
};
const message = {
  key: 'delivery:00000000-0000-4000-8000-000000000001',
  to: 'lucia@correo.example',
  subject: 'Su cita del martes, 10:30 – Práctica Harbour',
  text: 'Su cita: martes a las 10:30.\nhttps://care.example/v/abc',
  html: '<!doctype html><html lang="es"><p>Su cita: martes a las 10:30.</p></html>',
};

test('an invitation is an alternative with its method, and a file', async () => {
  const { server, channel } = await opened();
  await channel.send({ ...message, calendar });
  const [mail] = server.raw();
  const root = partsOf(mail?.toString('latin1') ?? '');
  const shape = (part: typeof root): unknown =>
    part.parts.length ? { [part.type]: part.parts.map(shape) } : part.type;
  expect(shape(root)).toEqual({
    'multipart/mixed': [{ 'multipart/alternative': ['text/plain', 'text/html', 'text/calendar'] }, 'application/ics'],
  });
  const [plain, html, invitation] = root.parts[0]?.parts ?? [];
  expect(invitation?.parameters).toMatchObject({ method: 'REQUEST', charset: 'utf-8' });
  expect(plain?.text.trim()).toBe(message.text.replace('\n', '\r\n'));
  expect(html?.text.trim()).toBe(message.html);
  expect(invitation?.text).toBe(calendar.content);
  const file = root.parts[1];
  expect(file?.headers['content-disposition']).toMatch(/^attachment;\s*filename=invite\.ics$/);
  expect(file?.text).toBe(calendar.content);
});

test('the dates of a series are a file beside the invitation', async () => {
  const { server, channel } = await opened();
  const series = calendar.content.replace('REQUEST', 'PUBLISH');
  await channel.send({ ...message, calendar, series });
  const root = partsOf(server.raw()[0]?.toString('latin1') ?? '');
  expect(root.parts.map(({ type }) => type)).toEqual(['multipart/alternative', 'application/ics', 'application/ics']);
  const [, file, invitation] = root.parts;
  expect(invitation?.text).toBe(calendar.content);
  expect(file?.headers['content-disposition']).toMatch(/^attachment;\s*filename=visits\.ics$/);
  expect(file?.text).toBe(series);
});

test('the headers say who sends it, that a program does, and the same name at every try', async () => {
  const { server, channel, messages } = await opened();
  expect(await channel.send(message)).toEqual({
    outcome: 'sent',
    provider: 'smtp',
    providerId: '<delivery.00000000-0000-4000-8000-000000000001@careslot.test>',
  });
  await channel.send(message);
  const [first, second] = await Promise.all(server.raw().map((mail) => PostalMime.parse(mail)));
  expect(first).toMatchObject({
    messageId: '<delivery.00000000-0000-4000-8000-000000000001@careslot.test>',
    from: { name: 'Práctica Harbour', address: 'practice@careslot.test' },
    to: [{ name: '', address: 'lucia@correo.example' }],
    subject: message.subject,
    attachments: [],
  });
  expect(second?.messageId).toBe(first?.messageId);
  const headers = Object.fromEntries(first?.headers.map(({ key, value }) => [key, value]) ?? []);
  expect(headers).toMatchObject({ 'auto-submitted': 'auto-generated', 'x-auto-response-suppress': 'OOF, AutoReply' });
  expect(Object.keys(headers)).not.toContain('bcc');
  expect(messages.list()).toMatchObject([
    { to: 'lucia@correo.example', repeats: 1, text: expect.stringContaining('10:30') },
  ]);
});

test('nothing in a subject or an address becomes a header or a second recipient', async () => {
  const { server, channel, messages } = await opened();
  await channel.send({ ...message, subject: 'Hello\r\nBcc: eve@evil.example\r\n\r\nbody' });
  for (const to of ['lucia@correo.example, eve@evil.example', 'a@b.example>\r\nRCPT TO:<eve@evil.example']) {
    expect(await channel.send({ ...message, to })).toMatchObject({ outcome: 'refused', reason: 'bad_address' });
  }
  expect(messages.list().map(({ to }) => to)).toEqual(['lucia@correo.example']);
  const [mail] = server.raw();
  const head = mail?.toString('latin1').split('\r\n\r\n')[0] ?? '';
  expect(head).not.toMatch(/^bcc:/im);
});

test('the sender and the greeting are the operator’s to mend, a full mailbox is not', async () => {
  const { server, channel } = await opened();
  server.fault({ step: 'mail', code: 553, text: '5.1.8 Who is that?' });
  await expect(channel.send(message)).rejects.toMatchObject({ name: 'UnexpectedResponse', status: 553 });
  server.fault({ step: 'connect', code: 554, text: 'No service for you' });
  await expect(channel.send(message)).rejects.toMatchObject({ name: 'UnexpectedResponse', status: 554 });
  server.fault({ step: 'connect', code: 421, text: 'Too busy' });
  await expect(channel.send(message)).rejects.toMatchObject({ name: 'Unreachable' });
  server.fault({ step: 'data', code: 554, text: '5.6.0 Spam' });
  expect(await channel.send(message)).toMatchObject({ outcome: 'refused', reason: 'rejected' });
  expect(await channel.send(message)).toMatchObject({ outcome: 'sent' });
});

test('a server elsewhere that offers no TLS is told nothing', async () => {
  const { server, messages } = await opened();
  // Another name of this machine, so that it does not count as this machine.
  const url = server.url.replace('127.0.0.1', '[::ffff:127.0.0.1]');
  const given = { from: 'practice@careslot.test', messageIdHost: 'careslot.test', timeoutMs: 5_000 };
  const sending = createSmtpEmail({ ...given, url }).send(message);
  await expect(sending).rejects.toMatchObject({ name: 'UnexpectedResponse', message: expect.stringContaining('TLS') });
  expect(messages.list()).toEqual([]);
  const open = createSmtpEmail({ ...given, url: `${url}?tls=optional` });
  expect(await open.send(message)).toMatchObject({ outcome: 'sent' });
});

const python = spawnSync('python3', ['-c', 'import email.policy']).status === 0;
const reason = python ? '' : ' (skipped: there is no python3)';

test.skipIf(!python)(`Python reads the same invitation${reason}`, async () => {
  const { server, channel } = await opened();
  await channel.send({ ...message, calendar });
  const program = `
import email, email.policy, json, sys
mail = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
parts = [{'type': part.get_content_type(), 'method': part.get_param('method'), 'file': part.get_filename()} for part in mail.walk()]
calendar = [part for part in mail.walk() if part.get_content_type() == 'text/calendar'][0]
print(json.dumps({'parts': parts, 'subject': mail['subject'], 'defects': len(mail.defects), 'calendar': calendar.get_content()}))
`;
  const told = spawnSync('python3', ['-c', program], { input: server.raw()[0], encoding: 'utf8' });
  expect(told.stderr).toBe('');
  expect(JSON.parse(told.stdout)).toEqual({
    parts: [
      { type: 'multipart/mixed', method: null, file: null },
      { type: 'multipart/alternative', method: null, file: null },
      { type: 'text/plain', method: null, file: null },
      { type: 'text/html', method: null, file: null },
      { type: 'text/calendar', method: 'REQUEST', file: null },
      { type: 'application/ics', method: null, file: 'invite.ics' },
    ],
    subject: message.subject,
    defects: 0,
    calendar: calendar.content,
  });
});
