import { expect, test } from 'vitest';
import { firstDifference } from './generated.ts';

test('the first line that differs is shown from both sides', () => {
  expect(firstDifference('a\nb\nc', 'a\nB\nc')).toBe('line 2:\n- b\n+ B');
});

test('a text that is shorter or longer differs where one of them ends', () => {
  expect(firstDifference('a', 'a\nb')).toBe('line 2:\n- (end)\n+ b');
  expect(firstDifference('a\nb', 'a')).toBe('line 2:\n- b\n+ (end)');
});
