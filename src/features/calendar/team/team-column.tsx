import './team.css';
import type { CalendarOptions } from '@fullcalendar/react';
import { memo, useId, useLayoutEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Visit } from '../../../lib/appointments/schema.ts';
import type { TimeRange } from '../../../lib/errors.ts';
import type { Clinician } from '../../../lib/practice/schema.ts';
import { sameClock, zoneName } from '../../../lib/time.ts';
import { visitOf } from '../components/calendar-content.tsx';
import { CalendarView } from '../components/calendar-view.tsx';
import { useClinicianEvents } from '../components/use-clinician-events.ts';
import type { VisitLabels } from '../components/visit-labels.ts';
import { droppedTimes } from '../drag.ts';
import type { PendingMove } from '../events.ts';
import type { GridStarts } from '../starts.ts';
import classes from './team.module.css';

const dayMs = 24 * 60 * 60_000;

export type ColumnHandlers = {
  onOpen: (visit: Visit) => void;
  onSelect: (clinicianId: string, choice: TimeRange | { date: string }) => void;
  onMove: (visit: Visit, times: TimeRange, clinicianId: string) => void;
  onDragStart: () => void;
  onDragStop: () => void;
  /** Whether the last drop was made with Shift held: FullCalendar does not say so of a drop from another calendar. */
  exactDrop: () => boolean;
};

type Props = {
  /** Its place in the row. */
  index: number;
  clinician: Clinician;
  /** The same in all columns, so that their rows are in line. */
  slotHeight: number;
  visits: readonly Visit[];
  pending: PendingMove | undefined;
  date: string;
  days: { from: string; to: string };
  range: TimeRange;
  zone: string;
  showCancelled: boolean;
  labels: VisitLabels;
  handlers: ColumnHandlers;
};

/** One clinician's day. A calendar of its own without axis and scroller: the columns share both. */
export const TeamColumn = memo(function TeamColumn(props: Props) {
  const { index, clinician, slotHeight, visits, date, days, range, zone, labels, handlers } = props;
  const { t } = useTranslation('team');
  const headingId = useId();
  const own = useClinicianEvents({
    clinician,
    days,
    range,
    background: true,
    showCancelled: props.showCancelled,
    pending: props.pending,
    visits,
  });
  const count = visits.filter((visit) => visit.status !== 'cancelled').length;
  const noon = new Date(`${date}T12:00:00Z`);
  const theirZone =
    clinician.timezone && !sameClock(clinician.timezone, zone, noon) ? zoneName(clinician.timezone, noon) : undefined;

  const latest = useRef(own.starts);
  useLayoutEffect(() => {
    latest.current = own.starts;
  });
  const options = useMemo<CalendarOptions>(
    () => ({
      height: 'auto',
      dayHeaders: false,
      droppable: true,
      slotMinHeight: slotHeight,
      // FullCalendar (7.1.4) takes equal times for the same place, even of two calendars: whoever drags straight across
      // would never arrive. A millisecond per column tells them apart; what comes out is rounded to minutes (drag.ts).
      slotMinTime: { milliseconds: index },
      slotMaxTime: { milliseconds: dayMs + index },
      // The rows are as high as what stands on the axis, so it is there, without width; the shared one is drawn outside.
      slotHeaderContent: () => ' ',
      slotHeaderInnerClass: 'cs-no-axis',
      slotHeaderDividerClass: 'cs-hidden',
      borderless: true,
      eventReceive: (info) => {
        const visit = visitOf(info.event);
        const { start } = info.event;
        if (visit && start) {
          const before = { start: visit.scheduled_start, end: visit.scheduled_end };
          const times = droppedTimes(before, start, latest.current, handlers.exactDrop());
          handlers.onMove(visit, times, clinician.clinician_id);
        }
        // The visit comes back with the list that has just been changed; the guest would be a second one.
        info.event.remove();
      },
      eventDragStart: handlers.onDragStart,
      eventDragStop: handlers.onDragStop,
    }),
    [index, slotHeight, clinician.clinician_id, handlers],
  );
  const { onMove, onSelect } = useMemo(
    () => ({
      onMove: (visit: Visit, times: TimeRange) => handlers.onMove(visit, times, clinician.clinician_id),
      onSelect: (choice: TimeRange | { date: string }) => handlers.onSelect(clinician.clinician_id, choice),
    }),
    [handlers, clinician.clinician_id],
  );

  return (
    <section className={classes.column} aria-labelledby={headingId} data-clinician-id={clinician.clinician_id}>
      <div className={classes.head}>
        <h2 id={headingId} className={classes.name}>
          <span className={classes.dot} style={{ background: clinician.color }} />
          <span className={classes.nameText} title={clinician.display_name}>
            {clinician.display_name}
          </span>
        </h2>
        <span className={classes.under}>
          {count === 0 && own.hasHours !== undefined && !worksIn(range, own.starts)
            ? t('notWorking')
            : t('visits', { count })}
          {theirZone ? (
            <>
              <span aria-hidden="true" title={t('theirTime', { zone: theirZone })}>
                {theirZone}
              </span>
              <span className="visually-hidden">{t('theirTime', { zone: theirZone })}</span>
            </>
          ) : null}
        </span>
      </div>
      <div className={classes.body}>
        <CalendarView
          view="day"
          date={date}
          zone={zone}
          firstDay={1}
          scrollTime="00:00:00"
          starts={own.starts}
          events={own.events}
          labels={labels}
          onOpen={handlers.onOpen}
          onSelect={onSelect}
          onMove={onMove}
          options={options}
        />
      </div>
    </section>
  );
});

const worksIn = (range: TimeRange, starts: GridStarts): boolean =>
  starts.some(({ from, to }) => from < Date.parse(range.end) && to > Date.parse(range.start));
