import {
  type AppointmentStatus,
  appointmentStatuses,
  type LocationType,
  locationTypes,
} from '../../lib/appointments/schema.ts';
import { longestSearch, parseChoices } from '../../lib/filters.ts';
import { addDays, parseDate } from '../../lib/time.ts';

/**
 * What the address bar says about the list: shareable, and the back button works.
 *
 *   /list                                    the coming four weeks, whatever is not cancelled
 *   /list?status=requested&from=2026-11-20   requests that wait for an answer, from that day on without end
 *   /list?from=2026-11-20&to=2026-11-20      one day; `to` is the last day shown
 *   /list?status=all&dates=all               everything
 *
 * status, clinician, type and location are lists with commas; q searches the patient; sort=newest turns the order round;
 * visit opens the details. One of from and to without the other leaves that side open.
 */
export type ListLocation = {
  /** Empty means all of them. */
  status: readonly AppointmentStatus[];
  clinicianIds: readonly string[];
  types: readonly string[];
  places: readonly LocationType[];
  from: string | undefined;
  to: string | undefined;
  search: string;
  newestFirst: boolean;
  visitId: string | undefined;
};
export type ListFilters = Omit<ListLocation, 'visitId'>;

const daysAhead = 28;
const notCancelled = appointmentStatuses.filter((status) => status !== 'cancelled');

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const typeKey = /^[a-z0-9_]{1,60}$/;
const most = 50;

function list(text: string | null, pattern: RegExp): string[] {
  return [...new Set(text?.split(','))].filter((value) => pattern.test(value)).slice(0, most);
}

export function defaultLocation(today: string): ListLocation {
  return {
    status: notCancelled,
    clinicianIds: [],
    types: [],
    places: [],
    from: today,
    to: addDays(today, daysAhead - 1),
    search: '',
    newestFirst: false,
    visitId: undefined,
  };
}

export function parseLocation(search: string, today: string): ListLocation {
  const query = new URLSearchParams(search);
  const fallback = defaultLocation(today);
  const [from, to] = [parseDate(query.get('from')), parseDate(query.get('to'))];
  const dated = from !== undefined || to !== undefined || query.get('dates') === 'all';
  const status = parseChoices(query.get('status'), appointmentStatuses);
  const visitId = query.get('visit');
  return {
    status: status.length > 0 || query.get('status') === 'all' ? collapse(status) : fallback.status,
    clinicianIds: list(query.get('clinician'), uuid),
    types: list(query.get('type'), typeKey),
    places: parseChoices(query.get('location'), locationTypes),
    from: dated ? from : fallback.from,
    to: dated ? to : fallback.to,
    search: (query.get('q') ?? '').trim().slice(0, longestSearch),
    newestFirst: query.get('sort') === 'newest',
    visitId: visitId && uuid.test(visitId) ? visitId : undefined,
  };
}

/** All statuses are no filter. */
const collapse = (chosen: readonly AppointmentStatus[]): readonly AppointmentStatus[] =>
  chosen.length === appointmentStatuses.length ? [] : chosen;

export const sameChoice = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((value) => b.includes(value));

/** As short as it can be: what is the default is left out, so that a bookmark of the list stays on today. */
export function formatLocation(location: ListLocation, today: string): string {
  const fallback = defaultLocation(today);
  const query = new URLSearchParams();
  if (!sameChoice(location.status, fallback.status)) query.set('status', collapse(location.status).join(',') || 'all');
  if (location.clinicianIds.length > 0) query.set('clinician', location.clinicianIds.join(','));
  if (location.types.length > 0) query.set('type', location.types.join(','));
  if (location.places.length > 0) query.set('location', location.places.join(','));
  if (location.from !== fallback.from || location.to !== fallback.to) {
    if (location.from) query.set('from', location.from);
    if (location.to) query.set('to', location.to);
    if (!location.from && !location.to) query.set('dates', 'all');
  }
  if (location.search.trim()) query.set('q', location.search.trim());
  if (location.newestFirst) query.set('sort', 'newest');
  if (location.visitId) query.set('visit', location.visitId);
  // Commas and colons are allowed in a query, and people read addresses.
  return query.toString().replaceAll('%2C', ',');
}

/** How many filters differ from the default: the number on the phone's filter button. */
export function activeFilters(location: ListLocation, today: string): number {
  const fallback = defaultLocation(today);
  return [
    !sameChoice(location.status, fallback.status),
    location.clinicianIds.length > 0,
    location.types.length > 0,
    location.places.length > 0,
    location.from !== fallback.from || location.to !== fallback.to,
    location.search !== '',
  ].filter(Boolean).length;
}
