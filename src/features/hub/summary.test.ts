import { expect, test } from 'vitest';
import { visit } from '../../testing/visits.ts';
import { minutesUntil, summarise } from './summary.ts';

const now = Date.parse('2026-11-24T10:10:00Z');
const at = (id: string, time: string, change: Partial<Parameters<typeof visit>[0]> = {}) =>
  visit({
    appointment_id: id,
    scheduled_start: `2026-11-24T${time}:00Z`,
    scheduled_end: `2026-11-24T${time}:00Z`,
    ...change,
  });

test('counts what takes place: no requests, nothing cancelled, no no-shows', () => {
  const summary = summarise(
    [
      at('a', '08:00', { status: 'completed' }),
      at('b', '09:00', { status: 'no_show', location_type: 'video' }),
      at('c', '11:00', { location_type: 'video' }),
      at('d', '12:00', { status: 'requested' }),
      at('e', '13:00', { status: 'cancelled', location_type: 'video' }),
    ],
    now,
  );
  expect(summary).toMatchObject({ visits: 2, done: 1, video: 1 });
});

test('names the visit that runs and the first confirmed one after now, whatever the order of the rows', () => {
  const summary = summarise(
    [at('late', '15:00'), at('soon', '10:30'), at('now', '10:00', { status: 'in_progress' }), at('past', '09:30')],
    now,
  );
  expect(summary.current?.appointment_id).toBe('now');
  expect(summary.next?.appointment_id).toBe('soon');
});

test('a countdown is rounded up and never negative', () => {
  expect(minutesUntil('2026-11-24T10:12:01Z', now)).toBe(3);
  expect(minutesUntil('2026-11-24T10:10:00Z', now)).toBe(0);
  expect(minutesUntil('2026-11-24T09:00:00Z', now)).toBe(0);
});
