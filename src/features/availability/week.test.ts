import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { breakRange, copyDay } from './edits.ts';
import type { HoursRow } from './schema.ts';
import { lengthOf, overlap, problemsOf, rangesOfDay, toClock, toMinutes } from './spans.ts';
import { isChanged, nothingOwn, type Range, toDraft, toRow, weekDiff } from './week.ts';

const row = (change: Partial<HoursRow> = {}): HoursRow => ({
  availability_id: 'a1',
  day_of_week: 1,
  start_time: '09:00:00',
  end_time: '17:00:00',
  slot_duration_minutes: 30,
  timezone: 'Europe/Berlin',
  location_type: 'any',
  appointment_types: [],
  buffer_minutes: 0,
  max_appointments_per_day: null,
  valid_from: null,
  valid_until: null,
  updated_at: '2026-11-01T10:00:00.123456+00:00',
  ...change,
});
const range = (change: Partial<Range> = {}): Range => ({
  key: 'k1',
  id: undefined,
  day: 1,
  start: '09:00',
  end: '17:00',
  place: 'any',
  types: [],
  validFrom: '',
  validUntil: '',
  own: nothingOwn,
  ...change,
});
const common = { slotMinutes: 30, bufferMinutes: 0, maximum: undefined, timezone: 'Europe/Berlin' };
const week = (...ranges: Range[]) => ({ common, ranges });

const anyTime = fc.integer({ min: 0, max: 1439 }).map(toClock);
const anyRow: fc.Arbitrary<HoursRow> = fc.record({
  availability_id: fc.uuid(),
  day_of_week: fc.integer({ min: 0, max: 6 }),
  start_time: anyTime.map((time) => `${time}:00`),
  end_time: fc.oneof(
    anyTime.map((time) => `${time}:00`),
    fc.constant('24:00:00'),
  ),
  slot_duration_minutes: fc.constantFrom(5, 15, 20, 30, 60),
  timezone: fc.constantFrom('Europe/Berlin', 'America/New_York'),
  location_type: fc.constantFrom('any', 'video', 'phone', 'in_person'),
  appointment_types: fc.subarray(['follow_up', 'phone_call', 'routine_checkup']),
  buffer_minutes: fc.constantFrom(0, 5, 10),
  max_appointments_per_day: fc.constantFrom(null, 4, 8),
  valid_from: fc.constantFrom(null, '2026-01-01'),
  valid_until: fc.constantFrom(null, '2027-01-01'),
  updated_at: fc.constant('2026-11-01T10:00:00.123456+00:00'),
});
const anyWeek = fc.uniqueArray(anyRow, { maxLength: 12, selector: (one) => one.availability_id });

describe('from rows to a draft and back', () => {
  test('what nobody touched is no change, and is sent as it was', () => {
    fc.assert(
      fc.property(anyWeek, (rows) => {
        const diff = weekDiff(toDraft(rows, 'Europe/Berlin'), rows);
        expect(isChanged(diff)).toBe(false);
        expect(diff.rows).toEqual(rows.map(({ updated_at: _seen, ...kept }) => kept));
      }),
    );
  });

  test('each change counts once: one new, one other, one gone', () => {
    const rows = [
      row(),
      row({ availability_id: 'a2', day_of_week: 2 }),
      row({ availability_id: 'a3', day_of_week: 3 }),
    ];
    const draft = toDraft(rows, 'UTC');
    const edited = {
      ...draft,
      ranges: [
        ...draft.ranges
          .filter((one) => one.id !== 'a3')
          .map((one) => (one.id === 'a2' ? { ...one, end: '16:00' } : one)),
        range({ key: 'new', day: 5 }),
      ],
    };
    expect(weekDiff(edited, rows)).toMatchObject({ inserted: 1, updated: 1, deleted: 1 });
    expect(weekDiff(edited, rows).rows.find((one) => one.day_of_week === 5)?.availability_id).toBeUndefined();
  });

  test('an id that somebody else removed meanwhile becomes a new row', () => {
    const draft = toDraft([row()], 'UTC');
    const diff = weekDiff(draft, []);
    expect(diff).toMatchObject({ inserted: 1, updated: 0, deleted: 0 });
    expect(diff.rows[0]).not.toHaveProperty('availability_id');
  });

  test('the common length moves every range that has none of its own', () => {
    const rows = [row(), row({ availability_id: 'a2' }), row({ availability_id: 'a3', slot_duration_minutes: 20 })];
    const draft = toDraft(rows, 'UTC');
    expect(draft.common.slotMinutes).toBe(30);
    const saved = weekDiff({ ...draft, common: { ...draft.common, slotMinutes: 45 } }, rows).rows;
    expect(saved.map((one) => one.slot_duration_minutes)).toEqual([45, 45, 20]);
  });

  test('a range may have no limit where the others have one', () => {
    const own = { ...nothingOwn, maximum: { value: undefined } };
    expect(toRow(range({ own }), { ...common, maximum: 8 }).max_appointments_per_day).toBeNull();
    expect(toRow(range(), { ...common, maximum: 8 }).max_appointments_per_day).toBe(8);
  });
});

