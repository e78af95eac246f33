import '@fullcalendar/react/skeleton.css';
import '@fullcalendar/react/themes/classic/theme.css';
import '@fullcalendar/react/themes/classic/palette.css';
import './fullcalendar.css';
import FullCalendar, { type CalendarOptions, type CalendarRef, type EventInput } from '@fullcalendar/react';
import dayGrid from '@fullcalendar/react/daygrid';
import interaction from '@fullcalendar/react/interaction';
import list from '@fullcalendar/react/list';
import classicTheme from '@fullcalendar/react/themes/classic';
import timeGrid from '@fullcalendar/react/timegrid';
import { memo, useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Visit } from '../../../lib/appointments/schema.ts';
import type { TimeRange } from '../../../lib/errors.ts';
import { type CalendarViewName, formatLocale, formatTime } from '../../../lib/time.ts';
import { snapMinutes } from '../drag.ts';
import type { GridStarts } from '../starts.ts';
import { calendarContent } from './calendar-content.tsx';
import { calendarHandlers } from './calendar-handlers.ts';
import { secondAxis } from './second-axis.tsx';
import { useMeasured } from './use-measured.ts';
import { useScrollerFocus } from './use-scroller-focus.ts';
import { once, type VisitLabels } from './visit-labels.ts';

const viewNames: Record<CalendarViewName, string> = {
  day: 'timeGridDay',
  week: 'timeGridWeek',
  month: 'dayGridMonth',
  list: 'listWeek',
};
const plugins = [timeGrid, dayGrid, list, interaction, classicTheme];

export type CalendarViewProps = {
  view: CalendarViewName;
  date: string;
  zone: string;
  /** A second clock on the axis of the time grid, for the given days. */
  second?: { zone: string; days: readonly string[] } | undefined;
  firstDay: number;
  /** Off where something else already says which days these are. */
  dayHeaders?: boolean;
  scrollTime: string;
  /** Where visits may begin: a drop settles on it. */
  starts: GridStarts;
  events: EventInput[];
  labels: VisitLabels;
  onOpen: (visit: Visit) => void;
  onDay?: ((date: string) => void) | undefined;
  /** A stretch of time was chosen; without times a whole day of the month view. */
  onSelect: (choice: TimeRange | { date: string }) => void;
  onMove: (visit: Visit, times: TimeRange) => void;
  /** Anything else FullCalendar knows; wins over what is said here. Give a stable object. */
  options?: CalendarOptions;
};

/**
 * The one place that knows FullCalendar. Times go in and out as instants; where they are drawn is the zone's matter.
 * It draws again only when a prop changes, so callers pass stable data; its own callbacks always see the latest props.
 */
export const CalendarView = memo(function CalendarView(props: CalendarViewProps) {
  const { view, date, zone, second, labels, starts } = props;
  const { t, i18n } = useTranslation(['calendar', 'common']);
  const calendar = useRef<CalendarRef>(null);
  const latest = useRef(props);
  useLayoutEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    calendar.current?.getApi().changeView(viewNames[view], date);
  }, [view, date]);

  const handlers = useMemo(() => calendarHandlers(latest, () => calendar.current?.getApi()), []);
  const content = useMemo(() => calendarContent({ view, labels, starts }), [view, labels, starts]);
  const box = useRef<HTMLDivElement>(null);
  const measured = useMeasured(box);
  useScrollerFocus(box, measured && !props.events.some((event) => event.id), `${view} ${zone}`);
  const axis = useMemo(() => (second ? secondAxis(zone, second) : {}), [zone, second]);
  const words = useMemo<CalendarOptions>(
    () => ({
      moreLinkHint: once((count: number) => t('showMore', { count })),
      moreLinkText: once((count: number) => t('more', { count })),
      closeHint: t('common:close'),
      noEventsText: t('noVisits'),
      locale: formatLocale(i18n.language),
      direction: i18n.dir() === 'rtl' ? 'rtl' : 'ltr',
      // A function, because of a format the calendar makes a new Intl object for each of the 48 rows.
      slotHeaderFormat: ({ date }) => formatTime(date.marker.toISOString(), 'UTC'),
    }),
    [t, i18n],
  );

  return (
    <div ref={box} className="cs-calendar">
      <FullCalendar
        // A change of zone moves every column edge: a fresh calendar is simpler than a converted one.
        key={zone}
        ref={calendar}
        plugins={plugins}
        initialView={viewNames[view]}
        initialDate={date}
        timeZone={zone}
        firstDay={props.firstDay}
        scrollTime={props.scrollTime}
        events={measured ? props.events : none}
        dayHeaderFormat={view === 'month' ? monthHeader : weekHeader}
        // As many side by side as can still be read; the others stand behind "2 more".
        eventMaxStack={view === 'day' ? 4 : 2}
        navLinks={view !== 'day'}
        dayHeaders={props.dayHeaders ?? true}
        {...fixed}
        {...words}
        {...content}
        {...handlers}
        {...axis}
        {...props.options}
      />
    </div>
  );
});

const none: EventInput[] = [];
const weekHeader = { weekday: 'short', day: 'numeric' } as const;
const monthHeader = { weekday: 'short' } as const;

const fixed: CalendarOptions = {
  headerToolbar: false,
  height: '100%',
  allDaySlot: false,
  nowIndicator: true,
  slotDuration: '00:30:00',
  slotMinHeight: 28,
  slotHeaderInterval: '01:00:00',
  snapDuration: { minutes: snapMinutes },
  scrollTimeReset: false,
  listDayFormat: { weekday: 'long', day: 'numeric', month: 'long' },
  // An empty text, because `false` falls back to the default in 7.1.4: the date a second time.
  listDayAltFormat: () => '',
  dayCellTopInnerClass: (info) => (info.isToday ? 'cs-today-number' : ''),
  listItemEventBeforeClass: 'cs-hidden',
  dayHeaderClass: (info) => (info.isToday ? 'cs-day-head cs-today' : 'cs-day-head'),
  slotHeaderClass: 'cs-slot-head',
  moreLinkClass: 'cs-more',
  dayMaxEvents: true,
  eventShortHeight: 40,
  eventMinHeight: 22,
  slotEventOverlap: false,
  eventDisplay: 'block',
  // Visits say their times themselves; the calendar's own text would be made for nothing, and is dear.
  displayEventTime: false,
  eventInteractive: true,
  editable: true,
  eventResizableFromStart: false,
  longPressDelay: 400,
  selectable: true,
  selectMirror: true,
  selectMinDistance: 6,
};
