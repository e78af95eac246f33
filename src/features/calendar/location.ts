import { type CalendarViewName, parseDate } from '../../lib/time.ts';

/** What the address bar says about the calendar: shareable, and the back button works. */
export type CalendarLocation = {
  view: CalendarViewName;
  date: string;
  clinicianId: string | undefined;
  /** Whose clock the times are on. */
  zone: 'clinician' | 'mine';
  visitId: string | undefined;
};

const views: readonly CalendarViewName[] = ['day', 'week', 'month', 'list'];
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const parseId = (value: string | null): string | undefined => (value && uuid.test(value) ? value : undefined);

export function parseLocation(search: string, defaults: { view: CalendarViewName; date: string }): CalendarLocation {
  const query = new URLSearchParams(search);
  return {
    view: views.find((view) => view === query.get('view')) ?? defaults.view,
    date: parseDate(query.get('date')) ?? defaults.date,
    clinicianId: parseId(query.get('clinician')),
    zone: query.get('zone') === 'mine' ? 'mine' : 'clinician',
    visitId: parseId(query.get('visit')),
  };
}

export function formatLocation(location: CalendarLocation): string {
  const query = new URLSearchParams({ view: location.view, date: location.date });
  if (location.clinicianId) query.set('clinician', location.clinicianId);
  if (location.zone === 'mine') query.set('zone', 'mine');
  if (location.visitId) query.set('visit', location.visitId);
  return query.toString();
}
