import { expect, test } from 'vitest';
import { ruleErrors, sameRules } from './rule-fields.ts';

const rules = {
  name: 'Harbour Street Practice',
  phone: null,
  timezone: 'Europe/London',
  min_notice_minutes: 120,
  booking_horizon_days: 90,
  cancellation_notice_minutes: 720,
  max_self_booking_minutes: 120,
  requests_hold_time: true,
  desk_reads_messages: true,
  hold_minutes: 5,
  max_hold_minutes: 20,
  max_holds_per_person: 3,
  max_open_requests: 5,
  retention_days: 3650,
};

test('rules within their bounds are fine; what is outside or missing is named with its bounds', () => {
  expect(ruleErrors(rules)).toEqual({});
  expect(ruleErrors({ ...rules, booking_horizon_days: 0, max_open_requests: undefined, name: ' ' })).toEqual({
    name: { from: 1, to: 200 },
    booking_horizon_days: { from: 1, to: 730 },
    max_open_requests: { from: 1, to: 50 },
  });
});

test('what is kept at most is not less than what is kept at first', () => {
  expect(ruleErrors({ ...rules, hold_minutes: 30 })).toEqual({ max_hold_minutes: { from: 30, to: 240 } });
});

test('an empty phone field is no change; zero instead of something is', () => {
  expect(sameRules({ ...rules, phone: '' }, rules)).toBe(true);
  expect(sameRules({ ...rules, min_notice_minutes: 0 }, rules)).toBe(false);
  expect(sameRules({ ...rules, requests_hold_time: false }, rules)).toBe(false);
  expect(sameRules({ ...rules, min_notice_minutes: undefined }, { ...rules, min_notice_minutes: 0 })).toBe(false);
});
