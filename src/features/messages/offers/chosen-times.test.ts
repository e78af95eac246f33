import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chosenTimes, mostTimes, timesProblem, withoutTime, withTimes } from './chosen-times.ts';

const nine = '2026-03-03T09:00:00Z';
const half = '2026-03-03T09:30:00Z';
const ten = '2026-03-03T10:00:00Z';
const states = (minutes: number, isFree: (start: string) => boolean | undefined) =>
  chosenTimes([ten, nine, half], minutes, isFree).map(({ start, state }) => [start, state]);

describe('chosen times', () => {
  test('are in order, each once however it is written, and at most five', () => {
    expect(withTimes([ten], [nine, '2026-03-03T10:00:00.000Z'])).toEqual([nine, ten]);
    expect(withoutTime([nine, ten], '2026-03-03T11:00:00+01:00')).toEqual([nine]);
    const hours = fc.array(
      fc.integer({ min: 0, max: 23 }).map((hour) => new Date(Date.UTC(2026, 2, 3, hour)).toISOString()),
    );
    fc.assert(
      fc.property(hours, hours, (chosen, added) => {
        const before = withTimes([], chosen);
        const after = withTimes(before, added);
        expect(after.length).toBeLessThanOrEqual(mostTimes);
        expect(after).toEqual([...new Set(after)].sort());
        expect(after).toEqual(expect.arrayContaining(before));
      }),
    );
  });

  test('a time that is gone is marked, one that is not known yet is believed', () => {
    expect(states(30, (start) => (start === half ? false : undefined))).toEqual([
      [nine, 'free'],
      [half, 'gone'],
      [ten, 'free'],
    ]);
  });

  test('longer visits overlap: the later one is marked', () => {
    expect(states(45, () => true)).toEqual([
      [nine, 'free'],
      [half, 'overlapping'],
      [ten, 'free'],
    ]);
  });
});

describe('what keeps a card from being sent', () => {
  const times = (...starts: string[]) => chosenTimes(starts, 30, () => true);
  test('an offer has two times', () => {
    expect(timesProblem(times(), 2, 'Any day')).toBe('tooFew');
    expect(timesProblem(times(nine), 2, '')).toBe('tooFew');
    expect(timesProblem(times(nine, ten), 2, '')).toBeUndefined();
  });
  test('elsewhere words will do, and silence will not', () => {
    expect(timesProblem([], 0, '  ')).toBe('nothingSaid');
    expect(timesProblem([], 0, 'Any morning')).toBeUndefined();
    expect(timesProblem(times(nine), 0, '')).toBeUndefined();
  });
  test('a time that is gone comes first', () => {
    expect(
      timesProblem(
        chosenTimes([nine], 30, () => false),
        2,
        '',
      ),
    ).toBe('unusable');
  });
});
