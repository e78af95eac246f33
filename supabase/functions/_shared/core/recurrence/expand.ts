/**
 * The occurrences of a rule in wall-clock time, in order. Ours and not that of ical.js 2.2.1, whose iterator loops for
 * ever on rules that match no day (FREQ=DAILY;BYMONTHDAY=30;BYMONTH=2), lets 31 April be 1 May and knows no BYWEEKNO.
 * Wall-clock times are milliseconds as if they were UTC.
 */
import { civilDate, dayMs, dayNumber, daysInMonth, weekday } from './civil.ts';
import { completed, selects } from './days.ts';
import { TooManyOccurrences } from './problems.ts';
import type { Rule } from './rule.ts';

/** What is left to spend on one calendar object; shared by all its rules. */
export interface Effort {
  left: number;
}

function spend(effort: Effort, steps: number): void {
  effort.left -= steps;
  if (effort.left < 0) throw new TooManyOccurrences('a rule repeats too often');
}

const unitMs = { SECONDLY: 1000, MINUTELY: 60_000, HOURLY: 3_600_000, DAILY: dayMs };

/**
 * Occurrences at or after `start` and up to `to`; those before `from` may be left out where that saves work (a rule with
 * COUNT is counted from its start). COUNT is kept; UNTIL is the caller's, who knows the zone.
 */
export function* expandRule(given: Rule, start: number, from: number, to: number, effort: Effort): Generator<number> {
  const rule = completed(given, Math.floor(start / dayMs));
  let counted = 0;
  for (const period of periodsOf(rule, start, rule.count === null ? from : start, to, effort)) {
    for (const wall of withSetPos(rule, period)) {
      if (wall < start) continue;
      if (wall > to) return;
      if (rule.count !== null && counted >= rule.count) return;
      counted++;
      spend(effort, 1);
      yield wall;
    }
  }
}

function withSetPos(rule: Rule, times: number[]): number[] {
  if (rule.bySetPos.length === 0) return times;
  return times.filter((_, i) => rule.bySetPos.includes(i + 1) || rule.bySetPos.includes(i - times.length));
}

/** The sets of times that BYSETPOS counts in, one per period, each in order. */
function* periodsOf(rule: Rule, start: number, from: number, to: number, effort: Effort): Generator<number[]> {
  const startDay = Math.floor(start / dayMs);
  if (rule.freq === 'HOURLY' || rule.freq === 'MINUTELY' || rule.freq === 'SECONDLY') {
    yield* shortPeriods(rule, start, from, to, effort);
    return;
  }
  const times = timesOfDay(rule, start);
  for (let k = firstPeriod(rule, startDay, Math.floor(from / dayMs)); ; k++) {
    const [first, length] = bounds(rule, startDay, k);
    // Written so that a year beyond all calendars (not a number) ends it, too.
    if (!(first * dayMs <= to)) return;
    const months =
      rule.freq === 'YEARLY' && rule.byMonth.length > 0 && rule.byWeekNo.length === 0 ? rule.byMonth : null;
    const candidates = months ? daysOfMonths(civilDate(first).year, months) : range(first, length);
    const days = candidates.filter((day) => selects(rule, day));
    spend(effort, 1 + Math.floor((candidates.length + days.length * times.length) / 32));
    yield days.flatMap((day) => times.map((time) => day * dayMs + time));
  }
}

const range = (first: number, length: number): number[] => Array.from({ length }, (_, i) => first + i);

const daysOfMonths = (year: number, months: number[]): number[] =>
  months.filter((month) => month >= 1).flatMap((month) => range(dayNumber(year, month, 1), daysInMonth(year, month)));

/** First day and number of days of the kth period. */
function bounds(rule: Rule, startDay: number, k: number): [number, number] {
  const steps = k * rule.interval;
  const { year, month } = civilDate(startDay);
  if (rule.freq === 'YEARLY') {
    const first = dayNumber(year + steps, 1, 1);
    return [first, dayNumber(year + steps + 1, 1, 1) - first];
  }
  if (rule.freq === 'MONTHLY') {
    const index = year * 12 + month - 1 + steps;
    const [y, m] = [Math.floor(index / 12), (index % 12) + 1];
    return [dayNumber(y, m, 1), daysInMonth(y, m)];
  }
  if (rule.freq === 'WEEKLY') return [startDay - ((weekday(startDay) - rule.weekStart + 7) % 7) + 7 * steps, 7];
  return [startDay + steps, 1];
}

/** The last period that begins no later than `day`. */
function firstPeriod(rule: Rule, startDay: number, day: number): number {
  const [a, b] = [civilDate(startDay), civilDate(day)];
  const units = {
    YEARLY: b.year - a.year,
    MONTHLY: (b.year - a.year) * 12 + b.month - a.month,
    WEEKLY: Math.floor((day - startDay) / 7) - 1,
  };
  const passed = rule.freq in units ? units[rule.freq as keyof typeof units] : day - startDay;
  return Math.max(0, Math.floor(passed / rule.interval));
}

/** Milliseconds after midnight, from BYHOUR, BYMINUTE, BYSECOND or else from DTSTART. */
function timesOfDay(rule: Rule, start: number): number[] {
  const at = new Date(start);
  const hours = rule.byHour.length > 0 ? rule.byHour : [at.getUTCHours()];
  const minutes = rule.byMinute.length > 0 ? rule.byMinute : [at.getUTCMinutes()];
  const seconds = rule.bySecond.length > 0 ? rule.bySecond : [at.getUTCSeconds()];
  return hours
    .flatMap((hour) =>
      minutes.flatMap((minute) => seconds.map((second) => ((hour * 60 + minute) * 60 + second) * 1000)),
    )
    .filter((time) => !Number.isNaN(time));
}

/** Rules that repeat within a day: one period is an hour, a minute or a second. */
function* shortPeriods(rule: Rule, start: number, from: number, to: number, effort: Effort): Generator<number[]> {
  const unit = unitMs[rule.freq as keyof typeof unitMs];
  const step = unit * rule.interval;
  const origin = Math.floor(start / unit) * unit;
  let k = Math.max(0, Math.floor((from - origin) / step));
  while (origin + k * step <= to) {
    const period = origin + k * step;
    const day = Math.floor(period / dayMs);
    spend(effort, 1);
    if (!selects(rule, day)) {
      // Straight to the next day: a rule that no day satisfies costs one step a day.
      k = Math.max(k + 1, Math.ceil(((day + 1) * dayMs - origin) / step));
      continue;
    }
    const at = new Date(period);
    const hourFits = rule.byHour.length === 0 || rule.byHour.includes(at.getUTCHours());
    const minuteFits =
      rule.freq === 'HOURLY' || rule.byMinute.length === 0 || rule.byMinute.includes(at.getUTCMinutes());
    const secondFits =
      rule.freq !== 'SECONDLY' || rule.bySecond.length === 0 || rule.bySecond.includes(at.getUTCSeconds());
    if (hourFits && minuteFits && secondFits) yield timesWithin(rule, start, period);
    k++;
  }
}

function timesWithin(rule: Rule, start: number, period: number): number[] {
  const at = new Date(start);
  if (rule.freq === 'SECONDLY') return [period];
  const seconds = rule.bySecond.length > 0 ? rule.bySecond : [at.getUTCSeconds()];
  const minutes = rule.freq === 'MINUTELY' ? [0] : rule.byMinute.length > 0 ? rule.byMinute : [at.getUTCMinutes()];
  return minutes
    .flatMap((minute) => seconds.map((second) => period + (minute * 60 + second) * 1000))
    .filter((time) => !Number.isNaN(time));
}
