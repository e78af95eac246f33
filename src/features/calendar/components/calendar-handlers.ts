import type { CalendarApi, CalendarOptions } from '@fullcalendar/react';
import type { RefObject } from 'react';
import { clickedTimes, droppedTimes, resizedTimes, selectedTimes } from '../drag.ts';
import { visitOf } from './calendar-content.tsx';
import type { CalendarViewProps } from './calendar-view.tsx';

const shiftHeld = (event: unknown): boolean =>
  (event instanceof MouseEvent || event instanceof KeyboardEvent) && event.shiftKey;

/** What the calendar calls back with, turned into visits and instants. Made once; reads the latest props when called. */
export function calendarHandlers(
  latest: RefObject<CalendarViewProps>,
  api: () => CalendarApi | undefined,
): CalendarOptions {
  return {
    navLinkDayClick: (day) => latest.current.onDay?.(api()?.formatIso(day, true) ?? latest.current.date),
    eventDidMount: (info) => {
      if (info.event.id) info.el.dataset.visitId = info.event.id;
    },
    eventClick: (info) => {
      info.jsEvent.preventDefault();
      const visit = visitOf(info.event);
      if (visit) latest.current.onOpen(visit);
    },
    eventDrop: (info) => {
      const visit = visitOf(info.event);
      if (!visit || !info.event.start) return;
      const { view, starts, onMove } = latest.current;
      const before = { start: visit.scheduled_start, end: visit.scheduled_end };
      // In the month the drop says only the day; the time of day stays, which the calendar has seen to.
      onMove(visit, droppedTimes(before, info.event.start, starts, view === 'month' || shiftHeld(info.jsEvent)));
    },
    eventResize: (info) => {
      const visit = visitOf(info.event);
      if (!visit || !info.event.start || !info.event.end) return;
      latest.current.onMove(visit, resizedTimes(info.event.start, info.event.end));
    },
    select: (info) => {
      api()?.unselect();
      const { starts, onSelect } = latest.current;
      if (info.allDay) return onSelect({ date: info.startStr.slice(0, 10) });
      return onSelect(selectedTimes(info.start, info.end, starts, shiftHeld(info.jsEvent)));
    },
    dateClick: (info) => {
      const { starts, onSelect } = latest.current;
      if (info.allDay) return onSelect({ date: info.dateStr.slice(0, 10) });
      return onSelect(clickedTimes(info.date, starts));
    },
  };
}
