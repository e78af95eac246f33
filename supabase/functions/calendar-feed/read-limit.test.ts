import { expect, test } from 'vitest';
import { createReadLimit } from './read-limit.ts';

test('[IC14] so many in a row of time, for each address; the oldest is forgotten where there are too many', () => {
  let now = 0;
  const limit = createReadLimit({ reads: 2, windowMs: 1_000, keys: 2 }, () => now);
  expect([limit.count('a'), limit.count('a'), limit.count('a')]).toEqual([null, null, 1]);
  expect(limit.count('b')).toBeNull();
  now = 500;
  expect(limit.count('a')).toBe(1);
  expect(limit.count('c')).toBeNull();
  expect(limit.count('a')).toBeNull();
  now = 2_000;
  expect([limit.count('a'), limit.count('a'), limit.count('a')]).toEqual([null, null, 1]);
});
