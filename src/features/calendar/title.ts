import { addDays, type CalendarViewName, formatDate, formatLocale, visibleDays } from '../../lib/time.ts';

/** The heading of a view: "Friday 20 November 2026", "16 – 22 November 2026", "November 2026". */
export function viewTitle(view: CalendarViewName, date: string, firstDay: number, short = false): string {
  const month = short ? 'short' : 'long';
  if (view === 'day') {
    return formatDate(date, { weekday: month, day: 'numeric', month, ...(short ? {} : { year: 'numeric' }) });
  }
  if (view === 'month') return formatDate(date, { month, year: 'numeric' });
  const { from, to } = visibleDays(view, date, firstDay);
  const format = new Intl.DateTimeFormat(formatLocale(), {
    timeZone: 'UTC',
    day: 'numeric',
    month,
    ...(short ? {} : { year: 'numeric' }),
  });
  return format.formatRange(new Date(`${from}T12:00:00Z`), new Date(`${addDays(to, -1)}T12:00:00Z`));
}
