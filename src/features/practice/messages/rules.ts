import type { Audience, DeliveryMethod, ReminderRule } from './schema.ts';

export type RuleDraft = {
  /** Undefined while what is typed is no length of time. */
  minutes: number | undefined;
  method: DeliveryMethod;
  audience: Audience;
};
export type RuleValues = { minutes_before: number; delivery_method: DeliveryMethod; audience: Audience };

/** Always sent, to both sides; nobody can switch them off for the practice (R5). */
export const defaultRules: readonly RuleValues[] = [
  { minutes_before: 1440, delivery_method: 'email', audience: 'both' },
  { minutes_before: 60, delivery_method: 'push', audience: 'both' },
];

/** What practices ask for most. */
export const presets: readonly RuleValues[] = [
  { minutes_before: 15, delivery_method: 'sms', audience: 'patient' },
  { minutes_before: 2880, delivery_method: 'sms', audience: 'patient' },
  { minutes_before: 10_080, delivery_method: 'email', audience: 'patient' },
];

/** Five minutes to thirty days: practice_reminder_rules_minutes_range. */
export const minutesRange = { from: 5, to: 43_200 };

const types: Record<number, string> = { 1440: '24_hours', 60: '1_hour', 15: '15_minutes' };
/** The database names the three usual lead times; everything else is `custom`. */
export const reminderType = (minutes: number): string => types[minutes] ?? 'custom';

const same = (a: RuleValues, b: RuleValues) =>
  a.minutes_before === b.minutes_before && a.delivery_method === b.delivery_method && a.audience === b.audience;

export type RuleProblem = 'minutesWrong' | 'exists' | 'alwaysSent';

/**
 * Why a rule cannot be saved. `exists` is practice_reminder_rules_key; `alwaysSent` would be harmless (NT2: nobody is
 * reminded twice) but would do nothing.
 */
export function ruleProblem(
  draft: RuleDraft,
  others: readonly ReminderRule[],
): { problem: RuleProblem } | { values: RuleValues } {
  const { minutes, method, audience } = draft;
  if (minutes === undefined || minutes < minutesRange.from || minutes > minutesRange.to) {
    return { problem: 'minutesWrong' };
  }
  const values = { minutes_before: minutes, delivery_method: method, audience };
  if (defaultRules.some((rule) => same({ ...values, audience: 'both' }, rule))) return { problem: 'alwaysSent' };
  if (others.some((rule) => same(values, rule))) return { problem: 'exists' };
  return { values };
}

/** Presets that the practice has not got yet. */
export const openPresets = (rules: readonly ReminderRule[]): readonly RuleValues[] =>
  presets.filter((preset) => !rules.some((rule) => same(preset, rule)));
