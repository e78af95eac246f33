/** Which days of a period (a day, a week, a month, a year) a rule selects: its BY parts up to BYDAY, RFC 5545 §3.3.10. */
import { civilDate, dayNumber, daysInMonth, weekday } from './civil.ts';
import type { Rule } from './rule.ts';

/** The rule with the parts that it leaves to DTSTART. */
export function completed(rule: Rule, start: number): Rule {
  const says = rule.byDay.length + rule.byMonthDay.length + rule.byYearDay.length > 0;
  if (says) return rule;
  const { month, day } = civilDate(start);
  if (rule.freq === 'WEEKLY' || (rule.freq === 'YEARLY' && rule.byWeekNo.length > 0)) {
    return { ...rule, byDay: [{ weekday: weekday(start), nth: 0 }] };
  }
  if (rule.freq === 'MONTHLY') return { ...rule, byMonthDay: [day] };
  if (rule.freq === 'YEARLY') {
    return { ...rule, byMonth: rule.byMonth.length > 0 ? rule.byMonth : [month], byMonthDay: [day] };
  }
  return rule;
}

/** Whether the rule's parts that limit days allow this one. */
export function selects(rule: Rule, day: number): boolean {
  const date = civilDate(day);
  const length = daysInMonth(date.year, date.month);
  if (rule.byMonth.length > 0 && !rule.byMonth.includes(date.month)) return false;
  if (
    rule.byMonthDay.length > 0 &&
    !rule.byMonthDay.includes(date.day) &&
    !rule.byMonthDay.includes(date.day - length - 1)
  ) {
    return false;
  }
  if (rule.byYearDay.length > 0) {
    const first = dayNumber(date.year, 1, 1);
    const next = dayNumber(date.year + 1, 1, 1);
    if (!rule.byYearDay.includes(day - first + 1) && !rule.byYearDay.includes(day - next)) return false;
  }
  if (rule.byWeekNo.length > 0 && !inWeek(rule, day)) return false;
  return rule.byDay.length === 0 || rule.byDay.some(({ weekday: wanted, nth }) => isNth(rule, day, wanted, nth));
}

/** Weeks belong to the year that has their fourth day (§3.3.10, as ISO 8601 for weeks that begin on Monday). */
function inWeek(rule: Rule, day: number): boolean {
  const fourth = day - ((weekday(day) - rule.weekStart + 7) % 7) + 3;
  const { year } = civilDate(fourth);
  const number = Math.floor((fourth - dayNumber(year, 1, 1)) / 7) + 1;
  const weeks = Math.floor((dayNumber(year + 1, 1, 1) - 1 - fourth) / 7) + number;
  return rule.byWeekNo.includes(number) || rule.byWeekNo.includes(number - weeks - 1);
}

/** The nth such weekday counts within the month, or within the year for a yearly rule without BYMONTH. */
function isNth(rule: Rule, day: number, wanted: number, nth: number): boolean {
  if (weekday(day) !== wanted) return false;
  if (nth === 0 || (rule.freq !== 'MONTHLY' && rule.freq !== 'YEARLY')) return true;
  const date = civilDate(day);
  const ofYear = rule.freq === 'YEARLY' && rule.byMonth.length === 0;
  const first = ofYear ? dayNumber(date.year, 1, 1) : dayNumber(date.year, date.month, 1);
  const last = ofYear ? dayNumber(date.year, 12, 31) : first + daysInMonth(date.year, date.month) - 1;
  return nth > 0 ? Math.floor((day - first) / 7) === nth - 1 : Math.floor((last - day) / 7) === -nth - 1;
}
