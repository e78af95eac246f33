import '@fullcalendar/react/skeleton.css';
import '@fullcalendar/react/themes/classic/theme.css';
import '@fullcalendar/react/themes/classic/palette.css';
import './fullcalendar.css';
import FullCalendar, {
  type CalendarRef,
  type DateClickInfo,
  type DateSelectInfo,
  type EventDisplayInfo,
  type EventDropInfo,
  type EventInput,
  type EventResizeDoneInfo,
  type MountInfo,
} from '@fullcalendar/react';
import dayGrid from '@fullcalendar/react/daygrid';
import interaction from '@fullcalendar/react/interaction';
import list from '@fullcalendar/react/list';
import classicTheme from '@fullcalendar/react/themes/classic';
import timeGrid from '@fullcalendar/react/timegrid';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Visit } from '../../../lib/appointments/schema.ts';
import type { TimeRange } from '../../../lib/errors.ts';
import { addMinutes, type CalendarViewName, clockFormat, formatLocale } from '../../../lib/time.ts';
import { droppedTimes, resizedTimes } from '../drag.ts';
import { VisitBlock } from './visit-block.tsx';
import { VisitRow } from './visit-row.tsx';

const viewNames: Record<CalendarViewName, string> = {
  day: 'timeGridDay',
  week: 'timeGridWeek',
  month: 'dayGridMonth',
  list: 'listWeek',
};
const plugins = [timeGrid, dayGrid, list, interaction, classicTheme];
const clickLengthMinutes = 30;

type Props = {
  view: CalendarViewName;
  date: string;
  zone: string;
  firstDay: number;
  scrollTime: string;
  /** Visits snap to it. */
  gridMinutes: number;
  events: EventInput[];
  typeName: (key: string) => string;
  onOpen: (visit: Visit) => void;
  onDay: (date: string) => void;
  /** A stretch of time was chosen; without times a whole day of the month view. */
  onSelect: (choice: TimeRange | { date: string }) => void;
  onMove: (visit: Visit, times: TimeRange) => void;
};

const visitOf = (event: { extendedProps: Record<string, unknown> }) => event.extendedProps.visit as Visit;
const timesOf = (visit: Visit): TimeRange => ({ start: visit.scheduled_start, end: visit.scheduled_end });

/** The one place that knows FullCalendar. Times go in and out as instants; where they are drawn is the zone's matter. */
export function CalendarView(props: Props) {
  const { view, date, zone } = props;
  const { t, i18n } = useTranslation(['calendar', 'common']);
  const calendar = useRef<CalendarRef>(null);

  useEffect(() => {
    calendar.current?.getApi().changeView(viewNames[view], date);
  }, [view, date]);

  const content = (info: EventDisplayInfo) => {
    const visit = visitOf(info.event) as Visit | undefined;
    if (!visit) return <span className="cs-background-label">{info.event.title}</span>;
    const shown = {
      visit,
      typeName: props.typeName(visit.appointment_type),
      start: info.event.start?.toISOString() ?? visit.scheduled_start,
      end: info.event.end?.toISOString() ?? visit.scheduled_end,
      zone,
    };
    if (view === 'list') return <VisitRow {...shown} />;
    return <VisitBlock {...shown} layout={view === 'month' ? 'row' : 'column'} short={info.isShort} />;
  };

  return (
    <FullCalendar
      // A change of zone moves every column edge: a fresh calendar is simpler than a converted one.
      key={zone}
      ref={calendar}
      plugins={plugins}
      initialView={viewNames[view]}
      initialDate={date}
      timeZone={zone}
      locale={formatLocale(i18n.language)}
      firstDay={props.firstDay}
      direction={i18n.dir() === 'rtl' ? 'rtl' : 'ltr'}
      headerToolbar={false}
      height="100%"
      allDaySlot={false}
      nowIndicator
      slotDuration="00:30:00"
      slotMinHeight={28}
      slotHeaderInterval="01:00:00"
      slotHeaderFormat={clockFormat()}
      snapDuration={{ minutes: props.gridMinutes }}
      scrollTime={props.scrollTime}
      scrollTimeReset={false}
      dayHeaderFormat={view === 'month' ? { weekday: 'short' } : { weekday: 'short', day: 'numeric' }}
      listDayFormat={{ weekday: 'long', day: 'numeric', month: 'long' }}
      // An empty text, because `false` falls back to the default in 7.1.4: the date a second time.
      listDayAltFormat={() => ''}
      dayCellTopInnerClass={(info) => (info.isToday ? 'cs-today-number' : '')}
      listItemEventBeforeClass="cs-hidden"
      dayHeaderClass={(info) => (info.isToday ? 'cs-day-head cs-today' : 'cs-day-head')}
      slotHeaderClass="cs-slot-head"
      navLinks
      navLinkDayClick={(day) => props.onDay(calendar.current?.getApi().formatIso(day, true) ?? date)}
      dayMaxEvents
      eventMaxStack={3}
      eventShortHeight={40}
      eventMinHeight={22}
      slotEventOverlap={false}
      events={props.events}
      eventContent={content}
      backgroundEventContent={content}
      eventDisplay="block"
      eventInteractive
      eventDidMount={(info: MountInfo<EventDisplayInfo>) => {
        if (info.event.id) info.el.dataset.visitId = info.event.id;
      }}
      eventClick={(info) => {
        info.jsEvent.preventDefault();
        const visit = visitOf(info.event) as Visit | undefined;
        if (visit) props.onOpen(visit);
      }}
      editable
      eventResizableFromStart={false}
      eventDrop={(info: EventDropInfo) => {
        const visit = visitOf(info.event);
        // In the month the drop says only the day; the time of day stays, which the calendar has seen to.
        if (info.event.start) props.onMove(visit, droppedTimes(timesOf(visit), info.event.start));
      }}
      eventResize={(info: EventResizeDoneInfo) => {
        if (info.event.start && info.event.end) {
          props.onMove(visitOf(info.event), resizedTimes(info.event.start, info.event.end));
        }
      }}
      selectable
      selectMirror
      selectMinDistance={6}
      select={(info: DateSelectInfo) => {
        calendar.current?.getApi().unselect();
        props.onSelect(info.allDay ? { date: info.startStr.slice(0, 10) } : resizedTimes(info.start, info.end));
      }}
      dateClick={(info: DateClickInfo) => {
        if (info.allDay) return props.onSelect({ date: info.dateStr.slice(0, 10) });
        const start = info.date.toISOString();
        return props.onSelect({ start, end: addMinutes(start, clickLengthMinutes) });
      }}
      moreLinkClass="cs-more"
      moreLinkHint={(count) => t('showMore', { count })}
      closeHint={t('common:close')}
      moreLinkText={(count) => t('more', { count })}
      noEventsText={t('noVisits')}
    />
  );
}
