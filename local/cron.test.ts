import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCron } from './cron.ts';

const matches = (cron: string, moment: string) => parseCron(cron).matches(new Date(moment));

describe('cron', () => {
  test.each([
    ['* * * * *', '2026-11-20T10:17:00Z', true],
    ['*/5 * * * *', '2026-11-20T10:15:59Z', true],
    ['*/5 * * * *', '2026-11-20T10:16:00Z', false],
    ['7 3 * * *', '2026-11-20T03:07:00Z', true],
    ['7 3 * * *', '2026-11-20T04:07:00Z', false],
    ['0 9-17 * * 1-5', '2026-11-20T17:00:00Z', true],
    ['0 9-17 * * 1-5', '2026-11-21T17:00:00Z', false],
    ['0 0 1,15 * *', '2026-11-15T00:00:00Z', true],
    ['0 0 * 2 *', '2026-03-01T00:00:00Z', false],
    ['0 0 * * 7', '2026-11-22T00:00:00Z', true],
    ['0 0 * * 0', '2026-11-22T00:00:00Z', true],
    ['10-50/20 * * * *', '2026-11-22T00:30:00Z', true],
    ['10-50/20 * * * *', '2026-11-22T00:40:00Z', false],
    ['5/20 * * * *', '2026-11-22T00:45:00Z', true],
  ])('%s at %s: %s', (cron, moment, expected) => {
    expect(matches(cron, moment)).toBe(expected);
  });

  test('a day and a weekday are alternatives when both are given', () => {
    expect(matches('0 0 13 * 5', '2026-11-13T00:00:00Z')).toBe(true);
    expect(matches('0 0 13 * 5', '2026-12-13T00:00:00Z')).toBe(true);
    expect(matches('0 0 13 * 5', '2026-11-20T00:00:00Z')).toBe(true);
    expect(matches('0 0 13 * 5', '2026-11-19T00:00:00Z')).toBe(false);
  });

  test.each([
    '',
    '* * * *',
    '60 * * * *',
    '* 24 * * *',
    '* * 0 * *',
    '5-1 * * * *',
    '*/0 * * * *',
    'x * * * *',
    '1, * * * *',
  ])('refuses "%s"', (cron) => {
    expect(() => parseCron(cron)).toThrow(/cron:/);
  });

  test('*/n in a day happens as often as n fits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 59 }), (step) => {
        const cron = parseCron(`*/${step} * * * *`);
        const hits = Array.from({ length: 1440 }, (_, i) => cron.matches(new Date(i * 60_000))).filter(Boolean).length;
        expect(hits).toBe(24 * Math.ceil(60 / step));
      }),
    );
  });
});
