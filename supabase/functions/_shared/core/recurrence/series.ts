/** The occurrences of one event with all its exceptions (RFC 5545 §3.8.4.4 and §3.8.5), each with the component that speaks for it. */
import { dayMs } from './civil.ts';
import { type Effort, expandRule } from './expand.ts';
import { type JComponent, parameterOf, propertiesOf, propertyOf } from './jcal.ts';
import { endOf, instantOf, type Length, lengthOf, type Moment, type Reader, startOf } from './moment.ts';
import { readRule } from './rule.ts';
import { durationOf } from './values.ts';

export interface Occurrence {
  event: JComponent;
  start: number;
  end: number;
  allDay: boolean;
}

interface Override {
  event: JComponent;
  key: number;
  start: Moment;
  length: Length;
  /** How far the wall-clock time moved; it moves those after it as well where RANGE=THISANDFUTURE. */
  shift: number;
  future: boolean;
}

/** Occurrences differ by zone and day from where they are looked for; two days are more than both. */
const margin = 2 * dayMs;

/** In no order; some may lie outside of [from, to). */
export function* occurrencesOf(
  events: JComponent[],
  reader: Reader,
  from: number,
  to: number,
  effort: Effort,
): Generator<Occurrence> {
  const masters = events.filter((event) => !propertyOf(event, 'recurrence-id'));
  const exceptions = events.filter((event) => propertyOf(event, 'recurrence-id'));
  const series = masters[0] && startOf(masters[0], reader);
  const overrides = exceptions.map((event) => readOverride(event, series, reader));
  for (const { event, start, length } of overrides) yield occurrence(event, start, length);
  for (const master of masters) yield* regular(master, overrides, reader, from, to, effort);
}

function occurrence(event: JComponent, start: Moment, length: Length): Occurrence {
  return { event, start: instantOf(start), end: endOf(start, length), allDay: start.date };
}

function readOverride(event: JComponent, series: Moment | undefined, reader: Reader): Override {
  const start = startOf(event, reader);
  const id = propertyOf(event, 'recurrence-id');
  const original = id ? reader.moment(id, String(id[3])) : start;
  const key = series ? keyOf(original, series) : instantOf(original);
  return {
    event,
    key,
    start,
    length: lengthOf(event, start, reader),
    shift:
      start.wall - (start.date ? Math.floor(original.wall / dayMs) * dayMs : start.zone.toWall(instantOf(original))),
    future: id !== undefined && parameterOf(id, 'range')?.toUpperCase() === 'THISANDFUTURE',
  };
}

/** What tells an occurrence from the others: its instant, of an all-day series its day. */
function keyOf(moment: Moment, series: Moment): number {
  if (series.date) return Math.floor(moment.wall / dayMs) * dayMs;
  // A DATE in a timed series: some writers mean the occurrence of that day.
  if (moment.date) return series.zone.toInstant(moment.wall + modulo(series.wall, dayMs));
  return instantOf(moment);
}

const modulo = (a: number, b: number): number => ((a % b) + b) % b;

function* regular(
  master: JComponent,
  overrides: Override[],
  reader: Reader,
  from: number,
  to: number,
  effort: Effort,
): Generator<Occurrence> {
  const start = startOf(master, reader);
  const length = lengthOf(master, start, reader);
  const overridden = new Set(overrides.map(({ key }) => key));
  const excluded = readExcluded(master, start, reader);
  const futures = overrides.filter(({ future }) => future).sort((a, b) => b.key - a.key);
  const reach = Math.max(
    ...[length, ...futures.map((o) => o.length)].map(({ days, exact }) => days * dayMs + exact),
    0,
  );
  const shifts = [0, ...futures.map(({ shift }) => shift)];
  const [first, last] = [from - reach - Math.max(...shifts) - margin, to - Math.min(...shifts) + margin];
  for (const { moment, length: own } of candidates(master, start, reader, first, last, effort)) {
    const key = keyOf(moment, start);
    if (overridden.has(key) || excluded(moment, key)) continue;
    const change = futures.find((future) => future.key < key);
    if (!change) {
      yield occurrence(master, moment, own ?? length);
      continue;
    }
    const zone = change.start.zone;
    const wall = (moment.date ? moment.wall : zone.toWall(instantOf(moment))) + change.shift;
    yield occurrence(change.event, { date: change.start.date, wall, zone }, change.length);
  }
}

function readExcluded(master: JComponent, series: Moment, reader: Reader): (moment: Moment, key: number) => boolean {
  const keys = new Set<number>();
  const days = new Set<number>();
  for (const property of propertiesOf(master, 'exdate')) {
    for (const value of property.slice(3)) {
      const moment = reader.moment(property, String(value));
      if (moment.date && !series.date) days.add(moment.wall);
      else keys.add(keyOf(moment, series));
    }
  }
  return ({ wall }, key) => keys.has(key) || (days.size > 0 && days.has(Math.floor(wall / dayMs) * dayMs));
}

/** DTSTART, what the rules say, and RDATE; each once. */
function* candidates(
  master: JComponent,
  start: Moment,
  reader: Reader,
  from: number,
  to: number,
  effort: Effort,
): Generator<{ moment: Moment; length: Length | null }> {
  const seen = new Set<number>();
  const isNew = (moment: Moment) => {
    const instant = instantOf(moment);
    return seen.has(instant) ? false : seen.add(instant) !== undefined;
  };
  for (const { moment, length } of readDates(master, reader)) if (isNew(moment)) yield { moment, length };
  if (isNew(start)) yield { moment: start, length: null };
  for (const property of propertiesOf(master, 'rrule')) {
    const rule = readRule(property[3]);
    const until = rule.until === null ? Number.POSITIVE_INFINITY : untilOf(rule.until, start, reader);
    for (const wall of expandRule(rule, start.wall, from, to, effort)) {
      const moment = { ...start, wall };
      if (instantOf(moment) > until) break;
      if (isNew(moment)) yield { moment, length: null };
    }
  }
}

/** The last instant UNTIL allows. A DATE allows its whole day, whether or not DTSTART is one. */
function untilOf(text: string, start: Moment, reader: Reader): number {
  const until = reader.moment(['until', {}, ''], text);
  if (until.date) return start.zone.toInstant(until.wall + dayMs) - 1;
  // An all-day series ends with the day that UNTIL names.
  return text.endsWith('Z') && !start.date ? until.wall : start.zone.toInstant(until.wall);
}

function* readDates(master: JComponent, reader: Reader): Generator<{ moment: Moment; length: Length | null }> {
  for (const property of propertiesOf(master, 'rdate')) {
    for (const value of property.slice(3)) {
      // A PERIOD is an array or "start/end", where the end may be a duration.
      const [text = '', end] = Array.isArray(value) ? value.map(String) : String(value).split('/');
      const moment = reader.moment(property, text);
      if (!end) yield { moment, length: null };
      else if (/^[+-]?P/.test(end)) yield { moment, length: durationOf(end) };
      else yield { moment, length: { days: 0, exact: instantOf(reader.moment(property, end)) - instantOf(moment) } };
    }
  }
}
