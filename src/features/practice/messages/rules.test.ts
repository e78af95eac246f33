import { expect, test } from 'vitest';
import { openPresets, presets, reminderType, ruleProblem } from './rules.ts';
import type { ReminderRule } from './schema.ts';

const rule = (change: Partial<ReminderRule> = {}): ReminderRule => ({
  rule_id: 'r1',
  minutes_before: 120,
  delivery_method: 'email',
  audience: 'patient',
  active: true,
  ...change,
});

test.each([4, 43_201, undefined])('%s minutes are outside what the database keeps', (minutes) => {
  expect(ruleProblem({ minutes, method: 'email', audience: 'patient' }, [])).toEqual({ problem: 'minutesWrong' });
});

test.each([5, 43_200])('%s minutes are at the edge and kept', (minutes) => {
  expect(ruleProblem({ minutes, method: 'sms', audience: 'both' }, [])).toEqual({
    values: { minutes_before: minutes, delivery_method: 'sms', audience: 'both' },
  });
});

test('the same time, channel and people again is refused; other people are another rule', () => {
  const draft = { minutes: 120, method: 'email', audience: 'patient' } as const;
  expect(ruleProblem(draft, [rule()])).toEqual({ problem: 'exists' });
  expect(ruleProblem({ ...draft, audience: 'clinician' }, [rule()])).toHaveProperty('values');
});

test('[NT2] what is always sent needs no rule, whoever it is for', () => {
  expect(ruleProblem({ minutes: 1440, method: 'email', audience: 'patient' }, [])).toEqual({ problem: 'alwaysSent' });
  expect(ruleProblem({ minutes: 60, method: 'push', audience: 'clinician' }, [])).toEqual({ problem: 'alwaysSent' });
  expect(ruleProblem({ minutes: 60, method: 'email', audience: 'clinician' }, [])).toHaveProperty('values');
});

test('presets that exist are not offered, even when they are switched off', () => {
  const [first, ...rest] = presets;
  expect(openPresets([rule({ ...first, active: false })])).toEqual(rest);
});

test('the three usual lead times have the names of the database', () => {
  expect([1440, 60, 15, 90].map(reminderType)).toEqual(['24_hours', '1_hour', '15_minutes', 'custom']);
});
