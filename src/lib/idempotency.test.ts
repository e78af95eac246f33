import { expect, test } from 'vitest';
import { createIdempotency } from './idempotency.ts';

test('the same form sent again keeps its key; other values are a new intention', () => {
  let count = 0;
  const keyFor = createIdempotency(() => `key-${++count}`);
  const first = keyFor({ start: 1 });
  expect(keyFor({ start: 1 })).toBe(first);
  const second = keyFor({ start: 2 });
  expect(second).not.toBe(first);
  expect(keyFor({ start: 2 })).toBe(second);
});
