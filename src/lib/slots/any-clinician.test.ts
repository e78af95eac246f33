import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { leastBusy, mergeSlots } from './any-clinician.ts';

const slot = (time: string, clinicianId: string) => ({
  start: `2026-11-24T${time}:00.000Z`,
  end: new Date(Date.parse(`2026-11-24T${time}:00Z`) + 30 * 60_000).toISOString(),
  clinicianId,
});
const order = ['a', 'b', 'c'];

describe('free times of several people', () => {
  test('one entry for each time, with everybody who is free, in the order of the list', () => {
    const merged = mergeSlots([slot('10:00', 'c'), slot('09:00', 'b'), slot('10:00', 'a')], order);
    expect(merged.map(({ start, clinicianIds }) => [start.slice(11, 16), clinicianIds])).toEqual([
      ['09:00', ['b']],
      ['10:00', ['a', 'c']],
    ]);
  });

  test('nothing is lost, nothing is made up, and times rise', () => {
    const found = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 47 }), fc.constantFrom(...order)).map(([half, id]) => {
        const time = `${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 ? '30' : '00'}`;
        return slot(time, id);
      }),
    );
    fc.assert(
      fc.property(found, (slots) => {
        const merged = mergeSlots(slots, order);
        const pairs = merged.flatMap(({ start, clinicianIds = [] }) => clinicianIds.map((id) => `${start} ${id}`));
        expect(new Set(pairs)).toEqual(new Set(slots.map(({ start, clinicianId }) => `${start} ${clinicianId}`)));
        expect(new Set(pairs).size).toBe(pairs.length);
        const starts = merged.map(({ start }) => Date.parse(start));
        expect(starts).toEqual([...new Set(starts)].sort((x, y) => x - y));
      }),
    );
  });
});

describe('who is proposed', () => {
  const day = mergeSlots([slot('09:00', 'a'), slot('09:00', 'b'), slot('10:00', 'b'), slot('09:00', 'c')], order);
  test('whoever has the most free times that day', () => {
    expect(leastBusy(day[0], day)).toBe('b');
  });
  test('the first in the list where two have as many', () => {
    const equal = mergeSlots([slot('09:00', 'c'), slot('09:00', 'a')], order);
    expect(leastBusy(equal[0], equal)).toBe('a');
  });
  test('nobody without a time, and nobody for a time of one clinician alone', () => {
    expect(leastBusy(undefined, day)).toBeUndefined();
    expect(leastBusy({ start: day[0]?.start ?? '', end: day[0]?.end ?? '' }, day)).toBeUndefined();
  });
});
