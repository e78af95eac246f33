import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { appointmentQueries } from '../../../lib/appointments/queries.ts';
import type { Visit } from '../../../lib/appointments/schema.ts';
import type { TimeRange } from '../../../lib/errors.ts';
import type { Clinician } from '../../../lib/practice/schema.ts';
import { viewerZone } from '../../../lib/time.ts';
import { busyEvents, closedHoursEvents, type PendingMove, timeOffEvents, visitEvent } from '../events.ts';
import { calendarQueries } from '../queries.ts';
import { type GridStarts, gridStarts } from '../starts.ts';
import { hasHours, openHours, timeOff } from '../working-hours.ts';

type Wish = {
  clinician: Clinician;
  /** The days in view, [from, to), and the instants they begin and end at in the zone shown. */
  days: { from: string; to: string };
  range: TimeRange;
  /** Hours, time off and other claims as background: wanted where time is drawn to scale. */
  background: boolean;
  showCancelled: boolean;
  pending?: PendingMove | undefined;
  /** Where they are fetched for several clinicians at once; otherwise they are fetched here. */
  visits?: readonly Visit[] | undefined;
};

const noStarts: GridStarts = [];

/** One clinician's stretch of time, ready to draw. Everything in it keeps its identity until it really changes. */
export function useClinicianEvents(wish: Wish) {
  const { clinician, days, range, background, showCancelled, pending, visits: given } = wish;
  const { t } = useTranslation('calendar');
  const clinicianZone = clinician.timezone ?? viewerZone();
  const fetched = useQuery({
    ...appointmentQueries.range(clinician.clinician_id, range.start, range.end),
    enabled: given === undefined,
  });
  const visits = given ?? fetched.data;
  const hours = useQuery(calendarQueries.hours(clinician.clinician_id, clinician.practice_id, days.from, days.to));
  const busy = useQuery(calendarQueries.busy(clinician.clinician_id, range.start, range.end));

  const shaded = useMemo(() => {
    if (!background || !hours.data) return [];
    return [
      ...closedHoursEvents(openHours(hours.data, range, clinicianZone), range),
      ...timeOffEvents(timeOff(hours.data, clinicianZone), ({ label, reason }) =>
        reason ? t('closedFor', { reason }) : t(`timeOff.${label}`),
      ),
      ...busyEvents(busy.data?.busy ?? [], (kind) => t(kind === 'hold' ? 'hold' : 'busy')),
    ];
  }, [background, hours.data, busy.data, range, clinicianZone, t]);

  const shown = useMemo(
    () => (visits ?? []).filter((visit) => showCancelled || visit.status !== 'cancelled'),
    [visits, showCancelled],
  );
  const cancelled = useMemo(() => (visits ?? []).filter((visit) => visit.status === 'cancelled').length, [visits]);
  const events = useMemo(
    () => [...shaded, ...shown.map((visit) => visitEvent(visit, pending))],
    [shaded, shown, pending],
  );
  const starts = useMemo(
    () => (hours.data ? gridStarts(hours.data, range, clinicianZone) : noStarts),
    [hours.data, range, clinicianZone],
  );

  return {
    events,
    starts,
    /** What is drawn: without the cancelled ones where they are hidden. */
    visits: shown,
    /** How many cancelled ones there are, hidden or not. */
    cancelled,
    /** Undefined until it is known. */
    hasHours: hours.data ? hasHours(hours.data) : undefined,
    firstStart: hours.data?.weekly.map((row) => row.start_time).sort()[0],
    isPending: !visits || hours.isPending,
    isFetching: fetched.isFetching,
    error: fetched.error ?? hours.error,
    refetch: () => void Promise.all([...(given ? [] : [fetched.refetch()]), hours.refetch(), busy.refetch()]),
  };
}
