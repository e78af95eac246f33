import type { TimeRange } from '../../../lib/errors.ts';
import { dayOf, dayPart } from '../../../lib/time.ts';

/** Whether two times share a moment: only one of them could be kept for somebody. */
export const overlaps = (a: TimeRange, b: TimeRange): boolean =>
  Date.parse(a.start) < Date.parse(b.end) && Date.parse(b.start) < Date.parse(a.end);

/**
 * Up to `n` of the free times that leave somebody a real choice: on different days as long as there are days, at
 * different parts of the day as long as there are parts, the soonest first; never two that overlap. In order of time.
 */
export function suggestTimes<Slot extends TimeRange>(slots: readonly Slot[], zone: string, n = 3): Slot[] {
  const chosen: Slot[] = [];
  const used = new Map<string, number>();
  const uses = (name: string) => used.get(name) ?? 0;
  const labelled = slots.map((slot) => ({ slot, day: dayOf(slot.start, zone), part: dayPart(slot.start, zone) }));
  while (chosen.length < n) {
    const [best] = labelled
      .filter(({ slot }) => !chosen.some((other) => overlaps(slot, other)))
      .sort(
        (a, b) =>
          uses(a.day) - uses(b.day) ||
          uses(a.part) - uses(b.part) ||
          Date.parse(a.slot.start) - Date.parse(b.slot.start),
      );
    if (!best) break;
    chosen.push(best.slot);
    used.set(best.day, uses(best.day) + 1);
    used.set(best.part, uses(best.part) + 1);
  }
  return chosen.sort((a, b) => Date.parse(a.start) - Date.parse(b.start));
}
