import type { Range, WeekDraft } from './week.ts';
import { slotMinutesOf } from './week.ts';

/** Minutes on a round week of 7 × 1,440, and what is wrong with a week. */
const dayMinutes = 1440;
const weekMinutes = 7 * dayMinutes;

export function toMinutes(time: string): number | undefined {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time);
  return match ? Number(match[1]) * 60 + Number(match[2]) : undefined;
}
export const toClock = (minutes: number): string => {
  const inDay = ((minutes % dayMinutes) + dayMinutes) % dayMinutes;
  return `${String(Math.floor(inDay / 60)).padStart(2, '0')}:${String(inDay % 60).padStart(2, '0')}`;
};

/** How long a range is; an end at or before the start lies on the next day [AV2]. */
export function lengthOf(range: Pick<Range, 'start' | 'end'>): number | undefined {
  const start = toMinutes(range.start);
  const end = toMinutes(range.end);
  if (start === undefined || end === undefined) return undefined;
  return end > start ? end - start : end - start + dayMinutes;
}

export const endsNextDay = (range: Pick<Range, 'start' | 'end'>): boolean => {
  const start = toMinutes(range.start);
  const length = lengthOf(range);
  return start !== undefined && length !== undefined && start + length > dayMinutes;
};

const validTogether = (a: Range, b: Range): boolean =>
  (a.validFrom === '' || b.validUntil === '' || a.validFrom <= b.validUntil) &&
  (b.validFrom === '' || a.validUntil === '' || b.validFrom <= a.validUntil);

const zoneOf = (range: Range, { common }: WeekDraft): string => range.own.timezone ?? common.timezone;
const sameTypes = (a: Range, b: Range): boolean => [...a.types].sort().join('\n') === [...b.types].sort().join('\n');

/** Whether two ranges share time on the round week, and could ever be in force together. */
export function overlap(a: Range, b: Range): boolean {
  const [from, other] = [toMinutes(a.start), toMinutes(b.start)];
  const [length, otherLength] = [lengthOf(a), lengthOf(b)];
  if (from === undefined || other === undefined || length === undefined || otherLength === undefined) return false;
  if (!validTogether(a, b)) return false;
  // How far b starts after a, around the week; and the other way round.
  const ahead = (b.day * dayMinutes + other - a.day * dayMinutes - from + weekMinutes) % weekMinutes;
  const behind = (weekMinutes - ahead) % weekMinutes;
  return ahead < length || behind < otherLength;
}

export type Problem =
  | { kind: 'missing'; field: 'start' | 'end' }
  | { kind: 'overlap'; field: 'start'; other: Range }
  | { kind: 'short'; field: 'end'; minutes: number }
  | { kind: 'order'; field: 'validUntil' };

/**
 * What keeps a range from being saved. Overlapping hours for different places or types are meant (AV6 makes one slot of
 * them); the same hours twice are a slip.
 */
export function problemsOf(range: Range, draft: WeekDraft): Problem[] {
  const found: Problem[] = [];
  for (const field of ['start', 'end'] as const) {
    if (toMinutes(range[field]) === undefined) found.push({ kind: 'missing', field });
  }
  const twice = draft.ranges.find(
    (other) =>
      other.key !== range.key &&
      other.place === range.place &&
      sameTypes(other, range) &&
      zoneOf(other, draft) === zoneOf(range, draft) &&
      overlap(range, other),
  );
  if (twice) found.push({ kind: 'overlap', field: 'start', other: twice });
  const length = lengthOf(range);
  const slot = slotMinutesOf(range, draft.common);
  if (length !== undefined && length < slot) found.push({ kind: 'short', field: 'end', minutes: slot });
  if (range.validFrom && range.validUntil && range.validUntil < range.validFrom) {
    found.push({ kind: 'order', field: 'validUntil' });
  }
  return found;
}

/** Days in the order a locale reads them; inside a day by start. */
export const weekOrder = (firstDay: number): number[] =>
  Array.from({ length: 7 }, (_, index) => (firstDay + index) % 7);

export const rangesOfDay = (draft: WeekDraft, day: number): Range[] =>
  draft.ranges.filter((range) => range.day === day);

/** The first thing to mend, in the order of the page. */
export function firstProblem(draft: WeekDraft, firstDay: number): { range: Range; problem: Problem } | undefined {
  for (const day of weekOrder(firstDay)) {
    for (const range of rangesOfDay(draft, day)) {
      const [problem] = problemsOf(range, draft);
      if (problem) return { range, problem };
    }
  }
  return undefined;
}
