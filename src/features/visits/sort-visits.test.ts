import { expect, test } from 'vitest';
import { visit } from '../../testing/visits.ts';
import { distanceTo, sortVisits } from './sort-visits.ts';

const at = (id: string, day: string, change = {}) =>
  visit({ appointment_id: id, scheduled_start: `${day}T10:00:00Z`, scheduled_end: `${day}T10:30:00Z`, ...change });

test('coming visits soonest first, the others newest first; a cancelled one is never coming', () => {
  const now = Date.parse('2026-11-20T10:15:00Z');
  const visits = [
    at('later', '2026-12-01'),
    at('running', '2026-11-20', { status: 'in_progress' }),
    at('old', '2026-11-01', { status: 'completed' }),
    at('cancelled', '2026-11-30', { status: 'cancelled' }),
    at('soon', '2026-11-24'),
  ];
  const { coming, past } = sortVisits(visits, now);
  expect(coming.map((v) => v.appointment_id)).toEqual(['running', 'soon', 'later']);
  expect(past.map((v) => v.appointment_id)).toEqual(['cancelled', 'old']);
});

test('a distance counts days on the calendar of the reader, not 24 hours', () => {
  const now = Date.parse('2026-11-20T22:30:00Z');
  expect(distanceTo('2026-11-20T23:00:00Z', now, 'UTC')).toEqual({ kind: 'today' });
  expect(distanceTo('2026-11-21T00:30:00Z', now, 'UTC')).toEqual({ kind: 'tomorrow' });
  expect(distanceTo('2026-11-21T00:30:00Z', now, 'America/New_York')).toEqual({ kind: 'today' });
  expect(distanceTo('2026-11-25T08:00:00Z', now, 'UTC')).toEqual({ kind: 'days', count: 5 });
  expect(distanceTo('2027-01-25T08:00:00Z', now, 'UTC')).toEqual({ kind: 'far' });
});
