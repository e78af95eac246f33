import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, minutesBetween } from '../../lib/time.ts';
import { draftErrors, draftRange, newDraft, toDraft } from './closure-draft.ts';
import { closureText, formatDuring, fromDays, parseDuring, wholeDays } from './closure-range.ts';

const london = 'Europe/London';
const closure = (during: { start: string; end: string }) => ({ closure_id: 'c', during, reason: null });

test('a range is read as the database writes it, with and without minutes in the offset', () => {
  expect(parseDuring('["2026-12-16 00:00:00+00","2026-12-17 00:00:00+00")')).toEqual({
    start: '2026-12-16T00:00:00.000Z',
    end: '2026-12-17T00:00:00.000Z',
  });
  expect(parseDuring('["2026-12-16 05:30:00+05:30","2026-12-16 12:00:00-08")')).toEqual({
    start: '2026-12-16T00:00:00.000Z',
    end: '2026-12-16T20:00:00.000Z',
  });
  expect(() => parseDuring('empty')).toThrow('not a bounded range');
});

test('whole days are days of the practice, 23 and 25 hours long where the clocks change', () => {
  const hours = (from: string) => {
    const range = fromDays({ from, to: from }, london);
    return minutesBetween(range.start, range.end) / 60;
  };
  expect([hours('2026-03-29'), hours('2026-10-25'), hours('2026-12-16')]).toEqual([23, 25, 24]);
});

test('days survive being written as a range and read again, in any zone', () => {
  const zones = [
    'Europe/London',
    'America/New_York',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'America/Santiago',
    'UTC',
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: 0, max: 1500 }),
      fc.integer({ min: 0, max: 40 }),
      (zone, day, length) => {
        const days = { from: addDays('2025-01-01', day), to: addDays('2025-01-01', day + length) };
        const range = parseDuring(formatDuring(fromDays(days, zone)));
        expect(wholeDays(range, zone)).toEqual(days);
        const draft = toDraft(closure(range), zone);
        expect(draft).toMatchObject({ ...days, whole: true });
        expect(draftRange(draft, zone)).toEqual(fromDays(days, zone));
      },
    ),
  );
});

test('hours of a day stay hours', () => {
  const range = { start: '2026-03-29T11:00:00Z', end: '2026-03-29T16:30:00Z' };
  const draft = toDraft(closure(range), london);
  expect(draft).toMatchObject({
    whole: false,
    startTime: '12:00',
    endTime: '17:30',
    from: '2026-03-29',
    to: '2026-03-29',
  });
  expect(draftRange(draft, london)).toEqual(range);
});

test('a closure is said in days, or with its times, with the year', () => {
  const text = (start: string, end: string) => closureText({ start, end }, london).replaceAll(/\s/g, ' ');
  expect(text('2026-12-16T00:00:00Z', '2026-12-17T00:00:00Z')).toMatch(/^Wed.*16.*2026$/);
  expect(text('2026-12-16T00:00:00Z', '2026-12-19T00:00:00Z')).toMatch(/16.*2026 – Fri.*18.*2026$/);
  expect(text('2026-12-16T12:00:00Z', '2026-12-16T18:00:00Z')).toMatch(
    /16.*2026, 12:00.* – 6:00|16.*2026, 12:00 – 18:00/,
  );
});

test('an end before the beginning, and a day that does not exist, are said', () => {
  const draft = { ...newDraft(london), from: '2026-12-16', to: '2026-12-15' };
  expect(draftErrors(draft, london)).toEqual({ to: 'toBefore' });
  expect(draftErrors({ ...draft, to: '' }, london)).toEqual({ to: 'toMissing' });
  expect(draftErrors({ ...draft, from: '2026-02-30' }, london)).toEqual({ from: 'fromMissing' });
  expect(draftErrors({ ...draft, to: '2026-12-16' }, london)).toEqual({});
});
