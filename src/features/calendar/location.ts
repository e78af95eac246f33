import { type CalendarViewName, parseDate } from '../../lib/time.ts';

/** The views of one clinician, and the clinicians of one day side by side. */
export type CalendarView = CalendarViewName | 'team';

/** What the address bar says about the calendar: shareable, and the back button works. */
export type CalendarLocation = {
  view: CalendarView;
  date: string;
  clinicianId: string | undefined;
  /** Whose clock the times are on. */
  zone: 'clinician' | 'mine';
  /** A second clock beside the first. */
  zone2: string | undefined;
  /** Cancelled visits; undefined leaves it to the view. */
  cancelled: 'show' | 'hide' | undefined;
  visitId: string | undefined;
  /** The clinicians side by side in the team view; empty means all. */
  team: readonly string[];
};

export const calendarViews: readonly CalendarView[] = ['day', 'week', 'month', 'list', 'team'];

/** The stretch of time of a view: the team view is one day. */
export const spanOf = (view: CalendarView): CalendarViewName => (view === 'team' ? 'day' : view);

/** Where room is scarce, what will not take place gives way; the month and the list show the whole record. */
export const showsCancelled = ({ view, cancelled }: Pick<CalendarLocation, 'view' | 'cancelled'>): boolean =>
  cancelled === undefined ? view === 'month' || view === 'list' : cancelled === 'show';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const parseId = (value: string | null): string | undefined => (value && uuid.test(value) ? value : undefined);

function parseZone(value: string | null): string | undefined {
  if (!value) return undefined;
  try {
    // Only asked whether it exists: the answer may be an older name of the same zone.
    new Intl.DateTimeFormat('en', { timeZone: value });
    return value;
  } catch {
    return undefined;
  }
}

export function parseLocation(search: string, defaults: { view: CalendarView; date: string }): CalendarLocation {
  const query = new URLSearchParams(search);
  const cancelled = query.get('cancelled');
  return {
    view: calendarViews.find((view) => view === query.get('view')) ?? defaults.view,
    date: parseDate(query.get('date')) ?? defaults.date,
    clinicianId: parseId(query.get('clinician')),
    zone: query.get('zone') === 'mine' ? 'mine' : 'clinician',
    zone2: parseZone(query.get('zone2')),
    cancelled: cancelled === 'show' || cancelled === 'hide' ? cancelled : undefined,
    visitId: parseId(query.get('visit')),
    team: (query.get('team') ?? '').split(',').flatMap((id) => parseId(id) ?? []),
  };
}

export function formatLocation(location: CalendarLocation): string {
  const query = new URLSearchParams({ view: location.view, date: location.date });
  if (location.clinicianId) query.set('clinician', location.clinicianId);
  if (location.zone === 'mine') query.set('zone', 'mine');
  if (location.zone2) query.set('zone2', location.zone2);
  if (location.cancelled) query.set('cancelled', location.cancelled);
  if (location.visitId) query.set('visit', location.visitId);
  if (location.team.length > 0) query.set('team', location.team.join(','));
  return query.toString();
}
