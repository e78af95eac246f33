import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseChoices, wordsFilter } from './filters.ts';

test('one word is looked for in every column', () => {
  expect(wordsFilter(['full_name', 'email'], ' ann ')).toBe('full_name.ilike.*ann*,email.ilike.*ann*');
});

test('every word has to occur somewhere', () => {
  expect(wordsFilter(['full_name'], 'hughes  oliver')).toBe(
    'and(or(full_name.ilike.*hughes*),or(full_name.ilike.*oliver*))',
  );
});

test('nothing typed is no filter', () => {
  expect(wordsFilter(['full_name'], '  ')).toBeUndefined();
});

test('nobody writes a filter of their own into the field', () => {
  const hostile = fc.oneof(
    fc.string(),
    fc.constantFrom('a),or(status.eq.cancelled', '*,email.eq.x', 'a"b', 'x\\', '%', 'a.eq.b', ')))', "' or 1=1"),
  );
  fc.assert(
    fc.property(hostile, (text) => {
      const filter = wordsFilter(['full_name'], text);
      if (filter === undefined) return;
      const word = String.raw`full_name\.ilike\.\*[^,()"'\\%*\s]+\*`;
      expect(filter).toMatch(new RegExp(`^(${word}|and\\(or\\(${word}\\)(,or\\(${word}\\))+\\))$`, 'u'));
    }),
  );
});

test('a list in the address bar holds known values once', () => {
  expect(parseChoices('b,a,b,zzz', ['a', 'b', 'c'])).toEqual(['a', 'b']);
  expect(parseChoices(null, ['a'])).toEqual([]);
  expect(parseChoices('', ['a'])).toEqual([]);
});
