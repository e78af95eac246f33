import { expect, test } from 'vitest';
import { happening, tookBusyTime, type VisitEvent } from './history.ts';

const event = (action: string, changes: VisitEvent['changes'] = {}): VisitEvent => ({
  event_id: 1,
  actor_id: null,
  actor_role: 'service',
  action,
  changes,
  occurred_at: '2026-11-24T10:00:00Z',
});
const ten = '2026-11-24T10:00:00+00:00';
const eleven = '2026-11-24T11:00:00+00:00';

test.each([
  [
    'booked',
    event('created', { status: { to: 'confirmed' }, scheduled_start: { to: ten } }),
    { kind: 'booked', when: ten },
  ],
  [
    'asked for',
    event('created', { status: { to: 'requested' }, scheduled_start: { to: ten } }),
    { kind: 'requested', when: ten },
  ],
  ['confirmed', event('confirmed', { status: { from: 'requested', to: 'confirmed' } }), { kind: 'confirmed' }],
  ['moved', event('moved', { scheduled_start: { from: ten, to: eleven } }), { kind: 'moved', from: ten, to: eleven }],
  [
    'made longer',
    event('moved', { scheduled_end: { from: ten, to: eleven } }),
    { kind: 'resized', from: ten, to: eleven },
  ],
  [
    'handed over',
    event('reassigned', { clinician_id: { from: 'a', to: 'b' } }),
    { kind: 'reassigned', from: 'a', to: 'b', when: undefined },
  ],
  [
    'handed over at another time',
    event('reassigned', { clinician_id: { from: 'a', to: 'b' }, scheduled_start: { from: ten, to: eleven } }),
    { kind: 'reassigned', from: 'a', to: 'b', when: eleven },
  ],
  [
    'edited',
    event('edited', { title: 'changed', clinician_notes: 'changed' }),
    { kind: 'edited', fields: ['title', 'clinician_notes'] },
  ],
  ['something newer than this page', event('teleported', { portal: 'changed' }), { kind: 'edited', fields: [] }],
] as const)('a visit that was %s', (_what, given, expected) => {
  expect(happening(given)).toEqual(expected);
});

test('an overbooked time is told, a time that became regular again is not', () => {
  expect(tookBusyTime(event('moved', { overbooked: { from: false, to: true } }))).toBe(true);
  expect(tookBusyTime(event('moved', { overbooked: { from: true, to: false } }))).toBe(false);
  expect(tookBusyTime(event('moved'))).toBe(false);
});
