import { describe, expect, test } from 'vitest';
import { resendStatus, twilioStatus } from './statuses.ts';

test('[NT9] the words of Twilio', () => {
  expect(['queued', 'sent', 'delivered', 'undelivered', 'failed', 'read'].map(twilioStatus)).toEqual([
    'queued',
    'sent',
    'delivered',
    'undelivered',
    'failed',
    'opened',
  ]);
  expect(twilioStatus('receiving')).toBeNull();
  expect(twilioStatus('constructor')).toBeNull();
});

describe('[NT9] the events of Resend', () => {
  const event = (type: string, bounce?: string) =>
    JSON.stringify({
      type,
      created_at: '2026-11-24T10:00:00Z',
      data: { email_id: 'm1', ...(bounce ? { bounce: { type: bounce } } : {}) },
    });

  test('only a permanent bounce says that the mailbox does not exist', () => {
    expect(resendStatus(event('email.bounced', 'Permanent'))).toEqual({
      provider_message_id: 'm1',
      status: 'bounced',
      address: null,
    });
    expect(resendStatus(event('email.bounced', 'Transient'))?.status).toBe('undelivered');
    expect(resendStatus(event('email.bounced'))?.status).toBe('undelivered');
  });

  test.each([
    [['paula@example.org'], 'paula@example.org'],
    [['a@example.org', 'b@example.org'], null],
    [['Paula <paula@example.org>'], null],
    [[], null],
    ['paula@example.org', null],
  ])('the address is the one that it was sent to: %j', (to, address) => {
    const body = JSON.stringify({ type: 'email.complained', data: { email_id: 'm1', to } });
    expect(resendStatus(body)).toEqual({ provider_message_id: 'm1', status: 'complained', address });
  });

  test('delivered, opened, complained', () => {
    expect(['delivered', 'opened', 'complained'].map((name) => resendStatus(event(`email.${name}`))?.status)).toEqual([
      'delivered',
      'opened',
      'complained',
    ]);
  });

  test.each(['', 'null', '[]', '{"type": "email.delivered"}', event('contact.created'), event('toString')])(
    '%s says nothing',
    (body) => {
      expect(resendStatus(body)).toBeNull();
    },
  );
});
