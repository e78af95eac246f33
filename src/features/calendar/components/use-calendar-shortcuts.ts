import { useShortcuts } from '../../../lib/shortcuts.ts';
import { stepDate, today } from '../../../lib/time.ts';
import { type CalendarLocation, type CalendarView, showsCancelled, spanOf } from '../location.ts';

/** One letter for each thing that the toolbar does. */
export function useCalendarShortcuts(
  location: CalendarLocation,
  navigate: (change: Partial<CalendarLocation>) => void,
  { zone, views }: { zone: string; views: readonly CalendarView[] },
) {
  const step = (direction: 1 | -1) => () =>
    navigate({ date: stepDate(spanOf(location.view), location.date, direction) });
  const show = (view: CalendarView) => () => {
    if (views.includes(view)) navigate({ view });
  };
  useShortcuts({
    t: () => navigate({ date: today(zone) }),
    j: step(1),
    k: step(-1),
    d: show('day'),
    w: show('week'),
    m: show('month'),
    l: show('list'),
    v: show('team'),
    c: () => navigate({ cancelled: showsCancelled(location) ? 'hide' : 'show' }),
  });
}
