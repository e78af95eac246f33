import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expiryChoices, expiryOf, remaining, toExpiry, usualExpiry } from './expiry.ts';

const now = Date.parse('2026-03-02T09:00:00Z');
const hour = 60 * 60_000;
const at = (offset: number) => new Date(now + offset).toISOString();
const times = (...offsets: number[]) => offsets.map((offset) => ({ start: at(offset), end: at(offset + hour) }));

describe('when an offer ends', () => {
  test('after its hours, or when the first of its times begins', () => {
    expect(expiryOf(48, times(72 * hour, 96 * hour), now)).toEqual({ at: at(48 * hour), byFirstTime: false });
    expect(expiryOf(48, times(96 * hour, 5 * hour), now)).toEqual({ at: at(5 * hour), byFirstTime: true });
    expect(expiryOf(24, [], now)).toEqual({ at: at(24 * hour), byFirstTime: false });
  });

  test('never after either, whatever the times', () => {
    const offsets = fc.array(fc.integer({ min: 1, max: 60 * 24 * 20 }), { maxLength: 5 });
    fc.assert(
      fc.property(fc.constantFrom(...expiryChoices), offsets, (hours, minutes) => {
        const list = times(...minutes.map((minute) => minute * 60_000));
        const end = Date.parse(expiryOf(hours, list, now).at);
        expect(end).toBeLessThanOrEqual(now + hours * hour);
        for (const { start } of list) expect(end).toBeLessThanOrEqual(Date.parse(start));
        expect(end).toBeGreaterThan(now);
      }),
    );
  });

  test('what the list holds is understood, anything else is the usual', () => {
    for (const hours of expiryChoices) expect(toExpiry(String(hours))).toBe(hours);
    expect(toExpiry('12')).toBe(usualExpiry);
  });
});

describe('what is left', () => {
  test.each([
    [24 * hour, undefined],
    [24 * hour - 1, { unit: 'hours', count: 23 }],
    [hour, { unit: 'hours', count: 1 }],
    [hour - 1, { unit: 'minutes', count: 60 }],
    [1, { unit: 'minutes', count: 1 }],
    [0, undefined],
    [-hour, undefined],
  ])('%d ms before the end', (left, expected) => {
    expect(remaining(at(left), now)).toEqual(expected);
  });
});
