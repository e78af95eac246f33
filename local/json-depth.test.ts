import { expect, test } from 'vitest';
import { deeperThan } from './json-depth.ts';

const deeper = (levels: number, text: string) => deeperThan(levels, Buffer.from(text));

test('counts lists and objects within each other', () => {
  expect(deeper(2, '[{"a": 1}, [2]]')).toBe(false);
  expect(deeper(1, '[{"a": 1}, [2]]')).toBe(true);
  expect(deeper(1, '[][][]{}{}')).toBe(false);
  expect(deeper(100, `{"a":${'['.repeat(100)}`)).toBe(true);
});

test('does not count brackets in texts, whatever is escaped there', () => {
  expect(deeper(1, '["[[[", "\\"[[[", "\\\\", "é[[["]')).toBe(false);
  expect(deeper(1, '["\\\\", [1]]')).toBe(true);
  expect(deeper(0, '')).toBe(false);
});
