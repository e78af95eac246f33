import { describe, expect, test } from 'vitest';
import { createInbox, inboxPage } from './mail.ts';

const clock = () => new Date('2026-11-20T10:00:00Z');
const message = (subject: string, text = 'Your code: 123456') => ({ to: 'a@example.test', subject, text, html: '' });

describe('inbox', () => {
  test('keeps the newest 200, newest first', async () => {
    const inbox = createInbox(clock);
    for (let i = 1; i <= 205; i++) await inbox.send(message(`number ${i}`));
    const mails = inbox.list();
    expect(mails).toHaveLength(200);
    expect(mails[0]).toEqual({
      id: 205,
      at: '2026-11-20T10:00:00.000Z',
      to: 'a@example.test',
      subject: 'number 205',
      text: 'Your code: 123456',
    });
    expect(mails.at(-1)?.subject).toBe('number 6');
  });

  test('shows what was written, not what it would do', async () => {
    const inbox = createInbox(clock);
    await inbox.send(message('<script>alert(1)</script>', '<img onerror="x"> & "quotes"'));
    const html = inboxPage(inbox.list(), 'http://127.0.0.1:4280');
    expect(html).not.toMatch(/<script|<img/);
    expect(html).toContain('&#60;img onerror=&#34;x&#34;&#62; &#38; &#34;quotes&#34;');
  });

  test('makes links of this stack clickable, and no others', async () => {
    const inbox = createInbox(clock);
    await inbox.send(message('x', 'http://127.0.0.1:4280/auth/v1/verify?a=1&b=2 and https://elsewhere.example/x'));
    const html = inboxPage(inbox.list(), 'http://127.0.0.1:4280');
    expect(html).toContain('<a href="http://127.0.0.1:4280/auth/v1/verify?a=1&#38;b=2">');
    expect(html).not.toContain('href="https://elsewhere');
  });
});
