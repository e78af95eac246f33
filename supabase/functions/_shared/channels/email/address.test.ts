import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hostOf, isMailbox, senderOf } from './address.ts';

test.each(['a@b.example', "o'neil+tag@mail.example.org", 'lucía@correo.example', 'a@localhost'])('%s', (address) => {
  expect(isMailbox(address)).toBe(true);
});

test.each([
  '',
  'a',
  '@b.example',
  'a@',
  'a@b@c.example',
  'a b@c.example',
  'a@b.example, c@d.example',
  'A <a@b.example>',
  'a@b.example\r\nBcc: c@d.example',
  'a@b.example\u0000',
  `${'a'.repeat(65)}@b.example`,
])('%j is nobody’s', (address) => {
  expect(isMailbox(address)).toBe(false);
});

test.each([
  ['a@b.example', { name: '', address: 'a@b.example' }],
  ['Harbour Street <a@b.example>', { name: 'Harbour Street', address: 'a@b.example' }],
  ['"Street, Harbour" <a@b.example>', { name: 'Street, Harbour', address: 'a@b.example' }],
  ['<a@b.example>', { name: '', address: 'a@b.example' }],
  ['Harbour Street', null],
  ['Harbour <a@b.example> <c@d.example>', null],
  ['Harbour\r\nBcc: x@y.example <a@b.example>', null],
])('the sender %j', (text, sender) => {
  expect(senderOf(text)).toEqual(sender);
});

test('the host of an address', () => {
  expect(hostOf('a@b.example')).toBe('b.example');
});

test('what is taken for a mailbox is one line with one @', () => {
  const piece = fc.constantFrom('a', '@', '.', ',', ';', '<', '>', ' ', '"', '\r\n', '\u0000', '\u2028', 'é', '(');
  const nearly = fc.array(piece, { minLength: 2, maxLength: 6 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(nearly, (text) => {
      expect(isMailbox(text)).toBe(/^[a.é]+@[a.é]+$/.test(text));
    }),
    { numRuns: 1_000 },
  );
});
