import type { Visit } from '../../../lib/appointments/schema.ts';
import type { Clinician } from '../../../lib/practice/schema.ts';
import { minutesBetween } from '../../../lib/time.ts';

/** Who stands side by side: those of the address bar in the practice's order; without a choice, everybody. */
export function shownClinicians(clinicians: readonly Clinician[], ids: readonly string[]): readonly Clinician[] {
  const chosen = clinicians.filter((clinician) => ids.includes(clinician.clinician_id));
  return chosen.length > 0 ? chosen : clinicians;
}

/** The choice as it belongs into the address bar: everybody is no choice, and so is nobody. */
export function choiceOf(clinicians: readonly Clinician[], ids: readonly string[]): readonly string[] {
  const known = clinicians.map((clinician) => clinician.clinician_id).filter((id) => ids.includes(id));
  return known.length === clinicians.length ? [] : known;
}

export type VisitsByClinician = ReadonlyMap<string, readonly Visit[]>;

const sameItems = (a: readonly Visit[], b: readonly Visit[]) =>
  a.length === b.length && a.every((visit, index) => visit === b[index]);

/** Each column's own visits. A column whose visits are the same objects keeps its list, so that it is not drawn anew. */
export function byClinician(visits: readonly Visit[], before: VisitsByClinician): VisitsByClinician {
  const groups = new Map<string, Visit[]>();
  for (const visit of visits) {
    const group = groups.get(visit.clinician_id);
    if (group) group.push(visit);
    else groups.set(visit.clinician_id, [visit]);
  }
  return new Map(
    [...groups].map(([id, group]) => {
      const known = before.get(id);
      return [id, known && sameItems(known, group) ? known : group];
    }),
  );
}

const readable = 24;
const usual = 28;
const tallest = 72;

/**
 * How high half an hour is, in pixels: enough for the shortest visit of the day to have a line of text. A calendar
 * gives a shorter one its minimum height, takes that for an overlap and puts neighbours side by side.
 */
export function halfHourHeight(visits: readonly Visit[]): number {
  const lengths = visits
    .map((visit) => minutesBetween(visit.scheduled_start, visit.scheduled_end))
    .filter((minutes) => minutes > 0);
  if (lengths.length === 0) return usual;
  return Math.min(tallest, Math.max(usual, Math.ceil((readable * 30) / Math.min(...lengths))));
}
