import type { CalendarOptions, EventDisplayInfo } from '@fullcalendar/react';
import type { ReactElement } from 'react';
import type { Visit } from '../../../lib/appointments/schema.ts';
import type { CalendarViewName } from '../../../lib/time.ts';
import { droppedTimes, resizedTimes, selectedTimes } from '../drag.ts';
import type { GridStarts } from '../starts.ts';
import { DraggedTimes } from './dragged-times.tsx';
import { VisitBlock } from './visit-block.tsx';
import type { VisitLabels } from './visit-labels.ts';
import { VisitRow } from './visit-row.tsx';

type Content = { view: CalendarViewName; labels: VisitLabels; starts: GridStarts };

export const visitOf = (event: { extendedProps: Record<string, unknown> }) =>
  event.extendedProps.visit as Visit | undefined;

/** What stands inside visits, background stretches and whatever is under the pointer. */
export function calendarContent({ view, labels, starts }: Content): CalendarOptions {
  const dragged = (info: EventDisplayInfo, visit: Visit | undefined) => {
    const { start, end } = info.event;
    if (!start || !end) return null;
    const times = (exact: boolean) => {
      if (info.isResizing) return resizedTimes(start, end);
      if (!visit) return selectedTimes(start, end, starts, exact);
      return droppedTimes({ start: visit.scheduled_start, end: visit.scheduled_end }, start, starts, exact);
    };
    return (
      <DraggedTimes
        times={(exact) => {
          const got = times(exact);
          return labels.range(got.start, got.end);
        }}
      />
    );
  };

  // Asked for again whenever the calendar measures itself; the same element lets React leave the visit alone.
  const drawn = new WeakMap<Visit, { key: string; element: ReactElement }>();
  const remembered = (visit: Visit, key: string, draw: () => ReactElement) => {
    const known = drawn.get(visit);
    if (known?.key === key) return known.element;
    const element = draw();
    drawn.set(visit, { key, element });
    return element;
  };

  const eventContent = (info: EventDisplayInfo) => {
    const visit = visitOf(info.event);
    if (info.isMirror && view !== 'month') return dragged(info, visit);
    if (!visit) return <span className="cs-background-label">{info.event.title}</span>;
    const start = info.event.start?.toISOString() ?? visit.scheduled_start;
    const end = info.event.end?.toISOString() ?? visit.scheduled_end;
    const short = info.isShort;
    return remembered(visit, `${start} ${end} ${short}`, () =>
      view === 'list' ? (
        <VisitRow visit={visit} labels={labels} start={start} end={end} />
      ) : (
        VisitBlock({ visit, labels, start, end, short, layout: view === 'month' ? 'row' : 'column' })
      ),
    );
  };
  return {
    eventContent,
    backgroundEventContent: (info) => <span className="cs-background-label">{info.event.title}</span>,
  };
}
