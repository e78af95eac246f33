import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seed } from '../../../../../tests/support/random.ts';
import { idOf, urlOf } from './path.ts';

const calendar = 'https://dav.example.org/ann/home/';

test('however a server writes an address, the id is the same', () => {
  for (const href of ['/ann/home/a@b c.ics', '/ann/home/a%40b%20c.ics', `${calendar}a%40b c.ics`, 'a@b%20c.ics']) {
    expect(idOf(href, calendar)).toBe('/ann/home/a@b c.ics');
  }
});

test('an id leads back to the object, whatever its name is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (name) => {
      fc.pre(!['.', '..'].includes(name));
      const href = `/ann/home/${encodeURIComponent(name)}`;
      const url = urlOf(idOf(href, calendar), calendar);
      expect(decodeURIComponent(new URL(url).pathname)).toBe(`/ann/home/${name}`);
      expect(idOf(url, calendar)).toBe(idOf(href, calendar));
    }),
    { seed },
  );
  expect(new URL(urlOf('//evil.example/x', calendar)).host).toBe('dav.example.org');
});
