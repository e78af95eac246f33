import { Alert, Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type CSSProperties, useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import { useMoveVisit } from '../../../components/use-move-visit.ts';
import type { Move } from '../../../lib/appointments/move.ts';
import { appointmentQueries } from '../../../lib/appointments/queries.ts';
import type { Visit } from '../../../lib/appointments/schema.ts';
import type { AppError, TimeRange } from '../../../lib/errors.ts';
import { useIsPhone } from '../../../lib/media.ts';
import type { Clinician } from '../../../lib/practice/schema.ts';
import { addDays, dayStart, sameClock, viewerZone, zoneName } from '../../../lib/time.ts';
import { CalendarSkeleton } from '../components/calendar-skeleton.tsx';
import { HoverPreview } from '../components/hover-preview.tsx';
import { useSettled } from '../components/use-settled.ts';
import { useVisitLabels } from '../components/visit-labels.ts';
import type { CalendarLocation } from '../location.ts';
import { calendarQueries } from '../queries.ts';
import { gridStarts } from '../starts.ts';
import { byClinician, halfHourHeight, shownClinicians, type VisitsByClinician } from './shown.ts';
import classes from './team.module.css';
import { TeamAxis } from './team-axis.tsx';
import { type ColumnHandlers, TeamColumn } from './team-column.tsx';
import { ClinicianSwitch, TeamChoice } from './team-strip.tsx';
import { useEdgeScroll } from './use-edge-scroll.ts';
import { useFirstOpening } from './use-first-opening.ts';
import { useTeamKeyboard } from './use-team-keyboard.ts';

type Props = {
  location: CalendarLocation;
  navigate: (change: Partial<CalendarLocation>) => void;
  /** All who may be shown. */
  clinicians: readonly Clinician[];
  zone: string;
  zone2?: string | undefined;
  showCancelled: boolean;
  onCancelledCount?: ((count: number) => void) | undefined;
  onBook: (choice: { clinicianId: string; range?: TimeRange; date: string; zone: string }) => void;
  onMoveRefused: (move: Move, error: AppError, zone: string) => void;
};

const noVisits: readonly Visit[] = [];
const rowsOfTheDay = 48;

/** The clinicians of one day side by side on one axis; a visit goes from one to another by dragging it over. */
export function TeamView(props: Props) {
  const { location, navigate, clinicians, zone, zone2, showCancelled } = props;
  const { date } = location;
  const { t } = useTranslation(['team', 'common']);
  const errorText = useErrorText();
  const phone = useIsPhone();
  const client = useQueryClient();
  const area = useRef<HTMLElement>(null);
  const edges = useEdgeScroll(area);
  const shift = useRef(false);

  const days = useMemo(() => ({ from: date, to: addDays(date, 1) }), [date]);
  const range = useMemo(() => ({ start: dayStart(days.from, zone), end: dayStart(days.to, zone) }), [days, zone]);
  const shown = useMemo(() => shownClinicians(clinicians, location.team), [clinicians, location.team]);
  const current = shown.find((clinician) => clinician.clinician_id === location.clinicianId) ?? shown[0];
  const columns = useMemo(() => (phone && current ? [current] : shown), [phone, current, shown]);

  const visits = useQuery({
    ...appointmentQueries.practiceRange(clinicians[0]?.practice_id ?? '', range.start, range.end),
    enabled: clinicians.length > 0,
  });
  const labels = useVisitLabels(zone);
  const move = useMoveVisit({ zone, onRefused: (refused, error) => props.onMoveRefused(refused, error, zone) });
  const handOver = (visit: Visit, times: TimeRange, clinicianId: string) =>
    void move({ visit, ...times, ...(clinicianId === visit.clinician_id ? {} : { clinicianId }) });

  const keyboard = useTeamKeyboard({
    visits: visits.data ?? noVisits,
    clinicians: columns,
    zone,
    startsOf: (clinicianId) => {
      const someone = columns.find((clinician) => clinician.clinician_id === clinicianId);
      if (!someone) return [];
      const known = calendarQueries.hours(clinicianId, someone.practice_id, days.from, days.to).queryKey;
      const hours = client.getQueryData(known);
      return hours ? gridStarts(hours, range, someone.timezone ?? viewerZone()) : [];
    },
    onMove: (visit, { clinicianId, ...times }) => handOver(visit, times, clinicianId),
  });
  const { pending } = keyboard;

  const before = useRef<VisitsByClinician>(new Map());
  const groups = useMemo(() => {
    const placed = (visits.data ?? noVisits).map((visit) =>
      pending?.appointmentId === visit.appointment_id && pending.clinicianId !== visit.clinician_id
        ? { ...visit, clinician_id: pending.clinicianId }
        : visit,
    );
    return byClinician(placed, before.current);
  }, [visits.data, pending]);
  useLayoutEffect(() => {
    before.current = groups;
  }, [groups]);

  const slotHeight = halfHourHeight(
    (visits.data ?? noVisits).filter((visit) => showCancelled || visit.status !== 'cancelled'),
  );
  const cancelled = (visits.data ?? noVisits).filter(
    (visit) => visit.status === 'cancelled' && columns.some((c) => c.clinician_id === visit.clinician_id),
  ).length;
  const { onCancelledCount } = props;
  useEffect(() => onCancelledCount?.(cancelled), [onCancelledCount, cancelled]);

  // Columns are drawn again only when their own day changes, so what they call back stays one object.
  const latest = useRef({ props, handOver, edges });
  useLayoutEffect(() => {
    latest.current = { props, handOver, edges };
  });
  const handlers = useMemo<ColumnHandlers>(
    () => ({
      onOpen: (visit) => latest.current.props.navigate({ visitId: visit.appointment_id }),
      onSelect: (clinicianId, choice) => {
        const { location: at, zone: shownIn, onBook } = latest.current.props;
        onBook({ clinicianId, date: at.date, zone: shownIn, ...('date' in choice ? {} : { range: choice }) });
      },
      onMove: (visit, times, clinicianId) => latest.current.handOver(visit, times, clinicianId),
      onDragStart: () => latest.current.edges.start(),
      onDragStop: () => latest.current.edges.stop(),
      exactDrop: () => shift.current,
    }),
    [],
  );

  const opening = useFirstOpening(columns, days, range);
  const ready = !visits.isPending && opening !== undefined;
  const settled = useSettled(ready);
  const scrolled = useRef(false);
  useLayoutEffect(() => {
    // Once: afterwards the person scrolls, not we.
    const element = area.current;
    if (!settled || scrolled.current || opening === undefined || !element) return;
    scrolled.current = true;
    const head = element.querySelector(`.${classes.head}`)?.clientHeight ?? 0;
    element.scrollTop = Math.max(0, opening - 1 / rowsOfTheDay) * (element.scrollHeight - head);
  }, [settled, opening]);

  const mine = viewerZone();
  const noon = new Date(`${date}T12:00:00Z`);
  const sayZone = !sameClock(zone, mine, noon) || columns.some((c) => c.timezone && !sameClock(c.timezone, zone, noon));

  return (
    <div className={classes.team}>
      <div className={classes.strip}>
        {phone && current ? (
          <ClinicianSwitch shown={shown} current={current} onClinician={(clinicianId) => navigate({ clinicianId })} />
        ) : (
          <TeamChoice clinicians={clinicians} shown={shown} onShown={(team) => navigate({ team })} />
        )}
        {sayZone ? <span className={classes.zone}>{t('timesIn', { zone: zoneName(zone, noon) })}</span> : null}
      </div>
      {visits.isError ? (
        <Alert color="red" role="alert" className={classes.problem}>
          {errorText(visits.error)}{' '}
          <Button size="compact-sm" variant="default" onClick={() => void visits.refetch()}>
            {t('common:retry')}
          </Button>
        </Alert>
      ) : null}
      <section
        ref={area}
        className={classes.area}
        data-settled={settled || undefined}
        aria-label={t('label')}
        aria-busy={visits.isFetching}
        // Reachable by keyboard, so that it can be scrolled also where no visit is in it.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to take the focus (axe: scrollable-region-focusable)
        tabIndex={0}
        onKeyDownCapture={keyboard.onKeyDownCapture}
        onBlurCapture={keyboard.onBlurCapture}
        onPointerUpCapture={(event) => {
          shift.current = event.shiftKey;
        }}
      >
        {ready ? (
          <div
            className={classes.row}
            style={{ '--columns': columns.length, '--axis': zone2 ? '120px' : '64px' } as CSSProperties}
          >
            <TeamAxis date={date} zone={zone} zone2={zone2} />
            {columns.map((clinician, index) => (
              <TeamColumn
                key={clinician.clinician_id}
                index={index}
                slotHeight={slotHeight}
                clinician={clinician}
                visits={groups.get(clinician.clinician_id) ?? noVisits}
                pending={pending?.clinicianId === clinician.clinician_id ? pending : undefined}
                date={date}
                days={days}
                range={range}
                zone={zone}
                showCancelled={showCancelled}
                labels={labels}
                handlers={handlers}
              />
            ))}
          </div>
        ) : null}
        {settled ? null : <CalendarSkeleton view="day" />}
      </section>
      <HoverPreview
        container={area}
        visitOf={(id) => visits.data?.find((visit) => visit.appointment_id === id)}
        labels={labels}
      />
    </div>
  );
}
