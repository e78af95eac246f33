import type { TimeRange } from '../../lib/errors.ts';
import { addMinutes } from '../../lib/time.ts';

/** What is to happen with one date of a series. Nothing chosen means: as planned, which a clash makes impossible. */
export type Choice = { kind: 'other'; slot: TimeRange } | { kind: 'skip' } | { kind: 'overbook' };
/** By the start of the date as planned, ISO with milliseconds. */
export type Choices = Readonly<Record<string, Choice | undefined>>;

export const clashKinds = [
  'appointment',
  'hold',
  'external',
  'closure',
  'time_off',
  'patient',
  'taken',
  'outside_availability',
] as const;
export type ClashKind = (typeof clashKinds)[number];
export type Clash = { kind: ClashKind; start: string; end: string };

/** What is known about one date: whether it can be booked, and if not, why and what could be had instead. */
export type Finding =
  | { state: 'checking' | 'free' | 'unknown' }
  | { state: 'clash'; clashes: readonly Clash[]; alternatives: readonly TimeRange[] };
export type PlannedDate = TimeRange & { finding: Finding; choice: Choice | undefined };

export function plan(
  starts: readonly string[],
  minutes: number,
  findings: readonly (Finding | undefined)[],
  choices: Choices,
): PlannedDate[] {
  return starts.map((start, index) => ({
    start,
    end: new Date(addMinutes(start, minutes)).toISOString(),
    finding: findings[index] ?? { state: 'checking' },
    choice: choices[start],
  }));
}

/** When a date will take place, if it does. */
export const timeOf = (date: PlannedDate): TimeRange | undefined => {
  if (date.choice?.kind === 'skip') return undefined;
  return date.choice?.kind === 'other' ? date.choice.slot : { start: date.start, end: date.end };
};

/** Dates that clash and about which nothing has been decided yet. */
export const undecided = (dates: readonly PlannedDate[]): PlannedDate[] =>
  dates.filter((date) => date.finding.state === 'clash' && date.choice === undefined);

export type Summary = { booked: number; moved: number; skipped: number; undecided: number; overbooked: number };
export function summarise(dates: readonly PlannedDate[]): Summary {
  const having = (kind: Choice['kind']) => dates.filter((date) => date.choice?.kind === kind).length;
  const open = undecided(dates).length;
  return {
    booked: dates.length - having('skip') - open,
    moved: having('other'),
    skipped: having('skip'),
    undecided: open,
    overbooked: having('overbook'),
  };
}

export type SeriesException = { start: string; slot_start?: string; slot_end?: string };
/** What book_series is told: other times for some dates, others left out. */
export function toExceptions(dates: readonly PlannedDate[]): SeriesException[] {
  return dates.flatMap(({ start, choice }): SeriesException[] => {
    if (choice?.kind === 'skip') return [{ start }];
    if (choice?.kind === 'other') return [{ start, slot_start: choice.slot.start, slot_end: choice.slot.end }];
    return [];
  });
}

const overlap = (a: TimeRange, b: TimeRange): boolean =>
  Date.parse(a.start) < Date.parse(b.end) && Date.parse(b.start) < Date.parse(a.end);

/** Proposals for one date that do not collide with another date of the same series. */
export function usable(
  alternatives: readonly TimeRange[],
  date: PlannedDate,
  dates: readonly PlannedDate[],
): TimeRange[] {
  const others = dates.filter((other) => other.start !== date.start).map(timeOf);
  return alternatives.filter((slot) => !others.some((other) => other !== undefined && overlap(slot, other)));
}

/** The `count` times closest to the one that was wanted, in the order of the clock. */
export function nearest(slots: readonly TimeRange[], wanted: string, count: number): TimeRange[] {
  const distance = (slot: TimeRange) => Math.abs(Date.parse(slot.start) - Date.parse(wanted));
  return [...slots]
    .sort((a, b) => distance(a) - distance(b) || Date.parse(a.start) - Date.parse(b.start))
    .slice(0, count)
    .sort((a, b) => Date.parse(a.start) - Date.parse(b.start));
}

type Refused = TimeRange & { occurrence: string; code: string; alternatives: readonly TimeRange[] };

/** What the database said about dates that it did not book, which a look beforehand may not have seen. */
export function toFindings(refused: readonly Refused[]): Record<string, Finding> {
  const kind = (code: string): ClashKind =>
    code === 'slot_taken' ? 'taken' : code === 'patient_busy' ? 'patient' : 'outside_availability';
  return Object.fromEntries(
    refused.map(({ occurrence, code, start, end, alternatives }) => [
      new Date(occurrence).toISOString(),
      { state: 'clash', clashes: [{ kind: kind(code), start, end }], alternatives },
    ]),
  );
}

/** Without the choices of the dates that were refused: they have to be decided anew. */
export const without = (choices: Choices, starts: readonly string[]): Choices =>
  Object.fromEntries(Object.entries(choices).filter(([start]) => !starts.includes(start)));
