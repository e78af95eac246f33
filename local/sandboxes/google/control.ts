/** The other side of the stand-in: the person with their phone, and whoever wants to see how trouble is handled. */

import type { LoggedRequest } from '../request-log.ts';
import { GoogleError } from './answer.ts';
import type { Parts } from './api.ts';
import type { Notifications } from './channels.ts';
import type { ConferenceStyle } from './conference.ts';
import { deleteEvent, type EventBody, findEvent, insertEvent, patchEvent } from './events.ts';
import { expanded, type PageStyle } from './events-list.ts';
import type { Fault } from './faults.ts';
import { grantTokens, revokeAll } from './oauth.ts';
import { type Account, addAccount, addCalendar, calendarById, type EventResource, type NewCalendar } from './state.ts';

const ALL_SCOPES = [
  'openid',
  'email',
  'https://www.googleapis.com/auth/calendar.events',
  'https://www.googleapis.com/auth/calendar.calendarlist.readonly',
];

export interface GoogleControl {
  accounts(): { id: string; email: string; calendars: { id: string; summary: string; timeZone: string }[] }[];
  /** A person with one calendar, whose id is the e-mail address. */
  addAccount(email: string, timeZone?: string): void;
  /** The id of a further calendar. */
  addCalendar(email: string, calendar: NewCalendar): string;
  /** Tokens as after a sign-in that allowed everything, or just `scopes`. */
  grant(email: string, scopes?: string[]): { accessToken: string; refreshToken: string };
  /** Takes away what the account allowed. */
  revoke(email: string): void;

  /** Everything there is, deleted events included. */
  events(calendarId: string): EventResource[];
  event(calendarId: string, id: string): EventResource;
  /** What an app shows between two instants (milliseconds): series as occurrences, nothing deleted, in order of time. */
  shownBetween(calendarId: string, from: number, to: number): EventResource[];
  addEvent(calendarId: string, event: EventBody): EventResource;
  /** Merges into the event; null clears. An id of an occurrence changes that occurrence only. */
  changeEvent(calendarId: string, id: string, change: EventBody): EventResource;
  moveEvent(calendarId: string, id: string, start: string, end: string): EventResource;
  /** As copy and paste in an app: everything but the id is the same, tags included. */
  copyEvent(calendarId: string, id: string): EventResource;
  deleteEvent(calendarId: string, id: string): void;

  /** The next pull with any earlier token is answered 410. */
  expireSyncTokens(calendarId: string): void;
  fault(fault: Fault): void;
  clearFaults(): void;
  setLatency(milliseconds: number): void;
  setQuota(requestsPerMinute: number | null): void;
  setPages(style: Partial<PageStyle>): void;
  setNotifications(notifications: Partial<Notifications>): void;
  /** What becomes of requested conferences; those that still wait are decided by it. */
  setConferences(style: Partial<ConferenceStyle>): void;
  /** Resolves when no notification is on its way any more. */
  settled(): Promise<void>;
  /** The requests so far, but for those to the control itself. */
  requests(): LoggedRequest[];
  clearRequests(): void;
}

export function createControl(parts: Parts, log: LoggedRequest[]): GoogleControl {
  const { state, channels, faults, pages } = parts;

  function account(email: string): Account {
    const found = state.accounts.find((one) => one.email === email);
    if (!found) throw new GoogleError(404, 'notFound', `There is no account ${email}.`);
    return found;
  }

  function write<T>(calendarId: string, act: (calendar: ReturnType<typeof calendarById>, now: Date) => T): T {
    const calendar = calendarById(state, calendarId);
    const result = act(calendar, state.now());
    channels.notify(calendar);
    return result;
  }

  const changeEvent: GoogleControl['changeEvent'] = (calendarId, id, change) =>
    write(calendarId, (calendar, now) => patchEvent(calendar, id, change, now));

  return {
    accounts: () =>
      state.accounts.map(({ id, email, calendars }) => ({
        id,
        email,
        calendars: calendars.map((calendar) => ({
          id: calendar.id,
          summary: calendar.summary,
          timeZone: calendar.timeZone,
        })),
      })),
    addAccount: (email, timeZone) => {
      addAccount(state, email, timeZone);
    },
    addCalendar: (email, calendar) => addCalendar(account(email), calendar).id,
    grant: (email, scopes = ALL_SCOPES) => grantTokens(state, account(email), scopes),
    revoke: (email) => revokeAll(state, account(email)),

    events: (calendarId) => [...calendarById(state, calendarId).events.values()].map(({ resource }) => resource),
    event: (calendarId, id) => findEvent(calendarById(state, calendarId), id, state.now()).resource,
    shownBetween: (calendarId, from, to) =>
      expanded(calendarById(state, calendarId), state.now())
        .filter((row) => !row.isCancelled && row.from < to && row.to > from)
        .sort((a, b) => a.from - b.from)
        .map(({ item }) => item as EventResource),
    addEvent: (calendarId, event) => write(calendarId, (calendar, now) => insertEvent(calendar, event, now)),
    changeEvent,
    moveEvent: (calendarId, id, start, end) =>
      changeEvent(calendarId, id, {
        start: { dateTime: start, date: null },
        end: { dateTime: end, date: null },
      }),
    copyEvent: (calendarId, id) =>
      write(calendarId, (calendar, now) => {
        const {
          id: _id,
          iCalUID: _uid,
          etag: _etag,
          created: _created,
          ...copied
        } = findEvent(calendar, id, now).resource;
        return insertEvent(calendar, copied, now);
      }),
    deleteEvent: (calendarId, id) => write(calendarId, (calendar, now) => deleteEvent(calendar, id, now)),

    expireSyncTokens: (calendarId) => {
      calendarById(state, calendarId).epoch++;
    },
    fault: (fault) => faults.add(fault),
    clearFaults: () => faults.clear(),
    setLatency: (milliseconds) => {
      faults.latency = milliseconds;
    },
    setQuota: (requestsPerMinute) => {
      faults.quota = requestsPerMinute;
    },
    setPages: (style) => {
      Object.assign(pages, style);
    },
    setNotifications: (notifications) => {
      Object.assign(channels.notifications, notifications);
    },
    setConferences: parts.conferences.set,
    settled: () => channels.settled(),
    requests: () => [...log],
    clearRequests: () => {
      log.length = 0;
    },
  };
}
