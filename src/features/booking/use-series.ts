import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { addMinutes, dayOf, firstDayOfWeek } from '../../lib/time.ts';
import { expand, toRule } from './recurrence.ts';
import { chosenTimes } from './schema.ts';
import { type Choice, type Choices, type Finding, plan, toExceptions, toFindings, without } from './series.ts';
import type { SeriesAnswer } from './series-mutations.ts';
import { clashQueries } from './series-queries.ts';
import type { BookingForm } from './use-booking-form.ts';

type Decided = { print: string; choices: Choices; refused: Record<string, Finding>; overbookReason: string };

/**
 * The dates of the series as the form describes it, each looked up: free, or clashing with what. The look books
 * nothing; booking is one call, in which the database expands and checks every date again.
 */
export function useSeries(form: BookingForm, shown: boolean) {
  const client = useQueryClient();
  const { values, zone, clinician } = form;
  const { recurrence, durationMinutes } = values;
  const repeats = recurrence.frequency !== 'never';
  const clinicianId = clinician?.clinician_id ?? '';
  const hours = useQuery({ ...clashQueries.seriesZone(clinicianId), enabled: repeats && clinicianId !== '' });
  const seriesZone = hours.data ?? clinician?.timezone ?? zone;
  const first = chosenTimes(values, zone)?.start;
  const weekStart = firstDayOfWeek();
  const starts = repeats && first && hours.isFetched ? expand(recurrence, first, seriesZone, weekStart) : [];

  // What was decided belongs to these dates with this clinician: it survives a look back at the form, not a change.
  const print = JSON.stringify({ starts, durationMinutes, clinicianId });
  const [decided, setDecided] = useState<Decided>({ print: '', choices: {}, refused: {}, overbookReason: '' });
  const { choices, refused, overbookReason }: Omit<Decided, 'print'> =
    decided.print === print ? decided : { choices: {}, refused: {}, overbookReason: values.overbookReason };
  const decide = (part: Partial<Decided>) => setDecided({ choices, refused, overbookReason, ...part, print });

  const wish = {
    ...form.wish,
    clinicianId,
    anyOf: undefined,
    ...(values.patient ? { patientId: values.patient.profile_id } : {}),
  };
  const looks = useQueries({
    queries: starts.map((start) => ({
      ...clashQueries.date(wish, { start, end: new Date(addMinutes(start, durationMinutes)).toISOString() }, zone),
      enabled: shown,
    })),
  });
  const findings = looks.map((look, index): Finding => {
    const told = refused[starts[index] ?? ''];
    if (look.data?.state === 'clash') return look.data;
    return told ?? look.data ?? { state: look.isError ? 'unknown' : 'checking' };
  });
  // A first time that was chosen on purpose although it is not free is already decided: it came with its reason.
  const withFirst: Choices =
    form.reasonNeeded && starts[0] && !choices[starts[0]] ? { ...choices, [starts[0]]: { kind: 'overbook' } } : choices;
  const dates = plan(starts, durationMinutes, findings, withFirst);

  return {
    repeats,
    starts,
    dates,
    wish,
    checked: findings.filter((finding) => finding.state !== 'checking').length,
    overbookReason,
    setOverbookReason: (text: string) => decide({ overbookReason: text }),
    choose: (start: string, choice: Choice | undefined) => decide({ choices: { ...choices, [start]: choice } }),
    rule: first ? toRule(recurrence, dayOf(first, seriesZone), weekStart) : '',
    exceptions: toExceptions(dates),
    /** Nothing was booked: the dates that stood in the way have to be decided anew. */
    refuse: (answer: SeriesAnswer) => {
      const found = toFindings(answer.clashes);
      decide({ refused: { ...refused, ...found }, choices: without(choices, Object.keys(found)) });
      void client.invalidateQueries({ queryKey: ['slots'] });
    },
  };
}

export type Series = ReturnType<typeof useSeries>;
export type SeriesDate = Series['dates'][number];
