import type { TimeRange } from '../errors.ts';

/** A free time; in a search over several clinicians it says whose, in the order they were asked for. */
export type FreeSlot = TimeRange & { clinicianIds?: readonly string[] };

type Found = TimeRange & { clinicianId: string };

/** One entry for each time, with everybody who is free then. Soonest first, people in the given order. */
export function mergeSlots(found: readonly Found[], order: readonly string[]): FreeSlot[] {
  const byTime = new Map<string, { start: string; end: string; ids: Set<string> }>();
  for (const { start, end, clinicianId } of found) {
    const key = `${start}|${end}`;
    const entry = byTime.get(key);
    if (entry) entry.ids.add(clinicianId);
    else byTime.set(key, { start, end, ids: new Set([clinicianId]) });
  }
  return [...byTime.values()]
    .sort((a, b) => Date.parse(a.start) - Date.parse(b.start) || Date.parse(a.end) - Date.parse(b.end))
    .map(({ start, end, ids }) => ({ start, end, clinicianIds: order.filter((id) => ids.has(id)) }));
}

/**
 * Who is proposed for a time that several could take: whoever has the most free times among `slots` (the times of that
 * day), so that the work spreads; the earlier in the list where two have as many.
 */
export function leastBusy(slot: FreeSlot | undefined, slots: readonly FreeSlot[]): string | undefined {
  const free = (id: string) => slots.filter((other) => other.clinicianIds?.includes(id)).length;
  return slot?.clinicianIds?.reduce<string | undefined>(
    (best, id) => (best === undefined || free(id) > free(best) ? id : best),
    undefined,
  );
}
