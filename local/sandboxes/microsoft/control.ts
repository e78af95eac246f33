import type { LoggedRequest } from '../request-log.ts';
import type { Parts } from './api.ts';
import { type EventInput, readInput } from './event.ts';
import type { Fault, Faults } from './faults.ts';
import { GraphFailure } from './http.ts';
import { idOf } from './ids.ts';
import { type Calendar, find, type Mailbox } from './mailbox.ts';
import type { Notifications, Notifier } from './notifier.ts';
import type { MeetingProvider } from './online-meeting.ts';
import { eventJson, instanceJson } from './representation.ts';
import { instancesIn, occurrence } from './series.ts';
import type { Settings } from './settings.ts';
import type { LifecycleEvent } from './subscriptions.ts';

/** An event as Graph would show it, with immutable id, UTC times and every extended property. */
export type ShownEvent = Record<string, unknown> & { id: string };

/** The other side of the stand-in: the person with their phone, and whoever wants to see how trouble is handled. */
export interface MicrosoftControl {
  accounts(): { id: string; email: string; calendars: { id: string; summary: string }[] }[];
  /** A person with one calendar; a personal account has no Teams meetings and no schedules. */
  addAccount(email: string, options?: { isPersonal?: boolean }): void;
  /** The id of a further calendar. */
  addCalendar(email: string, calendar: { summary?: string; canEdit?: boolean }): string;
  /** Tokens as after a sign-in that allowed everything. */
  grant(email: string): { accessToken: string; refreshToken: string };
  /** Takes away what the account allowed. */
  revoke(email: string): void;
  /** Access tokens end as if their hour were over. */
  expireAccessTokens(email: string): void;

  /** Everything there is: single events and masters of series. */
  events(calendarId: string): ShownEvent[];
  event(calendarId: string, id: string): ShownEvent;
  /** What an app shows between two instants (milliseconds): series as occurrences, in order of time. */
  shownBetween(calendarId: string, from: number, to: number): ShownEvent[];
  /** `event` in the words of Graph; isCancelled and responseStatus too. */
  addEvent(calendarId: string, event: Record<string, unknown>): ShownEvent;
  /** Merges into the event. An id of an occurrence changes that occurrence only. */
  changeEvent(calendarId: string, id: string, change: Record<string, unknown>): ShownEvent;
  /** To other instants, ISO 8601. */
  moveEvent(calendarId: string, id: string, start: string, end: string): ShownEvent;
  /** As copy and paste in an app: categories and hidden properties are the same. */
  copyEvent(calendarId: string, id: string): ShownEvent;
  moveToCalendar(calendarId: string, id: string, toCalendarId: string): void;
  deleteEvent(calendarId: string, id: string): void;
  /** Which online meetings new events of the calendar may have; none is an empty list. */
  setMeetingProviders(calendarId: string, providers: MeetingProvider[]): void;

  /** The next pull with any earlier token is told that its sync state is lost. */
  expireSyncTokens(): void;
  fault(fault: Fault): void;
  clearFaults(): void;
  setLatency(milliseconds: number): void;
  set(settings: Partial<Settings>): void;
  setNotifications(notifications: Partial<Notifications>): void;
  /** Sends what was held; resolves when no notification is on its way any more. */
  settled(): Promise<void>;
  subscriptions(): { id: string; resource: string; notificationUrl: string; clientState: string | null }[];
  lifecycle(subscriptionId: string, event: LifecycleEvent): void;
  /** The requests so far, but for those to the control itself. */
  requests(): LoggedRequest[];
  clearRequests(): void;
}

interface ControlOptions {
  parts: Parts;
  faults: Faults;
  notifier: Notifier;
  all: Map<string, Mailbox>;
  log: LoggedRequest[];
  newId(): string;
}

