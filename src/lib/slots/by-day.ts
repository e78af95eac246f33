import type { TimeRange } from '../errors.ts';
import { addDays, type DayPart, dayOf, dayPart } from '../time.ts';

export type DaySlots = { date: string; slots: TimeRange[] };

/** Seven days from `from`, each with the free times that start on it in the zone. */
export function slotsByDay(slots: readonly TimeRange[], from: string, zone: string, days = 7): DaySlots[] {
  const grouped = new Map<string, TimeRange[]>();
  for (const slot of slots) {
    const date = dayOf(slot.start, zone);
    const list = grouped.get(date);
    if (list) list.push(slot);
    else grouped.set(date, [slot]);
  }
  return Array.from({ length: days }, (_, index) => {
    const date = addDays(from, index);
    return { date, slots: grouped.get(date) ?? [] };
  });
}

export const dayParts: readonly DayPart[] = ['morning', 'afternoon', 'evening'];

export function slotsByPart(slots: readonly TimeRange[], zone: string): { part: DayPart; slots: TimeRange[] }[] {
  return dayParts
    .map((part) => ({ part, slots: slots.filter((slot) => dayPart(slot.start, zone) === part) }))
    .filter((group) => group.slots.length > 0);
}

/** The free time an instant lies in; where several overlap, the one that began last. */
export function slotAt(slots: readonly TimeRange[] | undefined, instant: string | undefined): TimeRange | undefined {
  if (!slots || !instant) return undefined;
  const at = Date.parse(instant);
  return slots.findLast((slot) => Date.parse(slot.start) <= at && at < Date.parse(slot.end));
}
