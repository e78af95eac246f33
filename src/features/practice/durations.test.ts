import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayUnits, minuteUnits, parseAmount, toParts, toTotal } from './durations.ts';

test.each([
  [0, { value: 0, unit: 'hours' }],
  [90, { value: 90, unit: 'minutes' }],
  [120, { value: 2, unit: 'hours' }],
  [2880, { value: 2, unit: 'days' }],
  [1500, { value: 25, unit: 'hours' }],
])('%i minutes are said in the largest unit without a rest', (total, parts) => {
  expect(toParts(total, minuteUnits)).toEqual(parts);
});

test('any length survives being split, written and read again', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 43_200 }), fc.constantFrom(minuteUnits, dayUnits), (total, units) => {
      const { value, unit } = toParts(total, units);
      expect(toTotal(value, unit, units)).toBe(total);
      expect(parseAmount(String(value), unit, units)).toBe(total);
    }),
  );
});

test('a part of an hour counts when it is whole minutes, and a comma is a point', () => {
  expect(parseAmount('1.5', 'hours', minuteUnits)).toBe(90);
  expect(parseAmount('1,5', 'hours', minuteUnits)).toBe(90);
  expect(parseAmount('0.333', 'hours', minuteUnits)).toBeUndefined();
});

test.each(['', ' ', 'two', '-1', '1e3', '0x10', '1.5.2', '9999999'])('%j is no amount', (text) => {
  expect(parseAmount(text, 'minutes', minuteUnits)).toBeUndefined();
});
