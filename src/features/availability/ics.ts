import { addDays, dayOf, wallTime } from '../../lib/time.ts';
import { type DateSpan, datesBetween } from './dates.ts';
import { type EventBlock, eventBlocks, type IcsRefusal, limits } from './ics-lines.ts';
import { icsZone } from './ics-zone.ts';
import type { ImportedDay } from './imports.ts';
import { toClock } from './spans.ts';
import { yearlyDates, yearlyRule } from './yearly.ts';

/**
 * Days off from an .ics file. ical.js reads each event by itself, so that one bad event spoils only itself; yearly
 * repetition is expanded here, year by year, because a rule may be written so that a general expander never ends.
 */
type JCalValue = string | Record<string, unknown>;
export type IcsParser = { parse: (text: string) => unknown };

export type Skipped = { line: number; title: string; reason: 'badEvent' | 'repeats' | 'noLength' | 'unknownZone' };
export type IcsAnswer =
  | { ok: true; days: ImportedDay[]; skipped: Skipped[]; outside: number }
  | { ok: false; reason: IcsRefusal; line: number };

type Property = { name: string; parameters: Record<string, unknown>; values: JCalValue[] };
type Moment = { date: string; time: string | undefined; instant: string | undefined };

/** `zone` is the clinician's: events without a zone are on that clock. An event in one that nobody knows is left out. */
export function readIcs(text: string, window: DateSpan, zone: string, parser: IcsParser): IcsAnswer {
  const blocks = eventBlocks(text);
  if (!blocks.ok) return blocks;
  const skipped: Skipped[] = [];
  const events: { properties: Property[]; block: EventBlock; title: string }[] = [];
  for (const block of blocks.events) {
    const properties = propertiesOf(block, parser);
    if (properties) events.push({ properties, block, title: textOf(properties, 'summary') });
    else skipped.push({ line: block.line, title: '', reason: 'badEvent' });
  }
  // A moved occurrence replaces the one of its series.
  const moved = new Map<string, string[]>();
  for (const { properties } of events) {
    const instead = momentOf(find(properties, 'recurrence-id'), zone);
    const uid = textOf(properties, 'uid');
    if (instead) moved.set(uid, [...(moved.get(uid) ?? []), instead.date]);
  }
  const days: ImportedDay[] = [];
  let outside = 0;
  const effort = { exceptions: limits.exceptions };
  for (const { properties, block, title } of events) {
    if (textOf(properties, 'status').toUpperCase() === 'CANCELLED') continue;
    const series = find(properties, 'recurrence-id') ? [] : (moved.get(textOf(properties, 'uid')) ?? []);
    const found = daysOf(properties, title, window, zone, series, effort);
    if (typeof found === 'string') skipped.push({ line: block.line, title, reason: found });
    else if (found.length === 0) outside += 1;
    else days.push(...found);
    if (days.length > limits.days) return { ok: false, reason: 'tooManyDays', line: block.line };
  }
  return { ok: true, days, skipped: skipped.sort((a, b) => a.line - b.line), outside };
}

function propertiesOf(block: EventBlock, parser: IcsParser): Property[] | undefined {
  if (block.lines.some((line) => line.length > limits.lineLength)) return undefined;
  try {
    const parsed = parser.parse(
      ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', ...block.lines, 'END:VEVENT', 'END:VCALENDAR'].join('\r\n'),
    ) as [string, unknown, [string, [string, Record<string, unknown>, string, ...JCalValue[]][], unknown][]];
    const rows = parsed[2][0]?.[1] ?? [];
    return rows.map(([name, parameters, , ...values]) => ({ name, parameters, values }));
  } catch {
    return undefined;
  }
}

const find = (properties: readonly Property[], name: string): Property | undefined =>
  properties.find((property) => property.name === name);

const textOf = (properties: readonly Property[], name: string): string => {
  const value = find(properties, name)?.values[0];
  return typeof value === 'string' ? value.replace(/\s+/g, ' ').trim().slice(0, 200) : '';
};

/** ical.js takes 2026-13-99 for a date; only real ones count. */
const isRealDate = (date: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(date) && new Date(`${date}T00:00:00Z`).toISOString().slice(0, 10) === date;

function momentOf(property: Property | undefined, zone: string, value = property?.values[0]): Moment | undefined {
  const match = typeof value === 'string' ? /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}):\d{2}(Z?))?$/.exec(value) : null;
  const date = match?.[1];
  if (!match || !date || Number.isNaN(Date.parse(date)) || !isRealDate(date)) return undefined;
  const time = match[2];
  if (!time) return { date, time: undefined, instant: undefined };
  if (Number.isNaN(Date.parse(`${date}T${time}:00Z`))) return undefined;
  const instant = match[3] ? `${date}T${time}:00Z` : wallTime(date, time, zoneOf(property) ?? zone);
  return { date: dayOf(instant, zone), time: clockIn(instant, zone), instant };
}

