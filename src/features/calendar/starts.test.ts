import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type GridStarts,
  gridStarts,
  nextStart,
  settledStart,
  settledTimes,
  startAt,
  stepMinutesAt,
} from './starts.ts';

const minutes = 60_000;
const at = (time: string) => `2026-11-24T${time}:00.000Z`;
const open = (from: string, to: string, step: number) => ({
  from: Date.parse(at(from)),
  to: Date.parse(at(to)),
  stepMs: step * minutes,
});
const morning = open('09:00', '12:00', 30);
const afternoon = open('13:20', '17:00', 40);
const day: GridStarts = [morning, afternoon];

describe('where a drop settles', () => {
  test.each([
    ['on a start it stays', '10:30', '10:30'],
    ['the nearest start wins', '10:20', '10:30'],
    ['of two equally near ones the earlier', '10:15', '10:00'],
    ['each opening counts from its own beginning', '14:05', '14:00'],
    ['just before opening it is the first start', '08:50', '09:00'],
    ['just after the last start it is the last start', '11:50', '11:30'],
    ['between two openings the nearer one', '12:55', '13:20'],
    ['far outside the steps simply go on, and the database judges', '19:10', '19:20'],
  ])('%s', (_, dropped, settles) => {
    expect(settledStart(at(dropped), day)).toBe(at(settles));
  });
  test('without any hours every quarter of an hour will do', () => {
    expect(settledStart(at('10:08'), [])).toBe(at('10:15'));
    expect(stepMinutesAt(at('10:08'), [])).toBe(15);
  });
  test('overlapping openings offer the starts of both', () => {
    const both: GridStarts = [open('09:00', '12:00', 60), open('09:20', '12:00', 60)];
    expect(settledStart(at('10:25'), both)).toBe(at('10:20'));
    expect(settledStart(at('10:50'), both)).toBe(at('11:00'));
  });
  test('the length of the visit stays', () => {
    expect(settledTimes({ start: at('10:20'), end: at('11:05') }, day)).toEqual({
      start: at('10:30'),
      end: '2026-11-24T11:15:00Z',
    });
  });
  test('anywhere in an opening it is a start of that opening, less than a step away', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 5, max: 120 }),
        fc.integer({ min: 10, max: 600 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (step, length, share) => {
          const window = { from: morning.from, to: morning.from + length * minutes, stepMs: step * minutes };
          const dropped = window.from + Math.floor(share * length) * minutes;
          const settled = Date.parse(settledStart(new Date(dropped).toISOString(), [window]));
          expect((settled - window.from) % window.stepMs).toBe(0);
          expect(settled).toBeGreaterThanOrEqual(window.from);
          expect(settled).toBeLessThan(window.to);
          expect(Math.abs(settled - dropped)).toBeLessThan(window.stepMs);
        },
      ),
    );
  });
});

describe('the slot under a click', () => {
  test.each([
    ['10:29', '10:00'],
    ['10:30', '10:30'],
    ['11:59', '11:30'],
    ['14:35', '14:00'],
  ])('%s belongs to the one of %s', (clicked, start) => {
    expect(startAt(at(clicked), day)).toBe(at(start));
  });
});

describe('the next start for the arrow keys', () => {
  test.each([
    ['a step later', '10:00', 1, '10:30'],
    ['a step earlier', '10:00', -1, '09:30'],
    ['from between two starts to the next one', '10:10', 1, '10:30'],
    ['over the break', '11:30', 1, '13:20'],
    ['back over the break', '13:20', -1, '11:30'],
    ['past closing time the steps go on', '16:40', 1, '17:20'],
  ] as const)('%s', (_, from, direction, to) => {
    expect(nextStart(at(from), direction, day)).toBe(at(to));
  });
});

test('starts follow the weekly hours of their zone, and those of an exception', () => {
  const hours = {
    weekly: [
      {
        day_of_week: 2,
        start_time: '09:15',
        end_time: '12:00',
        timezone: 'America/New_York',
        slot_duration_minutes: 45,
        valid_from: null,
        valid_until: null,
      },
    ],
    overrides: [
      {
        override_date: '2026-11-25',
        is_available: true,
        start_time: '10:00',
        end_time: '11:00',
        override_type: 'custom_hours' as const,
      },
    ],
    closures: [],
  };
  const range = { start: '2026-11-24T00:00:00Z', end: '2026-11-27T00:00:00Z' };
  expect(gridStarts(hours, range, 'UTC')).toEqual([
    { from: Date.parse('2026-11-24T14:15:00Z'), to: Date.parse('2026-11-24T17:00:00Z'), stepMs: 45 * minutes },
    { from: Date.parse('2026-11-25T15:00:00Z'), to: Date.parse('2026-11-25T16:00:00Z'), stepMs: 45 * minutes },
  ]);
});
