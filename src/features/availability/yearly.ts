import { weekdayOf } from './dates.ts';

/** Yearly repetition (RFC 5545 §3.3.10) as holidays use it: on a date, or on the nth weekday of a month. */
export type YearlyRule = {
  interval: number;
  count: number | undefined;
  until: string | undefined;
  month: number | undefined;
  monthDay: number | undefined;
  nth: { n: number; weekday: number } | undefined;
};

const known = new Set(['freq', 'interval', 'count', 'until', 'bymonth', 'bymonthday', 'byday', 'wkst']);
const weekdays = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

const whole = (value: unknown, from: number, to: number): number | undefined => {
  const number = Number(Array.isArray(value) && value.length === 1 ? value[0] : value);
  return Number.isInteger(number) && number >= from && number <= to ? number : undefined;
};

/** Nothing for a rule that is not yearly, or not simple. */
export function yearlyRule(value: unknown): YearlyRule | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const parts = Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name.toLowerCase(), part as unknown] as const),
  );
  if (String(parts.freq).toUpperCase() !== 'YEARLY') return undefined;
  if (Object.keys(parts).some((name) => !known.has(name))) return undefined;
  const given = (name: string) => parts[name] !== undefined;
  const rule: YearlyRule = {
    interval: given('interval') ? (whole(parts.interval, 1, 1000) ?? 0) : 1,
    count: given('count') ? (whole(parts.count, 1, 100_000) ?? 0) : undefined,
    until: given('until') ? String(parts.until).slice(0, 10) : undefined,
    month: whole(parts.bymonth, 1, 12),
    monthDay: whole(parts.bymonthday, 1, 31),
    nth: nthOf(parts.byday),
  };
  const misread =
    rule.interval === 0 ||
    rule.count === 0 ||
    (given('bymonth') && !rule.month) ||
    (given('bymonthday') && !rule.monthDay) ||
    // Without a month, the fourth Thursday is that of the year.
    (given('byday') && (!rule.nth || !rule.month || given('bymonthday')));
  return misread ? undefined : rule;
}

function nthOf(value: unknown): YearlyRule['nth'] {
  const text = Array.isArray(value) && value.length === 1 ? value[0] : value;
  const match = typeof text === 'string' ? /^([+-]?[1-5])(SU|MO|TU|WE|TH|FR|SA)$/.exec(text) : null;
  return match ? { n: Number(match[1]), weekday: weekdays.indexOf(match[2] ?? '') } : undefined;
}

/** The dates on which the rule falls, from the first one to `last`; one look at each year, so it always ends. */
export function yearlyDates(first: string, rule: YearlyRule, last: string): string[] {
  const [startYear = 0, startMonth = 1, startDay = 1] = first.split('-').map(Number);
  const dates: string[] = [];
  let left = rule.count ?? Number.POSITIVE_INFINITY;
  for (let year = startYear; year <= Number(last.slice(0, 4)) && left > 0; year += rule.interval) {
    const date = dateIn(year, rule.month ?? startMonth, rule.nth ?? rule.monthDay ?? startDay);
    if (!date || date < first) continue;
    if (date > last || (rule.until && date > rule.until)) break;
    left -= 1;
    dates.push(date);
  }
  return dates;
}

function dateIn(year: number, month: number, day: number | { n: number; weekday: number }): string | undefined {
  const text = (dayOfMonth: number) =>
    `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(dayOfMonth).padStart(2, '0')}`;
  const last = new Date(Date.UTC(2000, month, 0)).getUTCDate();
  const leap = new Date(`${text(29)}T00:00:00Z`);
  const days = month === 2 ? (leap.getUTCMonth() === 1 ? 29 : 28) : last;
  if (typeof day === 'number') return day <= days ? text(day) : undefined;
  const ahead = (day.weekday - weekdayOf(text(1)) + 7) % 7;
  const found = day.n > 0 ? 1 + ahead + 7 * (day.n - 1) : fromEnd(day, text(days), days);
  return found >= 1 && found <= days ? text(found) : undefined;
}

function fromEnd(day: { n: number; weekday: number }, lastDate: string, days: number): number {
  const back = (weekdayOf(lastDate) - day.weekday + 7) % 7;
  return days - back + 7 * (day.n + 1);
}
