import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { verifyHs256 } from './jwt.ts';

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
function token(claims: unknown, { alg = 'HS256', secret = 's3cret' } = {}): string {
  const text = `${encode({ alg, typ: 'JWT' })}.${encode(claims)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}
const now = 1_800_000_000_000;
const valid = { sub: 'a', role: 'authenticated', exp: now / 1000 + 60 };

describe('verifyHs256', () => {
  test('gives the claims of a valid token', () => {
    expect(verifyHs256(token(valid), 's3cret', now)).toEqual(valid);
  });

  test.each([
    ['another secret', token(valid, { secret: 'other' })],
    ['another algorithm', token(valid, { alg: 'none' })],
    ['expiry', token({ ...valid, exp: now / 1000 })],
    ['no expiry', token({ sub: 'a' })],
    ['a changed payload', token(valid).replace(/\.[^.]+\./, `.${encode({ ...valid, sub: 'b' })}.`)],
    ['no signature', token(valid).replace(/[^.]+$/, '')],
    ['four parts', `${token(valid)}.x`],
    ['no token', 'sb_publishable_x'],
    ['nothing', ''],
  ])('refuses %s', (_, text) => {
    expect(verifyHs256(text, 's3cret', now)).toBeNull();
  });
});