const zoneOf = (property: Property | undefined): string | undefined =>
  typeof property?.parameters.tzid === 'string' ? icsZone(property.parameters.tzid) : undefined;

/** A time without Z in a zone that nobody knows (RFC 5545 §3.2.19). */
const inUnknownZone = (property: Property | undefined): boolean =>
  property?.parameters.tzid !== undefined &&
  /T[^Z]*$/.test(String(property.values[0])) &&
  zoneOf(property) === undefined;

let clock: { zone: string; format: Intl.DateTimeFormat } | undefined;

/** 'HH:MM' on the clock of a zone: for the database, not for reading. */
function clockIn(instant: string, zone: string): string {
  if (clock?.zone !== zone) {
    const options = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone } as const;
    clock = { zone, format: new Intl.DateTimeFormat('en-GB', options) };
  }
  return clock.format.format(new Date(instant));
}

function daysOf(
  properties: readonly Property[],
  title: string,
  window: DateSpan,
  zone: string,
  replaced: readonly string[],
  effort: { exceptions: number },
): ImportedDay[] | Skipped['reason'] {
  if (['dtstart', 'dtend'].some((name) => inUnknownZone(find(properties, name)))) return 'unknownZone';
  const start = momentOf(find(properties, 'dtstart'), zone);
  if (!start) return 'badEvent';
  const minutes = lengthOf(properties, start, zone);
  if (minutes === undefined) return 'badEvent';
  if (minutes <= 0) return 'noLength';
  if (find(properties, 'rdate') || find(properties, 'exrule')) return 'repeats';
  const repeat = find(properties, 'rrule');
  const rule = repeat ? yearlyRule(repeat.values[0]) : undefined;
  if (repeat && !rule) return 'repeats';
  if (rule && start.date.slice(0, 4) < limits.firstYear) return 'repeats';
  const left = rule ? leftOut(properties, zone, effort) : [];
  if (!left) return 'repeats';
  const gone = new Set([...replaced, ...left]);
  const starts = rule ? yearlyDates(start.date, rule, window.until) : [start.date];
  return starts.filter((date) => !gone.has(date)).flatMap((date) => pieces(date, start.time, minutes, window, title));
}

/** The dates of EXDATE; nothing once the file has more of them than days off can have. */
function leftOut(properties: readonly Property[], zone: string, effort: { exceptions: number }): string[] | undefined {
  const all = properties.filter((property) => property.name === 'exdate');
  effort.exceptions -= all.reduce((sum, { values }) => sum + values.length, 0);
  if (effort.exceptions < 0) return undefined;
  return all.flatMap((property) => property.values.flatMap((value) => momentOf(property, zone, value)?.date ?? []));
}

const dayMinutes = 1440;

function lengthOf(properties: readonly Property[], start: Moment, zone: string): number | undefined {
  const duration = find(properties, 'duration');
  if (duration) return durationMinutes(String(duration.values[0]));
  const ends = find(properties, 'dtend');
  if (!ends) return start.time === undefined ? dayMinutes : 0;
  const end = momentOf(ends, zone);
  if (!end) return undefined;
  if (start.instant && end.instant) return (Date.parse(end.instant) - Date.parse(start.instant)) / 60_000;
  if (start.instant || end.instant) return undefined;
  // Producers write the same date twice for one whole day, against the letter of the RFC.
  return Math.max(1, (Date.parse(end.date) - Date.parse(start.date)) / 86_400_000) * dayMinutes;
}

function durationMinutes(text: string): number | undefined {
  const match = /^\+?P(?:(\d{1,3})W)?(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:\d{1,6}S)?)?$/.exec(text);
  if (!match) return undefined;
  const [weeks, days, hours, minutes] = [match[1], match[2], match[3], match[4]].map((part) => Number(part ?? 0));
  return (((weeks ?? 0) * 7 + (days ?? 0)) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0);
}

/** One piece for each local date the event touches, those inside the window only. */
function pieces(
  date: string,
  time: string | undefined,
  minutes: number,
  window: DateSpan,
  title: string,
): ImportedDay[] {
  const [hour = 0, minute = 0] = (time ?? '00:00').split(':').map(Number);
  const begin = hour * 60 + minute;
  const lastDay = Math.min(366, Math.ceil((begin + minutes) / dayMinutes) - 1);
  return datesBetween(date, addDays(date, lastDay))
    .map((day, index): ImportedDay => {
      const from = index === 0 ? begin : 0;
      const until = Math.min(dayMinutes, begin + minutes - index * dayMinutes);
      const whole = from === 0 && until === dayMinutes;
      return { date: day, title, times: whole ? undefined : { start: toClock(from), end: toClock(until) } };
    })
    .filter((piece) => window.from <= piece.date && piece.date <= window.until);
}
