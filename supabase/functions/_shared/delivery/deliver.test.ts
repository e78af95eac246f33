import { describe, expect, test } from 'vitest';
import type { Channels, EmailMessage, PushMessage, SendResult, SmsMessage } from '../channels/port.ts';
import type { Notice } from '../core/notifications/notice.ts';
import { links, noticeOf, now } from '../core/notifications/testing.ts';
import { AuthorizationExpired, RateLimited, UnexpectedResponse, Unreachable } from '../http/outside.ts';
import { deliver } from './deliver.ts';

const sent = (providerId: string): SendResult => ({ outcome: 'sent', provider: 'smtp', providerId });
const subscription = (n: number) => ({
  subscription_id: `00000000-0000-4000-8000-00000000000${n}`,
  endpoint: `https://push.example.test/${n}`,
  p256dh: 'key',
  auth: 'secret',
});
const notice = (change: Partial<Notice>) => ({
  ...noticeOf('reminder', {
    recipient: { email: 'reader@example.test', phone: '+41790000000', push: [subscription(1), subscription(2)] },
  }),
  ...change,
});

function ports(channels: Partial<Channels>) {
  const forgotten: string[] = [];
  const stopped: string[] = [];
  return {
    forgotten,
    stopped,
    channels: { email: null, sms: null, push: null, ...channels },
    linksFor: async () => links,
    calendarFor: () => ({ calendar: { method: 'REQUEST' as const, content: 'BEGIN:VCALENDAR' } }),
    forgetSubscription: async (id: string) => {
      forgotten.push(id);
    },
    stopTexts: async (phone: string) => {
      stopped.push(phone);
    },
    now: () => now,
  };
}

describe('a message', () => {
  test('goes with its key, its words and its invitation', async () => {
    const mails: EmailMessage[] = [];
    const email = {
      send: async (mail: EmailMessage) => {
        mails.push(mail);
        return sent('m1');
      },
    };
    const settled = await deliver(notice({ channel: 'email' }), ports({ email }));
    expect(settled).toEqual({ outcome: 'sent', provider: 'smtp', provider_message_id: 'm1' });
    expect(mails).toMatchObject([
      {
        key: notice({}).idempotency_key,
        to: 'reader@example.test',
        calendar: { method: 'REQUEST' },
        subject: expect.stringMatching(/^Reminder/),
      },
    ]);
  });

  test('in the app needs no channel', async () => {
    expect(await deliver(notice({ channel: 'in_app' }), ports({}))).toEqual({ outcome: 'sent' });
  });

  test.each(['email', 'sms', 'push'] as const)(
    'by %s is skipped where the operator has not set it up',
    async (channel) => {
      expect(await deliver(notice({ channel }), ports({}))).toEqual({
        outcome: 'skipped',
        error_message: 'channel_off',
      });
    },
  );

  test('a text message ends with the visit', async () => {
    const valid: number[] = [];
    const sms = {
      send: async ({ validForSeconds }: SmsMessage) => {
        valid.push(validForSeconds);
        return sent('s1');
      },
    };
    const soon = {
      ...notice({ channel: 'sms' }),
      visit: { ...noticeOf('reminder').visit!, start: new Date(now.getTime() + 600_000).toISOString() },
    };
    await deliver(soon, ports({ sms }));
    await deliver(notice({ channel: 'sms' }), ports({ sms }));
    expect(valid).toEqual([600, 4 * 3600]);
  });

  test('[NT2] at a second try the provider is asked first whether it has it', async () => {
    let sends = 0;
    const sms = {
      send: async () => {
        sends += 1;
        return sent('new');
      },
      findSent: async () => sent('old'),
    };
    expect(await deliver(notice({ channel: 'sms', attempts: 1 }), ports({ sms }))).toMatchObject({
      provider_message_id: 'old',
    });
    expect(await deliver(notice({ channel: 'sms', attempts: 0 }), ports({ sms }))).toMatchObject({
      provider_message_id: 'new',
    });
    expect(sends).toBe(1);
  });
});

test('[NT26] a number that the carrier has stopped (21610) is written down as stopped', async () => {
  const sms = { send: async (): Promise<SendResult> => ({ outcome: 'refused', reason: 'opted_out', detail: '21610' }) };
  const made = ports({ sms });
  expect(await deliver(notice({ channel: 'sms' }), made)).toEqual({ outcome: 'failed', error_message: 'opted_out' });
  expect(made.stopped).toEqual(['+41790000000']);
});

describe('[NT8] push', () => {
  const push = (answers: (SendResult | Error)[]) => ({
    send: async ({ subscription: { endpoint } }: PushMessage) => {
      const answer = answers[Number(endpoint.at(-1)) - 1];
      if (answer instanceof Error) throw answer;
      return answer as SendResult;
    },
  });
  const gone: SendResult = { outcome: 'refused', reason: 'gone', detail: '410' };

  test('one device is enough, and one that has gone is forgotten', async () => {
    const made = ports({ push: push([gone, sent('p')]) });
    expect(await deliver(notice({ channel: 'push' }), made)).toMatchObject({ outcome: 'sent' });
    expect(made.forgotten).toEqual([subscription(1).subscription_id]);
  });

  test('without any device left there is nowhere to send it', async () => {
    expect(await deliver(notice({ channel: 'push' }), ports({ push: push([gone, gone]) }))).toEqual({
      outcome: 'skipped',
      error_message: 'no_address',
    });
  });

  test('a device that cannot be reached now is tried again, unless another one was', async () => {
    const down = new Unreachable('down');
    expect(await deliver(notice({ channel: 'push' }), ports({ push: push([gone, down]) }))).toMatchObject({
      outcome: 'retry',
    });
    expect(await deliver(notice({ channel: 'push' }), ports({ push: push([sent('p'), down]) }))).toMatchObject({
      outcome: 'sent',
    });
  });
});

describe('[NT6] what goes wrong', () => {
  const failing = (error: unknown) => ({
    send: async () => {
      throw error;
    },
  });

  test.each([
    [new Unreachable('secret detail'), { outcome: 'retry', error_message: 'provider_unreachable' }],
    [
      new RateLimited('secret detail', 30),
      { outcome: 'retry', error_message: 'rate_limited', retry_after_seconds: 30 },
    ],
    [new AuthorizationExpired('secret detail'), { outcome: 'retry', error_message: 'credentials_refused' }],
    [new UnexpectedResponse('secret detail', 400), { outcome: 'retry', error_message: 'provider_refused_400' }],
    [new UnexpectedResponse('secret detail', null), { outcome: 'retry', error_message: 'unexpected' }],
    [new TypeError('secret detail'), { outcome: 'retry', error_message: 'unexpected' }],
  ])('%s is tried again, and says no more than its kind', async (error, settled) => {
    expect(await deliver(notice({ channel: 'email' }), ports({ email: failing(error) }))).toEqual(settled);
  });

  test.each(['opted_out', 'bad_address', 'rejected'] as const)('%s is final', async (reason) => {
    const email = { send: async (): Promise<SendResult> => ({ outcome: 'refused', reason, detail: 'secret detail' }) };
    expect(await deliver(notice({ channel: 'email' }), ports({ email }))).toEqual({
      outcome: 'failed',
      error_message: reason,
    });
  });
});
