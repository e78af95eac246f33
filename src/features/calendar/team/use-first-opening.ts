import { useQueries } from '@tanstack/react-query';
import type { TimeRange } from '../../../lib/errors.ts';
import type { Clinician } from '../../../lib/practice/schema.ts';
import { viewerZone } from '../../../lib/time.ts';
import { calendarQueries } from '../queries.ts';
import { openHours } from '../working-hours.ts';

const usualOpening = 8 / 24;

/** Where the day begins for the first of them, as a part of the day; undefined until it is known. */
export function useFirstOpening(
  clinicians: readonly Clinician[],
  days: { from: string; to: string },
  range: TimeRange,
): number | undefined {
  return useQueries({
    queries: clinicians.map((clinician) =>
      calendarQueries.hours(clinician.clinician_id, clinician.practice_id, days.from, days.to),
    ),
    combine: (answers) => {
      if (answers.some((answer) => answer.isPending)) return undefined;
      const openings = answers.flatMap(({ data }, index) => {
        const opening = data ? openHours(data, range, clinicians[index]?.timezone ?? viewerZone())[0] : undefined;
        return opening ? [Date.parse(opening.start)] : [];
      });
      if (openings.length === 0) return usualOpening;
      const from = Date.parse(range.start);
      return (Math.min(...openings) - from) / (Date.parse(range.end) - from);
    },
  });
}
