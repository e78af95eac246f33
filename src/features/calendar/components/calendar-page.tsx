import { lazy, Suspense, useRef, useState } from 'react';
import type { Move } from '../../../lib/appointments/move.ts';
import type { AppError, TimeRange } from '../../../lib/errors.ts';
import type { Clinician } from '../../../lib/practice/schema.ts';
import { firstDayOfWeek, stepDate, viewerZone } from '../../../lib/time.ts';
import {
  type CalendarLocation,
  calendarViews,
  showsCancelled,
  spanOf,
  type CalendarView as ViewName,
} from '../location.ts';
import classes from './calendar.module.css';
import { ClinicianCalendar } from './clinician-calendar.tsx';
import { Legend } from './legend.tsx';
import { Toolbar } from './toolbar.tsx';
import { useCalendarShortcuts } from './use-calendar-shortcuts.ts';
import { useSwipe } from './use-swipe.ts';

const TeamView = lazy(async () => ({ default: (await import('../team/team-view.tsx')).TeamView }));
const oneByOne = calendarViews.filter((view) => view !== 'team');

export type CalendarChoice = { clinicianId: string; range?: TimeRange; date: string; zone: string };

type Props = {
  location: CalendarLocation;
  navigate: (change: Partial<CalendarLocation>) => void;
  clinicians: readonly Clinician[];
  clinician: Clinician;
  /** Sees all clinicians: may choose one of them, and has the team view. */
  isDesk: boolean;
  /** Whose clock the team is shown on. */
  practiceZone: string | undefined;
  onBook: (choice: CalendarChoice) => void;
  onMoveRefused: (move: Move, error: AppError, zone: string) => void;
};

/** Time is the layout: one clinician's day, week, month or list, or all of them on one day. */
export function CalendarPage(props: Props) {
  const { location, navigate, clinician, clinicians, onBook, onMoveRefused } = props;
  const team = location.view === 'team';
  const clinicianZone = clinician.timezone ?? viewerZone();
  const homeZone = team ? (props.practiceZone ?? clinicianZone) : clinicianZone;
  const zone = location.zone === 'mine' ? viewerZone() : homeZone;
  const views: readonly ViewName[] = props.isDesk ? calendarViews : oneByOne;
  const firstDay = firstDayOfWeek();
  const span = spanOf(location.view);
  const [cancelled, setCancelled] = useState(0);
  const area = useRef<HTMLDivElement>(null);

  useCalendarShortcuts(location, navigate, { zone, views });
  useSwipe(area, !team, (direction) => navigate({ date: stepDate(span, location.date, direction) }));

  const shared = {
    location,
    navigate,
    zone,
    showCancelled: showsCancelled(location),
    onCancelledCount: setCancelled,
    onMoveRefused,
  };
  return (
    <div className={classes.page}>
      <Toolbar
        location={location}
        navigate={navigate}
        views={views}
        clinicians={clinicians}
        clinician={clinician}
        homeZone={homeZone}
        zone={zone}
        firstDay={firstDay}
        mayChoose={props.isDesk && clinicians.length > 1}
        cancelledCount={cancelled}
      />
      <div ref={area} className={classes.area}>
        {team ? (
          <Suspense>
            <TeamView {...shared} clinicians={clinicians} zone2={location.zone2} onBook={onBook} />
          </Suspense>
        ) : (
          <ClinicianCalendar {...shared} clinician={clinician} firstDay={firstDay} onBook={onBook} />
        )}
      </div>
      <Legend />
    </div>
  );
}
