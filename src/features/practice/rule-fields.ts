import { type DayUnit, dayUnits, type MinuteUnit, minuteUnits, type Units } from './durations.ts';
import type { RuleValues } from './schema.ts';

const { minutes, hours, days } = minuteUnits;
const notice: Units = { hours, days, minutes } satisfies Partial<Record<MinuteUnit, number>>;
const short: Units = { minutes, hours } satisfies Partial<Record<MinuteUnit, number>>;
const long: Units = { days: dayUnits.days, years: dayUnits.years } satisfies Partial<Record<DayUnit, number>>;
const ahead: Units = { days: dayUnits.days, weeks: dayUnits.weeks };

/** The rules that are a number, with the bounds the database keeps. `units` where the number is a length of time. */
export const durationRules = {
  min_notice_minutes: { units: notice, from: 0, to: 43_200 },
  booking_horizon_days: { units: ahead, from: 1, to: 730 },
  max_self_booking_minutes: { units: short, from: 5, to: 1440 },
  cancellation_notice_minutes: { units: notice, from: 0, to: 43_200 },
  hold_minutes: { units: { minutes }, from: 1, to: 60 },
  max_hold_minutes: { units: { minutes }, from: 1, to: 240 },
  retention_days: { units: long, from: 30, to: 36_500 },
} as const;
export type DurationRule = keyof typeof durationRules;

export const countRules = {
  max_open_requests: { from: 1, to: 50 },
  max_holds_per_person: { from: 1, to: 20 },
} as const;
export type CountRule = keyof typeof countRules;
export type NumberRule = DurationRule | CountRule;

export const isMinutes = (rule: DurationRule): boolean => rule.endsWith('_minutes');

/** What the form holds: a number may be missing while somebody types. */
export type RuleDraft = Omit<RuleValues, NumberRule> & Record<NumberRule, number | undefined>;

export const numberRules = [...Object.keys(durationRules), ...Object.keys(countRules)] as NumberRule[];

const boundsOf = (rule: NumberRule): { from: number; to: number } =>
  rule in durationRules ? durationRules[rule as DurationRule] : countRules[rule as CountRule];

/** Which rule is outside its bounds, and which bounds those are. */
export function ruleErrors(draft: RuleDraft): Partial<Record<NumberRule | 'name', { from: number; to: number }>> {
  const wrong: Partial<Record<NumberRule | 'name', { from: number; to: number }>> = {};
  if (!draft.name.trim()) wrong.name = { from: 1, to: 200 };
  for (const rule of numberRules) {
    const { from, to } = boundsOf(rule);
    const value = draft[rule];
    if (value === undefined || value < from || value > to) wrong[rule] = { from, to };
  }
  // The database keeps this as one constraint over both.
  const { hold_minutes: hold, max_hold_minutes: longest } = draft;
  if (hold !== undefined && longest !== undefined && longest < hold) wrong.max_hold_minutes ??= { from: hold, to: 240 };
  return wrong;
}

export const sameRules = (a: RuleDraft, b: RuleDraft): boolean =>
  (Object.keys(b) as (keyof RuleDraft)[]).every(
    // No phone is null in the database and an empty field in the form.
    (rule) => a[rule] === b[rule] || (rule === 'phone' && (a.phone ?? '') === (b.phone ?? '')),
  );
