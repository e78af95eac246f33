import { expect, test } from 'vitest';
import { messageState, type VisitMessage } from './message-state.ts';

const now = Date.parse('2026-11-28T10:00:00Z');
const message = (change: Partial<VisitMessage> = {}): VisitMessage => ({
  message_id: 'm1',
  kind: 'reminder',
  delivery_method: 'email',
  to_patient: true,
  status: 'pending',
  due_at: '2026-11-28T12:00:00Z',
  sent_at: null,
  reason: null,
  delivery_status: null,
  delivery_status_at: null,
  ...change,
});

test('[NT9] planned until it is due; late when nobody sent it for ten minutes', () => {
  expect(messageState(message(), now).state).toBe('planned');
  expect(messageState(message({ due_at: '2026-11-28T09:50:00Z' }), now).state).toBe('planned');
  expect(messageState(message({ due_at: '2026-11-28T09:49:59Z' }), now)).toMatchObject({ state: 'late', tone: 'bad' });
});

test.each([
  [null, 'sent'],
  ['queued', 'sent'],
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['opened', 'opened'],
  ['bounced', 'bounced'],
  ['complained', 'complained'],
  ['undelivered', 'undelivered'],
  ['failed', 'undelivered'],
] as const)('[NT9] sent, and the provider says %s: %s', (delivery_status, state) => {
  const sent = message({ status: 'sent', sent_at: '2026-11-28T09:00:00Z', delivery_status });
  expect(messageState(sent, now).state).toBe(state);
});

test('[NT3] what was not sent says why; a code without words is unexpected', () => {
  expect(messageState(message({ status: 'cancelled', reason: 'moved' }), now)).toMatchObject({
    state: 'notSent',
    reason: 'moved',
  });
  expect(messageState(message({ status: 'failed', reason: 'provider_refused_500' }), now)).toMatchObject({
    state: 'failed',
    reason: 'provider_refused',
  });
  expect(messageState(message({ status: 'skipped', reason: 'novel' }), now)).toMatchObject({ reason: 'unexpected' });
});
