import { Alert, Button } from '@mantine/core';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import { useMoveVisit } from '../../../components/use-move-visit.ts';
import type { Move } from '../../../lib/appointments/move.ts';
import type { Visit } from '../../../lib/appointments/schema.ts';
import type { AppError, TimeRange } from '../../../lib/errors.ts';
import { useIsPhone } from '../../../lib/media.ts';
import type { Clinician } from '../../../lib/practice/schema.ts';
import { addDays, dayStart, visibleDays, zoneName } from '../../../lib/time.ts';
import type { PendingMove } from '../events.ts';
import { type CalendarLocation, spanOf } from '../location.ts';
import { clocksDiffer } from '../second-clock.ts';
import classes from './calendar.module.css';
import { CalendarNotice } from './calendar-notice.tsx';
import type { CalendarChoice } from './calendar-page.tsx';
import { CalendarSkeleton } from './calendar-skeleton.tsx';
import { CalendarView } from './calendar-view.tsx';
import { HoverPreview } from './hover-preview.tsx';
import { useClinicianEvents } from './use-clinician-events.ts';
import { useKeyboardMove } from './use-keyboard-move.ts';
import { useScrollTime } from './use-scroll-time.ts';
import { useSettled } from './use-settled.ts';
import { useStable } from './use-stable.ts';
import { useVisitLabels } from './visit-labels.ts';

type Props = {
  location: CalendarLocation;
  navigate: (change: Partial<CalendarLocation>) => void;
  clinician: Clinician;
  zone: string;
  firstDay: number;
  showCancelled: boolean;
  onCancelledCount: (count: number) => void;
  onBook: (choice: CalendarChoice) => void;
  onMoveRefused: (move: Move, error: AppError, zone: string) => void;
};

/** One clinician's day, week, month or list, on the clinician's clock unless asked otherwise. */
export function ClinicianCalendar(props: Props) {
  const { location, navigate, clinician, zone, firstDay, onCancelledCount } = props;
  const { t } = useTranslation(['calendar', 'common']);
  const errorText = useErrorText();
  const phone = useIsPhone();
  const view = spanOf(location.view);
  const inGrid = view === 'day' || view === 'week';
  const { from, to } = visibleDays(view, location.date, firstDay);
  const days = useMemo(() => ({ from, to }), [from, to]);
  const range = useMemo(() => ({ start: dayStart(from, zone), end: dayStart(to, zone) }), [from, to, zone]);

  const [pending, setPending] = useState<PendingMove>();
  const shown = useClinicianEvents({
    clinician,
    days,
    range,
    background: inGrid,
    showCancelled: props.showCancelled,
    pending,
  });
  const { visits, starts, cancelled } = shown;
  useEffect(() => onCancelledCount(cancelled), [cancelled, onCancelledCount]);

  const move = useMoveVisit({ zone, onRefused: (refused, error) => props.onMoveRefused(refused, error, zone) });
  const keyboard = useKeyboardMove(
    visits,
    { zone, starts, pending, setPending },
    (visit, times) => void move({ visit, ...times }),
  );
  const labels = useVisitLabels(zone);

  const area = useRef<HTMLElement>(null);
  const ready = !shown.isPending;
  const settled = useSettled(ready);
  const scrollTime = useScrollTime(clinician.clinician_id, shown.firstStart);
  const second = useMemo(() => {
    if (!location.zone2 || !inGrid) return undefined;
    const all = Array.from({ length: view === 'day' ? 1 : 7 }, (_, index) => addDays(from, index));
    return clocksDiffer(all, zone, location.zone2) ? { zone: location.zone2, days: all } : undefined;
  }, [location.zone2, inGrid, view, from, zone]);

  const book = (choice: TimeRange | { date: string }) =>
    props.onBook({
      clinicianId: clinician.clinician_id,
      zone,
      ...('date' in choice ? choice : { range: choice, date: location.date }),
    });

  const callbacks = useStable({
    onOpen: (visit: Visit) => navigate({ visitId: visit.appointment_id }),
    onDay: (date: string) => navigate({ view: 'day', date }),
    onSelect: book,
    onMove: (visit: Visit, times: TimeRange) => void move({ visit, ...times }),
  });
  const visitOf = (id: string) => visits.find((visit) => visit.appointment_id === id);

  return (
    <section
      ref={area}
      className={classes.calendar}
      data-view={location.view}
      data-settled={settled || undefined}
      aria-label={
        second
          ? t('calendarOfTwoClocks', {
              name: clinician.display_name,
              first: zoneName(zone),
              second: zoneName(second.zone),
            })
          : t('calendarOf', { name: clinician.display_name })
      }
      aria-busy={shown.isFetching}
      onKeyDownCapture={keyboard.onKeyDownCapture}
      onBlurCapture={keyboard.onBlurCapture}
    >
      {shown.error ? (
        <Alert color="red" role="alert" className={classes.problem}>
          {errorText(shown.error)}{' '}
          <Button size="compact-sm" variant="default" onClick={shown.refetch}>
            {t('common:retry')}
          </Button>
        </Alert>
      ) : null}
      {ready ? (
        <div className={classes.grid}>
          <CalendarView
            view={view}
            date={location.date}
            zone={zone}
            second={second}
            firstDay={firstDay}
            dayHeaders={!(phone && view === 'day' && !second)}
            scrollTime={scrollTime}
            starts={starts}
            events={shown.events}
            labels={labels}
            {...callbacks}
          />
        </div>
      ) : null}
      {settled ? (
        <>
          <CalendarNotice
            clinician={clinician}
            view={location.view}
            noHours={shown.hasHours === false}
            noVisits={visits.length === 0 && !shown.error}
          />
          <HoverPreview container={area} visitOf={visitOf} labels={labels} />
        </>
      ) : (
        <CalendarSkeleton view={view} />
      )}
    </section>
  );
}
