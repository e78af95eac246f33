import { describe, expect, test } from 'vitest';
import { choiceOf, movedTo, statusNow, titleOf } from './offer-state.ts';
import { offer, option, tuesday, wednesday } from './testing.tsx';

const gone = option('2026-03-05T09:00:00Z', false);

test('a pending card expires at its instant, a closed one stays what it is', () => {
  const end = Date.parse('2026-03-03T10:30:00Z');
  expect(statusNow(offer(), end - 1)).toBe('pending');
  expect(statusNow(offer(), end)).toBe('expired');
  expect(statusNow(offer({ status: 'accepted' }), end)).toBe('accepted');
});

describe('the chosen time', () => {
  test('nothing is chosen for anybody while there is a choice', () => {
    expect(choiceOf([tuesday, wednesday], undefined)).toBeUndefined();
    expect(choiceOf([], undefined)).toBeUndefined();
  });
  test('the only free one is, until somebody has picked one', () => {
    expect(choiceOf([gone, tuesday], undefined)).toBe(1);
    expect(choiceOf([gone, tuesday], 0)).toBeUndefined();
  });
  test('what was picked stays as long as it is free', () => {
    expect(choiceOf([tuesday, wednesday], 1)).toBe(1);
    expect(choiceOf([tuesday, gone], 1)).toBeUndefined();
  });
});

test('a card is called by what it is, and by who made it', () => {
  expect(titleOf(offer(), 'patient')).toBe('offer');
  expect(titleOf(offer({ clinician_name: null }), 'patient')).toBe('offerPlain');
  expect(titleOf(offer({ slot_type: 'request' }), 'patient')).toBe('requestOwn');
  expect(titleOf(offer({ slot_type: 'request' }), 'practice')).toBe('request');
  expect(titleOf(offer({ slot_type: 'counter_offer' }), 'practice')).toBe('counter');
  expect(titleOf(offer({ slot_type: 'counter_offer', time_options: [] }), 'practice')).toBe('counterWords');
});

test('a visit that stands where it was agreed has not moved', () => {
  const accepted = (start: string) =>
    offer({
      status: 'accepted',
      selected_time_index: 0,
      appointment: { status: 'confirmed', scheduled_start: start, scheduled_end: wednesday.end },
    });
  expect(movedTo(accepted('2026-03-03T10:30:00+00:00'))).toBeUndefined();
  expect(movedTo(accepted(wednesday.start))).toEqual({ start: wednesday.start, end: wednesday.end });
  expect(movedTo(offer())).toBeUndefined();
});
