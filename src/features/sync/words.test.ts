import { afterEach, expect, test } from 'vitest';
import { formatAgo, formatShare, lengthOf } from './words.ts';

const now = Date.parse('2026-11-24T10:00:00Z');
const ago = (seconds: number) => formatAgo(new Date(now - seconds * 1000).toISOString(), now);
afterEach(() => document.documentElement.removeAttribute('lang'));

test('how long ago, in the largest unit that is full; the future is now', () => {
  expect(ago(-30)).toBe('now');
  expect(ago(59)).toBe('now');
  expect(ago(60)).toBe('1 minute ago');
  expect(ago(59 * 60 + 59)).toBe('59 minutes ago');
  expect(ago(2 * 3600)).toBe('2 hours ago');
  expect(ago(86_400)).toBe('yesterday');
  expect(ago(3 * 86_400)).toBe('3 days ago');
  document.documentElement.lang = 'es';
  expect(ago(120)).toBe('hace 2 minutos');
});

test('how long something takes has as many digits as one can judge by', () => {
  expect(lengthOf(840)).toEqual({ unit: 'seconds', value: '0.8' });
  expect(lengthOf(12_400)).toEqual({ unit: 'seconds', value: '12' });
  expect(lengthOf(150_000)).toEqual({ unit: 'minutes', value: '3' });
  expect(lengthOf(2 * 3_600_000)).toEqual({ unit: 'hours', value: '2' });
});

test('one failure in ten thousand is not a hundred percent', () => {
  expect(formatShare(412, 3)).toBe('99.2%');
  expect(formatShare(9_999, 1)).toBe('99.9%');
  expect(formatShare(5, 0)).toBe('100%');
});
