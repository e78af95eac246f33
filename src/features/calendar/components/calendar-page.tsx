import { Alert, Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import { announce } from '../../../lib/announce.ts';
import { type Move, moveVisit } from '../../../lib/appointments/move.ts';
import { appointmentQueries } from '../../../lib/appointments/queries.ts';
import type { Visit } from '../../../lib/appointments/schema.ts';
import { type AppError, type TimeRange, toAppError } from '../../../lib/errors.ts';
import { practiceQueries } from '../../../lib/practice/queries.ts';
import type { Clinician } from '../../../lib/practice/schema.ts';
import { typeName } from '../../../lib/practice/type-name.ts';
import { useShortcuts } from '../../../lib/shortcuts.ts';
import {
  dayStart,
  firstDayOfWeek,
  formatDay,
  formatTimeRange,
  stepDate,
  today,
  viewerZone,
  visibleDays,
} from '../../../lib/time.ts';
import { busyEvents, closedHoursEvents, timeOffEvents, visitEvent } from '../events.ts';
import type { CalendarLocation } from '../location.ts';
import { calendarQueries } from '../queries.ts';
import { gridMinutes, openHours, timeOff } from '../working-hours.ts';
import classes from './calendar.module.css';
import { CalendarSkeleton } from './calendar-skeleton.tsx';
import { CalendarView } from './calendar-view.tsx';
import { Legend } from './legend.tsx';
import { Toolbar } from './toolbar.tsx';
import { useKeyboardMove } from './use-keyboard-move.ts';
import { useSettled } from './use-settled.ts';

type Props = {
  location: CalendarLocation;
  navigate: (change: Partial<CalendarLocation>) => void;
  clinicians: readonly Clinician[];
  clinician: Clinician;
  mayChoose: boolean;
  onBook: (choice: { range?: TimeRange; date: string; zone: string }) => void;
  onMoveRefused: (move: Move, error: AppError, zone: string) => void;
};

/** Time is the layout: one clinician's day, week, month or list, on the clinician's clock unless asked otherwise. */
export function CalendarPage(props: Props) {
  const { location, navigate, clinician } = props;
  const { t } = useTranslation(['calendar', 'common']);
  const errorText = useErrorText();
  const client = useQueryClient();
  const clinicianZone = clinician.timezone ?? viewerZone();
  const zone = location.zone === 'mine' ? viewerZone() : clinicianZone;
  const firstDay = firstDayOfWeek();
  const days = visibleDays(location.view, location.date, firstDay);
  const range = useMemo(
    () => ({ start: dayStart(days.from, zone), end: dayStart(days.to, zone) }),
    [days.from, days.to, zone],
  );

  const visits = useQuery(appointmentQueries.range(clinician.clinician_id, range.start, range.end));
  const types = useQuery(practiceQueries.appointmentTypes());
  const hours = useQuery(calendarQueries.hours(clinician.clinician_id, clinician.practice_id, days.from, days.to));
  const busy = useQuery(calendarQueries.busy(clinician.clinician_id, range.start, range.end));

  const move = async (visit: Visit, times: TimeRange) => {
    const change: Move = { visit, ...times };
    try {
      const saved = await moveVisit(client, change);
      const time = formatTimeRange(saved.scheduled_start, saved.scheduled_end, zone);
      announce(t('move.done', { day: formatDay(saved.scheduled_start, zone), time }));
    } catch (error) {
      props.onMoveRefused(change, toAppError(error), zone);
    }
  };
  const grid = gridMinutes(hours.data?.weekly ?? []);
  const keyboard = useKeyboardMove(visits.data, { zone, gridMinutes: grid }, (visit, times) => void move(visit, times));

  const events = useMemo(() => {
    const inGrid = location.view === 'day' || location.view === 'week';
    const background =
      inGrid && hours.data
        ? [
            ...closedHoursEvents(openHours(hours.data, range, clinicianZone), range),
            ...timeOffEvents(timeOff(hours.data, clinicianZone), (key) => t(`timeOff.${key}`)),
            ...busyEvents(busy.data?.busy ?? [], t('busy')),
          ]
        : [];
    return [...background, ...(visits.data ?? []).map((visit) => visitEvent(visit, keyboard.pending))];
  }, [location.view, hours.data, busy.data, visits.data, keyboard.pending, range, clinicianZone, t]);

  const book = (choice: { range?: TimeRange; date?: string } = {}) =>
    props.onBook({ ...choice, date: choice.date ?? location.date, zone });
  useShortcuts({
    n: () => book(),
    t: () => navigate({ date: today(zone) }),
    j: () => navigate({ date: stepDate(location.view, location.date, 1) }),
    k: () => navigate({ date: stepDate(location.view, location.date, -1) }),
    d: () => navigate({ view: 'day' }),
    w: () => navigate({ view: 'week' }),
    m: () => navigate({ view: 'month' }),
    l: () => navigate({ view: 'list' }),
  });

  const first = !visits.isPending && !hours.isPending;
  const settled = useSettled(first);
  const [scrollTime, setScrollTime] = useState('07:30:00');
  useEffect(() => {
    // Chosen once per clinician: afterwards the person scrolls, not we.
    const starts = hours.data?.weekly.map((row) => row.start_time).sort();
    if (starts?.[0]) setScrollTime(halfHourBefore(starts[0]));
  }, [hours.data?.weekly]);

  const problem = visits.error ?? hours.error;
  return (
    <div className={classes.page}>
      <Toolbar
        location={location}
        navigate={navigate}
        clinicians={props.clinicians}
        clinician={clinician}
        clinicianZone={clinicianZone}
        zone={zone}
        firstDay={firstDay}
        mayChoose={props.mayChoose}
        onBook={() => book()}
      />
      {problem ? (
        <Alert color="red" role="alert" className={classes.problem}>
          {errorText(problem)}{' '}
          <Button size="compact-sm" variant="default" onClick={() => void visits.refetch().then(() => hours.refetch())}>
            {t('common:retry')}
          </Button>
        </Alert>
      ) : null}
      <section
        className={classes.calendar}
        data-view={location.view}
        data-settled={settled || undefined}
        aria-label={t('calendarOf', { name: clinician.display_name })}
        aria-busy={visits.isFetching}
        onKeyDownCapture={keyboard.onKeyDownCapture}
        onBlurCapture={keyboard.onBlurCapture}
      >
        {first ? (
          <CalendarView
            view={location.view}
            date={location.date}
            zone={zone}
            firstDay={firstDay}
            scrollTime={scrollTime}
            gridMinutes={grid}
            events={events}
            typeName={(key) => typeName(key, types.data)}
            onOpen={(visit) => navigate({ visitId: visit.appointment_id })}
            onDay={(date) => navigate({ view: 'day', date })}
            onSelect={(choice) => ('date' in choice ? book({ date: choice.date }) : book({ range: choice }))}
            onMove={(visit, times) => void move(visit, times)}
          />
        ) : null}
        {settled ? null : <CalendarSkeleton columns={location.view === 'day' ? 1 : 7} />}
      </section>
      <Legend />
    </div>
  );
}

function halfHourBefore(time: string): string {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const total = Math.max(0, hour * 60 + minute - 30);
  return `${String(Math.floor(total / 60)).padStart(2, '0')}:${String(total % 60).padStart(2, '0')}:00`;
}
