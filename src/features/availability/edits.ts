import { lengthOf, rangesOfDay, toClock, toMinutes } from './spans.ts';
import { nothingOwn, type Range, type WeekDraft } from './week.ts';

/** What a person does to a week, each as one step from draft to draft. Keys of new ranges come from outside. */
type NewKey = () => string;

const blank = (key: string, day: number, start: string, end: string): Range => ({
  key,
  id: undefined,
  day,
  start,
  end,
  place: 'any',
  types: [],
  validFrom: '',
  validUntil: '',
  own: nothingOwn,
});

/** A first range is a working day; a further one follows after an hour, to five o'clock if that is still ahead. */
export function addRange(draft: WeekDraft, day: number, key: string): WeekDraft {
  const last = rangesOfDay(draft, day).at(-1);
  if (!last) return { ...draft, ranges: [...draft.ranges, blank(key, day, '09:00', '17:00')] };
  const end = toMinutes(last.end);
  const length = lengthOf(last);
  const begin = toMinutes(last.start);
  const goesOn = end !== undefined && length !== undefined && begin !== undefined && begin + length + 120 <= 22 * 60;
  const start = goesOn ? end + 60 : undefined;
  const added =
    start === undefined
      ? blank(key, day, '', '')
      : blank(key, day, toClock(start), toClock(start < 16 * 60 ? 17 * 60 : start + 60));
  return { ...draft, ranges: [...draft.ranges, { ...added, place: last.place, types: last.types, own: last.own }] };
}

/** Long hours in one piece, into which a break fits. */
export const mayBreak = (range: Range): boolean => (lengthOf(range) ?? 0) >= 180;

/** An hour off at noon, or in the middle where noon is not inside. */
export function breakRange(draft: WeekDraft, key: string, newKey: string): WeekDraft {
  const ranges = draft.ranges.flatMap((range) => {
    const start = toMinutes(range.start);
    const length = lengthOf(range);
    if (range.key !== key || start === undefined || length === undefined) return [range];
    const noon = 12 * 60 - start;
    const from = noon >= 60 && noon + 120 <= length ? 12 * 60 : start + Math.round((length - 60) / 2 / 30) * 30;
    const second = { ...range, key: newKey, id: undefined, start: toClock(from + 60) };
    // What begins after midnight belongs to the next day.
    const day = (range.day + (from + 60 >= 1440 ? 1 : 0)) % 7;
    return [
      { ...range, end: toClock(from) },
      { ...second, day },
    ];
  });
  return { ...draft, ranges };
}

export function changeRange(draft: WeekDraft, key: string, part: Partial<Range>): WeekDraft {
  return { ...draft, ranges: draft.ranges.map((range) => (range.key === key ? { ...range, ...part } : range)) };
}

export const removeRange = (draft: WeekDraft, key: string): WeekDraft => ({
  ...draft,
  ranges: draft.ranges.filter((range) => range.key !== key),
});

/** The other days get exactly these hours instead of their own. Rows are reused, so that less is written. */
export function copyDay(draft: WeekDraft, from: number, to: readonly number[], newKey: NewKey): WeekDraft {
  const source = rangesOfDay(draft, from);
  const targets = to.filter((day) => day !== from);
  const kept = draft.ranges.filter((range) => !targets.includes(range.day));
  const copies = targets.flatMap((day) => {
    const before = rangesOfDay(draft, day);
    return source.map(
      (range, index): Range => ({
        ...range,
        day,
        key: before[index]?.key ?? newKey(),
        id: before[index]?.id,
      }),
    );
  });
  return { ...draft, ranges: [...kept, ...copies] };
}

export function startingWeek(draft: WeekDraft, newKey: NewKey): WeekDraft {
  const days = [1, 2, 3, 4, 5];
  return { ...draft, ranges: days.map((day) => blank(newKey(), day, '09:00', '17:00')) };
}
