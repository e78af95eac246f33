/** Addresses that open a filled-in form for a new event in the calendars of the web. */
import type { CalendarEntry } from './calendar-entry.ts';

type Event = Pick<CalendarEntry, 'start' | 'end' | 'summary' | 'location' | 'url'>;

/** 20261124T100000Z */
const compact = (iso: string): string => `${new Date(iso).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
const precise = (iso: string): string => `${new Date(iso).toISOString().slice(0, 19)}Z`;

export function googleLink({ start, end, summary, location, url }: Event): string {
  const query = new URLSearchParams({
    action: 'TEMPLATE',
    text: summary,
    dates: `${compact(start)}/${compact(end)}`,
    details: url,
  });
  if (location) query.set('location', location);
  return `https://calendar.google.com/calendar/render?${query.toString()}`;
}

/** Outlook.com, or Microsoft 365 for work accounts. */
export function outlookLink({ start, end, summary, location, url }: Event, account: 'personal' | 'work'): string {
  const query = new URLSearchParams({
    path: '/calendar/action/compose',
    rru: 'addevent',
    subject: summary,
    startdt: precise(start),
    enddt: precise(end),
    body: url,
  });
  if (location) query.set('location', location);
  const host = account === 'personal' ? 'outlook.live.com' : 'outlook.office.com';
  // Outlook shows a plus sign where a form would mean a blank.
  return `https://${host}/calendar/0/deeplink/compose?${query.toString().replaceAll('+', '%20')}`;
}

/** Yahoo Calendar: https://calendar.yahoo.com/?v=60, times in UTC. */
export function yahooLink({ start, end, summary, location, url }: Event): string {
  const query = new URLSearchParams({ v: '60', title: summary, st: compact(start), et: compact(end), desc: url });
  if (location) query.set('in_loc', location);
  return `https://calendar.yahoo.com/?${query.toString().replaceAll('+', '%20')}`;
}
