import { expect, test } from 'vitest';
import { channelState, failureWord } from './health.ts';
import type { MessageFigures } from './schema.ts';

const now = Date.parse('2026-11-28T10:00:00Z');
const figures = (change: Partial<MessageFigures> = {}): MessageFigures => ({
  delivery_method: 'email',
  day_sent: 3,
  day_failed: 0,
  day_undelivered: 0,
  waiting: 0,
  oldest_due: null,
  last_failure: null,
  last_failure_at: null,
  ...change,
});

test('[NT15] a channel that is not set up is off, whatever its figures say', () => {
  expect(channelState(figures({ day_failed: 2, last_failure: 'channel_off' }), false, now)).toEqual({ state: 'off' });
});

test('[NT15] a provider that refuses comes before everything else', () => {
  const bad = figures({
    waiting: 4,
    oldest_due: '2026-11-28T08:00:00Z',
    day_undelivered: 1,
    last_failure: 'provider_refused_503',
  });
  expect(channelState(bad, true, now)).toEqual({ state: 'failing', word: 'provider_refused' });
});

test('[NT15] what is due for more than ten minutes is late, for less is not', () => {
  const due = (oldest_due: string) => channelState(figures({ waiting: 1, oldest_due }), true, now).state;
  expect(due('2026-11-28T09:49:59Z')).toBe('late');
  expect(due('2026-11-28T09:50:00Z')).toBe('good');
});

test('[NT15] one wrong address is no fault of the channel; a fault that is over is none', () => {
  expect(channelState(figures({ day_failed: 1, last_failure: 'bad_address' }), true, now)).toEqual({
    state: 'address',
    word: 'bad_address',
  });
  expect(channelState(figures({ last_failure: 'rate_limited' }), true, now)).toEqual({ state: 'good' });
  expect(channelState(figures({ day_undelivered: 1 }), true, now)).toEqual({ state: 'undelivered' });
});

test('a code that nobody has written words for is unexpected', () => {
  expect(failureWord('new_code')).toBe('unexpected');
  expect(failureWord('credentials_refused')).toBe('credentials_refused');
});
