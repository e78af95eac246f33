import type { TimeRange } from '../errors.ts';
import { addDays, type DayPart, dayOf, dayPart } from '../time.ts';

export type DaySlots<Slot extends TimeRange = TimeRange> = { date: string; slots: Slot[] };

/** Seven days from `from`, each with the free times that start on it in the zone. */
export function slotsByDay<Slot extends TimeRange>(
  slots: readonly Slot[],
  from: string,
  zone: string,
  days = 7,
): DaySlots<Slot>[] {
  const grouped = new Map<string, Slot[]>();
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

export function slotsByPart<Slot extends TimeRange>(
  slots: readonly Slot[],
  zone: string,
): { part: DayPart; slots: Slot[] }[] {
  return dayParts
    .map((part) => ({ part, slots: slots.filter((slot) => dayPart(slot.start, zone) === part) }))
    .filter((group) => group.slots.length > 0);
}

/** The free time an instant lies in; where several overlap, the one that began last. */
export function slotAt<Slot extends TimeRange>(
  slots: readonly Slot[] | undefined,
  instant: string | undefined,
): Slot | undefined {
  if (!slots || !instant) return undefined;
  const at = Date.parse(instant);
  return slots.findLast((slot) => Date.parse(slot.start) <= at && at < Date.parse(slot.end));
}
