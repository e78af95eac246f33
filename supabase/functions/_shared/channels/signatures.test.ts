import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isFromSvix, isFromTwilio } from './signatures.ts';

const twilio = {
  authToken: '12345',
  url: 'https://mycompany.com/myapp.php?foo=1&bar=2',
  form: new URLSearchParams({
    CallSid: 'CA1234567890ABCDE',
    Caller: '+14158675310',
    Digits: '1234',
    From: '+14158675310',
    To: '+18005551212',
  }),
  // https://www.twilio.com/docs/usage/security#validating-requests
  signature: 'GvWf1cFY/Q7PnoempGyD5oXAezc=',
};

describe('Twilio', () => {
  test('the example of the vendor is genuine', async () => {
    expect(await isFromTwilio(twilio)).toBe(true);
  });

  test.each([
    ['another token', { authToken: '12346' }],
    ['another address', { url: 'https://mycompany.com/myapp.php?foo=1&bar=3' }],
    ['a field more', { form: new URLSearchParams([...twilio.form, ['Body', 'X']]) }],
    ['a field less', { form: new URLSearchParams([...twilio.form].slice(1)) }],
    ['no signature', { signature: null }],
    ['an empty one', { signature: '' }],
    ['one that is no base64', { signature: '!' }],
    ['a part of it', { signature: 'GvWf1cFY' }],
  ])('%s is not', async (_, change) => {
    expect(await isFromTwilio({ ...twilio, ...change })).toBe(false);
  });

  test('the port of the scheme may be there or not', async () => {
    const sign = (url: string) => createHmac('sha1', 'token').update(`${url}AB`).digest('base64');
    const form = new URLSearchParams({ A: 'B' });
    const url = 'https://care.example/functions/v1/channel-webhook/twilio/sms';
    const withPort = url.replace('care.example', 'care.example:443');
    expect(await isFromTwilio({ authToken: 'token', url, form, signature: sign(url) })).toBe(true);
    expect(await isFromTwilio({ authToken: 'token', url, form, signature: sign(withPort) })).toBe(true);
    const other = url.replace('care.example', 'care.example:8443');
    expect(await isFromTwilio({ authToken: 'token', url, form, signature: sign(other) })).toBe(false);
    expect(await isFromTwilio({ authToken: 'token', url: other, form, signature: sign(other) })).toBe(true);
  });

  test('a name that comes twice has its distinct values in order', async () => {
    const url = 'https://care.example/x';
    const form = new URLSearchParams([
      ['b', '2'],
      ['a', 'z'],
      ['a', 'y'],
      ['a', 'z'],
    ]);
    const signature = createHmac('sha1', 'token').update(`${url}ayazb2`).digest('base64');
    expect(await isFromTwilio({ authToken: 'token', url, form, signature })).toBe(true);
  });
});

describe('Svix', () => {
  // https://docs.svix.com/receiving/verifying-payloads/how-manual
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const now = new Date(1_614_265_330_000);
  const body = '{"test": 2432232314}';
  const good = {
    'svix-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'svix-timestamp': '1614265330',
    'svix-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  };
  const check = (change: Record<string, string> = {}, given: Partial<Parameters<typeof isFromSvix>[0]> = {}) =>
    isFromSvix({ secret, body, now, headers: new Headers({ ...good, ...change }), ...given });

  test('the example of the vendor is genuine, alone and among others', async () => {
    expect(await check()).toBe(true);
    expect(await check({ 'svix-signature': `v1,AAAA v2,x ${good['svix-signature']}` })).toBe(true);
  });

  test.each([
    ['another id', { 'svix-id': 'msg_x' }],
    ['another time', { 'svix-timestamp': '1614265331' }],
    ['a time that is none', { 'svix-timestamp': '1614265330.5' }],
    ['another version', { 'svix-signature': good['svix-signature'].replace('v1', 'v2') }],
    ['no signature', { 'svix-signature': '' }],
  ])('%s is not', async (_, change) => {
    expect(await check(change)).toBe(false);
  });

  test('what is older or newer than five minutes is not', async () => {
    const at = (seconds: number) => check({}, { now: new Date(now.getTime() + seconds * 1000) });
    expect(await Promise.all([-301, -300, 300, 301].map(at))).toEqual([false, true, true, false]);
  });

  test('another body or secret is not, nor an empty secret', async () => {
    expect(await check({}, { body: `${body} ` })).toBe(false);
    expect(await check({}, { secret: 'whsec_c2VjcmV0' })).toBe(false);
    expect(await check({}, { secret: 'whsec_' })).toBe(false);
    expect(await isFromSvix({ secret, body, now, headers: new Headers() })).toBe(false);
  });

  test('nothing that somebody makes up is genuine, nor does it throw', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.base64String(), fc.string(), async (text, signature, raw) => {
        const headers = new Headers({ ...good, 'svix-signature': `v1,${signature}` });
        expect(await isFromSvix({ secret, body: text, now, headers })).toBe(false);
        const form = new URLSearchParams(raw);
        expect(await isFromTwilio({ ...twilio, form, signature })).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});
