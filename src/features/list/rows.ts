import type { Visit } from '../../lib/appointments/schema.ts';
import { dayOf } from '../../lib/time.ts';

/** What stands in the list, one under the other: a heading for each day, and its visits. */
export type ListItem =
  | { kind: 'day'; key: string; date: string }
  | { kind: 'visit'; key: string; visit: Visit; index: number };

/** Pages one after the other. A visit that was moved between two requests may come twice; the later answer counts. */
export function uniqueVisits(pages: readonly (readonly Visit[])[]): Visit[] {
  const seen = new Map<string, Visit>();
  for (const visit of pages.flat()) {
    seen.delete(visit.appointment_id);
    seen.set(visit.appointment_id, visit);
  }
  return [...seen.values()];
}

export function listItems(visits: readonly Visit[], zone: string): ListItem[] {
  const items: ListItem[] = [];
  let day: string | undefined;
  for (const [index, visit] of visits.entries()) {
    const date = dayOf(visit.scheduled_start, zone);
    // The index belongs to the key: while pages are fetched again, a day may come twice for a moment.
    if (date !== day) items.push({ kind: 'day', key: `${date}/${index}`, date });
    items.push({ kind: 'visit', key: visit.appointment_id, visit, index });
    day = date;
  }
  return items;
}
