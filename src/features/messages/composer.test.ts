import { expect, test } from 'vitest';
import { charactersLeft, longestMessage, sends } from './composer.ts';

const enter = { key: 'Enter', shiftKey: false, altKey: false, composing: false };

test('Enter sends, except with Shift, on a phone, or while a word is being composed', () => {
  expect(sends(enter, false)).toBe(true);
  expect(sends({ ...enter, shiftKey: true }, false)).toBe(false);
  expect(sends({ ...enter, composing: true }, false)).toBe(false);
  expect(sends({ ...enter, key: 'a' }, false)).toBe(false);
  expect(sends(enter, true)).toBe(false);
});

test('room is counted when it becomes scarce', () => {
  expect(charactersLeft('x'.repeat(longestMessage - 500))).toBeUndefined();
  expect(charactersLeft('x'.repeat(longestMessage - 499))).toBe(499);
  expect(charactersLeft('x'.repeat(longestMessage))).toBe(0);
});