describe('overlap on the round week', () => {
  /** The slow truth: paint the minutes of the week. */
  const minutesOf = (one: Range): Set<number> => {
    const start = one.day * 1440 + (toMinutes(one.start) ?? 0);
    return new Set(Array.from({ length: lengthOf(one) ?? 0 }, (_, index) => (start + index) % 10_080));
  };
  test('agrees with painting every minute, past midnight and around the end of the week', () => {
    const anyRange = fc
      .record({ day: fc.integer({ min: 0, max: 6 }), start: anyTime, end: anyTime })
      .map((part) => range(part));
    fc.assert(
      fc.property(anyRange, anyRange, (a, b) => {
        const painted = minutesOf(a);
        expect(overlap(a, b)).toBe([...minutesOf(b)].some((minute) => painted.has(minute)));
      }),
      { numRuns: 300 },
    );
  });

  test('[AV2] Saturday night reaches into Sunday', () => {
    const night = range({ day: 6, start: '22:00', end: '06:00' });
    expect(overlap(night, range({ day: 0, start: '05:00', end: '08:00' }))).toBe(true);
    expect(overlap(night, range({ day: 0, start: '06:00', end: '08:00' }))).toBe(false);
    expect(lengthOf(range({ start: '09:00', end: '09:00' }))).toBe(1440);
  });

  test('hours that are never in force together do not overlap', () => {
    const summer = range({ validUntil: '2026-08-31' });
    const autumn = range({ key: 'k2', validFrom: '2026-09-01' });
    expect(overlap(summer, autumn)).toBe(false);
  });
});

describe('what keeps a week from being saved', () => {
  const kinds = (one: Range, ...others: Range[]) => problemsOf(one, week(one, ...others)).map((found) => found.kind);

  test('the same hours twice; but not hours for another place or other visits', () => {
    expect(kinds(range(), range({ key: 'k2', start: '12:00', end: '13:00' }))).toEqual(['overlap']);
    expect(kinds(range(), range({ key: 'k2', place: 'video' }))).toEqual([]);
    expect(kinds(range(), range({ key: 'k2', types: ['follow_up'] }))).toEqual([]);
  });
  test('missing times, too short for a visit, last day before the first', () => {
    expect(kinds(range({ start: '' }))).toEqual(['missing']);
    expect(kinds(range({ end: '09:20' }))).toEqual(['short']);
    expect(kinds(range({ validFrom: '2026-05-02', validUntil: '2026-05-01' }))).toEqual(['order']);
    expect(kinds(range({ end: '09:20', own: { ...nothingOwn, slotMinutes: 20 } }))).toEqual([]);
  });
});

describe('edits', () => {
  test('a break at noon makes two ranges, the first of which stays the same row', () => {
    const draft = breakRange(week(range({ id: 'a1' })), 'k1', 'k2');
    expect(draft.ranges.map(({ id, start, end }) => [id, start, end])).toEqual([
      ['a1', '09:00', '12:00'],
      [undefined, '13:00', '17:00'],
    ]);
  });
  test('a break after midnight belongs to the next day', () => {
    const draft = breakRange(week(range({ day: 6, start: '22:00', end: '06:00' })), 'k1', 'k2');
    expect(draft.ranges.map(({ day, start, end }) => [day, start, end])).toEqual([
      [6, '22:00', '01:30'],
      [0, '02:30', '06:00'],
    ]);
  });
  test('copying gives the other days exactly these hours and reuses their rows', () => {
    fc.assert(
      fc.property(anyWeek, fc.integer({ min: 0, max: 6 }), fc.subarray([0, 1, 2, 3, 4, 5, 6]), (rows, from, to) => {
        let keys = 0;
        const before = toDraft(rows, 'UTC');
        const after = copyDay(before, from, to, () => `new-${keys++}`);
        const what = (day: number) => rangesOfDay(after, day).map(({ key: _k, id: _i, day: _d, ...rest }) => rest);
        for (const day of to) expect(what(day)).toEqual(what(from));
        const ids = after.ranges.flatMap((one) => one.id ?? []);
        expect(new Set(ids).size).toBe(ids.length);
        expect(new Set(after.ranges.map((one) => one.key)).size).toBe(after.ranges.length);
      }),
    );
  });
});