export function createControl({ parts, faults, notifier, all, log, newId }: ControlOptions): MicrosoftControl {
  const { mailboxes, oauth, subscriptions, settings } = parts;

  const mailboxOf = (email: string) => known(all.get(email));
  const holder = (calendarId: string) =>
    known([...all.values()].find((m) => m.calendars.some((c) => c.id === calendarId)));

  function show(mailbox: Mailbox, id: string): ShownEvent {
    const { event, day } = find(mailbox, id);
    const view = { immutable: true, zone: 'UTC', select: null, expand: [...event.properties.keys()] };
    const instance = day === null ? undefined : occurrence(event, day);
    return { id, ...(instance ? instanceJson(mailbox, instance, view) : eventJson(mailbox, event, view)) };
  }

  const view = { immutable: true, zone: 'UTC', select: ['id'], expand: [] };
  const idIn = (mailbox: Mailbox, event: Parameters<typeof eventJson>[1]) => String(eventJson(mailbox, event, view).id);

  const add = (calendarId: string, input: EventInput) => {
    const mailbox = holder(calendarId);
    return show(mailbox, idIn(mailbox, mailboxes.add(mailbox, calendarId, input)));
  };
  const changeEvent: MicrosoftControl['changeEvent'] = (calendarId, id, change) => {
    const mailbox = holder(calendarId);
    mailboxes.update(mailbox, find(mailbox, id), readInput(change, 'person'));
    return show(mailbox, id);
  };
  const utc = (instant: string) => ({ dateTime: new Date(instant).toISOString().slice(0, 19), timeZone: 'UTC' });

  return {
    accounts: () =>
      [...all.values()].map(({ id, email, calendars }) => ({
        id,
        email,
        calendars: calendars.map((c) => ({ id: c.id, summary: c.name })),
      })),
    addAccount: (email, { isPersonal = false } = {}) => {
      const providers: MeetingProvider[] = isPersonal ? [] : ['teamsForBusiness'];
      const given = { name: 'Calendar', isDefault: true, canEdit: true, meetingProviders: providers };
      const calendars = [newCalendar(newId(), given)];
      const empty = { events: new Map(), deleted: new Map(), tombstones: [] };
      all.set(email, { id: newId(), email, name: email.split('@')[0] ?? email, isPersonal, calendars, ...empty });
    },
    addCalendar: (email, { summary = 'Calendar', canEdit = true }) => {
      const mailbox = mailboxOf(email);
      const providers = mailbox.calendars[0]?.meetingProviders ?? [];
      const calendar = newCalendar(newId(), {
        name: summary,
        isDefault: false,
        canEdit,
        meetingProviders: [...providers],
      });
      mailbox.calendars.push(calendar);
      return calendar.id;
    },
    grant: (email) => oauth.grantTo(mailboxOf(email).email),
    revoke: oauth.revoke,
    expireAccessTokens: oauth.expireAccess,

    events: (calendarId) => {
      const mailbox = holder(calendarId);
      const events = [...mailbox.events.values()].filter((e) => e.calendarId === calendarId);
      return events.map((event) => show(mailbox, idIn(mailbox, event)));
    },
    event: (calendarId, id) => show(holder(calendarId), id),
    shownBetween: (calendarId, from, to) => {
      const mailbox = holder(calendarId);
      return [...mailbox.events.values()]
        .filter((event) => event.calendarId === calendarId)
        .flatMap((event) => instancesIn(event, from, to))
        .sort((a, b) => a.start - b.start)
        .map((instance) => show(mailbox, idOf(instance, true)));
    },
    addEvent: (calendarId, event) => add(calendarId, readInput(event, 'person')),
    changeEvent,
    moveEvent: (calendarId, id, start, end) => changeEvent(calendarId, id, { start: utc(start), end: utc(end) }),
    copyEvent: (calendarId, id) => {
      const mailbox = holder(calendarId);
      return show(mailbox, idIn(mailbox, mailboxes.copy(mailbox, find(mailbox, id).event)));
    },
    moveToCalendar: (calendarId, id, toCalendarId) => {
      const mailbox = holder(calendarId);
      mailboxes.transfer(mailbox, find(mailbox, id).event, toCalendarId);
    },
    deleteEvent: (calendarId, id) => {
      const mailbox = holder(calendarId);
      mailboxes.remove(mailbox, find(mailbox, id));
    },

    setMeetingProviders: (calendarId, providers) => {
      mailboxes.calendarOf(holder(calendarId), calendarId).meetingProviders = providers;
    },

    expireSyncTokens: parts.delta.lose,
    fault: faults.add,
    clearFaults: faults.clear,
    setLatency: (milliseconds) => {
      faults.latency = milliseconds;
    },
    set: (given) => {
      Object.assign(settings, given);
    },
    setNotifications: (given) => {
      Object.assign(notifier.notifications, given);
    },
    settled: notifier.settled,
    subscriptions: subscriptions.shown,
    lifecycle: subscriptions.lifecycle,
    requests: () => [...log],
    clearRequests: () => {
      log.length = 0;
    },
  };
}

/** Ids of calendars end in "=", as those of Exchange do: whoever forgets to encode them finds out. */
const newCalendar = (id: string, calendar: Omit<Calendar, 'id'>): Calendar => ({
  id: `AQMkAD${Buffer.from(id).toString('base64url')}==`,
  ...calendar,
});

function known<T>(found: T | undefined): T {
  if (found === undefined) throw new GraphFailure(404, 'ResourceNotFound', 'There is no such account or calendar.');
  return found;
}
