import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createMessages } from './messages.ts';
import { createInboxRoutes } from './routes.ts';

const clock = () => new Date('2026-11-20T10:00:00Z');
const person = '+447700900102';

async function opened() {
  const messages = createMessages(clock);
  const answers: [string, string][] = [];
  const routes = createInboxRoutes({ messages, reply: async (from, body) => void answers.push([from, body]) });
  const server = http.createServer((request, response) => void routes(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const page = async (path = '/inbox') => (await fetch(origin + path)).text();
  const post = (form: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(`${origin}/inbox/replies`, { method: 'POST', body: new URLSearchParams(form), headers, redirect: 'manual' });
  return { messages, answers, origin, page, post };
}

const mail = { channel: 'email', via: 'SMTP', to: 'a@example.test' } as const;

test('shows what was written, not what it would do', async () => {
  const { messages, page } = await opened();
  const nasty = '<img onerror="x"> & "quotes"';
  messages.add({ ...mail, to: nasty, subject: '<script>alert(1)</script>', text: nasty, status: nasty });
  messages.add({ channel: 'sms', via: 'Twilio', to: nasty, text: nasty });
  messages.add({ channel: 'push', via: nasty, to: nasty, subject: nasty, url: 'javascript:alert(1)' });
  const html = await page();
  expect(html).not.toMatch(/<script|<img|href="javascript/);
  expect(html).toContain('&#60;img onerror=&#34;x&#34;&#62; &#38; &#34;quotes&#34;');
});

test('makes links of this stack clickable, and no others', async () => {
  const { messages, origin, page } = await opened();
  const evil = `${origin}.evil.example/x`;
  messages.add({ ...mail, text: `${origin}/auth/v1/verify?a=1&b=2 and https://elsewhere.example/x and ${evil}` });
  const html = await page();
  expect(html).toContain(`<a href="${origin}/auth/v1/verify?a=1&#38;b=2">`);
  expect(html).not.toContain('href="https://elsewhere');
  expect(html).not.toContain(`href="${evil}`);
});

test('filters by kind and by person, and says which filter is on', async () => {
  const { messages, page } = await opened();
  messages.add({ ...mail, subject: 'Sign-in code' });
  messages.add({ channel: 'push', via: 'Web Push', to: 'Browser okafor', subject: 'Pushed' });
  const pushes = await page('/inbox?channel=push');
  expect(pushes).toContain('Pushed');
  expect(pushes).not.toContain('Sign-in code');
  expect(pushes).toContain('<a href="/inbox?channel=push" aria-current="page">Pushes (1)</a>');
  expect(await page('/inbox?to=a%40example.test')).not.toContain('Pushed');
  expect(await page('/inbox?channel=sms')).toContain('No messages yet');
});

test('text messages of one number are one conversation, oldest first, with the words to answer', async () => {
  const { messages, page } = await opened();
  messages.add({ channel: 'sms', via: 'Twilio', to: person, text: 'Reply C to confirm', status: 'delivered' });
  messages.add({ ...mail, subject: 'Between' });
  messages.add({ channel: 'sms', via: 'Twilio', direction: 'in', from: person, to: '+15005550006', text: 'Hello?' });
  const html = await page();
  expect(html.match(/<article/g)).toHaveLength(2);
  expect(html.indexOf('Reply C to confirm')).toBeLessThan(html.indexOf('Hello?'));
  expect(html.indexOf('Hello?')).toBeLessThan(html.indexOf('Between'));
  for (const word of ['C', 'X', 'R', 'STOP', 'START', 'HELP'])
    expect(html).toContain(`<button name="body" value="${word}">`);
});

test('an answer is given to the service, and the page comes back', async () => {
  const { answers, post } = await opened();
  const response = await post({ from: person, body: ' C ' }, { 'sec-fetch-site': 'same-origin' });
  expect([response.status, response.headers.get('location')]).toEqual([303, '/inbox?channel=sms&to=%2B447700900102']);
  expect(answers).toEqual([[person, 'C']]);
});

test('a form of another site, or without a number or a text, is refused', async () => {
  const { answers, origin, post } = await opened();
  const good = { from: person, body: 'C' };
  expect((await post(good, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect((await post(good, { 'sec-fetch-site': 'none' })).status).toBe(403);
  expect((await post(good, { origin: 'https://elsewhere.example' })).status).toBe(403);
  expect((await post(good, { origin: 'null' })).status).toBe(403);
  expect((await post({ from: person, body: ' ' })).status).toBe(422);
  expect((await post({ from: person, body: 'x'.repeat(1601) })).status).toBe(422);
  expect((await post({ from: 'a@example.test', body: 'C' })).status).toBe(422);
  expect(answers).toEqual([]);
  expect((await post(good, { origin })).status).toBe(303);
});

test('the HTML of a mail may look as it likes, and run, load and send nothing', async () => {
  const { messages, origin, page } = await opened();
  messages.add({ ...mail, html: '<script>alert(1)</script><p>Hello' });
  expect(await page()).toContain('<a href="/inbox/1/html">');
  const response = await fetch(`${origin}/inbox/1/html`);
  expect(await response.text()).toBe('<script>alert(1)</script><p>Hello');
  const policy = response.headers.get('content-security-policy');
  expect(policy).toMatch(/^sandbox/);
  expect(policy).not.toContain('allow-scripts');
  expect(policy).toContain("default-src 'none'");
});

test('a file is named with the method of an invitation, and is saved, never opened', async () => {
  const { messages, origin, page } = await opened();
  const content = new TextEncoder().encode('BEGIN:VCALENDAR');
  const attachment = { name: 'in"vité.ics', type: 'text/calendar', method: 'REQUEST', content };
  messages.add({ ...mail, attachments: [attachment] });
  expect(await page()).toContain('(invitation, REQUEST)</a>');
  const response = await fetch(`${origin}/inbox/1/attachments/0`);
  expect(response.headers.get('content-disposition')).toBe('attachment; filename="in_vit_.ics"');
  expect(response.headers.get('content-type')).toBe('application/octet-stream');
  expect(await response.text()).toBe('BEGIN:VCALENDAR');
  for (const path of ['/inbox/1/attachments/1', '/inbox/1/html', '/inbox/2/html', '/inbox/x', '/inbox.json/x']) {
    expect({ path, status: (await fetch(origin + path)).status }).toEqual({ path, status: 404 });
  }
});

test('programs read the same, without the contents of files', async () => {
  const { messages, origin } = await opened();
  const content = new Uint8Array(3);
  const attachments = [{ name: 'invite.ics', type: 'text/calendar', method: 'CANCEL', content }];
  messages.add({ ...mail, subject: 'Cancelled', text: 'Hi', html: '<p>Hi', attachments });
  messages.add({ channel: 'sms', via: 'Twilio', to: person, text: 'Hello' });
  const read = async (query = '') => (await (await fetch(`${origin}/inbox.json${query}`)).json()) as unknown[];
  expect(await read()).toHaveLength(2);
  expect(await read('?channel=email&to=a%40example.test')).toEqual([
    {
      id: 1,
      at: '2026-11-20T10:00:00.000Z',
      channel: 'email',
      direction: 'out',
      to: 'a@example.test',
      from: '',
      subject: 'Cancelled',
      text: 'Hi',
      html_url: '/inbox/1/html',
      attachments: [{ name: 'invite.ics', type: 'text/calendar', method: 'CANCEL', url: '/inbox/1/attachments/0' }],
      url: null,
      via: 'SMTP',
      status: null,
      repeats: 0,
    },
  ]);
  expect((await fetch(`${origin}/inbox.json`, { method: 'POST' })).status).toBe(405);
});
