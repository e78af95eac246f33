import { expect, test } from 'vitest';
import { appointmentStatuses } from '../../lib/appointments/schema.ts';
import { actionsFor } from './actions.ts';

const now = Date.parse('2026-11-20T12:00:00Z');
const names = (
  status: (typeof appointmentStatuses)[number],
  isStaff: boolean,
  scheduled_start = '2026-11-24T10:00:00Z',
) =>
  actionsFor({ status, scheduled_start }, { isStaff }, now).map((a) => (a.kind === 'transition' ? a.status : a.kind));

test.each([
  ['requested', ['confirmed', 'move', 'cancel']],
  ['confirmed', ['in_progress', 'completed', 'no_show', 'move', 'cancel']],
  ['in_progress', ['completed', 'cancel']],
  ['completed', ['no_show']],
  ['no_show', ['completed']],
  ['cancelled', []],
] as const)('[R3] staff may, from %s: %j', (status, expected) => {
  expect(names(status, true)).toEqual(expected);
});

test('a patient moves and cancels what is still to come, and nothing else', () => {
  for (const status of appointmentStatuses) {
    const open = status === 'requested' || status === 'confirmed';
    const cancellable = open || status === 'in_progress';
    expect(names(status, false)).toEqual([...(open ? ['move'] : []), ...(cancellable ? ['cancel'] : [])]);
    expect(names(status, false, '2026-11-20T11:00:00Z')).toEqual([]);
  }
});

test('[R3] a correction between completed and no-show asks for a reason', () => {
  expect(actionsFor({ status: 'completed', scheduled_start: '2026-11-20T10:00:00Z' }, { isStaff: true }, now)).toEqual([
    { kind: 'transition', status: 'no_show', needsReason: true, primary: false },
  ]);
});
