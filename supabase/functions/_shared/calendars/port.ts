/**
 * The port to outside calendars. One adapter speaks for one calendar of one account. Every method may throw the errors of
 * _shared/http/outside.ts and nothing else. Instants are ISO 8601 in UTC with whole seconds ("2026-11-20T08:00:00Z").
 */
import type { BusyRange } from '../core/recurrence/calendar-object.ts';

/** All that an event of ours is called, in every calendar. */
export const eventTitle = 'Appointment';

/** What a visit shows outside: its time and a link that wants a sign-in. Privacy is the adapter's constant. */
export interface OutgoingEvent {
  /** Our name for the event, the same for every try: "cs", 32 hex digits, "g", a generation. */
  identity: string;
  start: string;
  end: string;
  /** Where a signed-in clinician sees the visit. */
  url: string;
}

/** An event of the calendar as it stands. */
export interface RemoteEvent {
  /** Google: event id. Microsoft: immutable id. CalDAV: decoded path of the object. */
  id: string;
  /** The version the provider gave, to be sent back with a change; null when it gave none. */
  etag: string | null;
  /** The identity we once gave it; a person's copy of our event carries it too. Null for what is not from us. */
  identity: string | null;
  /** Of a single timed event; null when it was made all-day or recurring, which a visit cannot follow. */
  time: { start: string; end: string } | null;
  /** True when title, privacy or being busy is no longer what we wrote. Always false for what is not from us. */
  altered: boolean;
  /** When somebody last changed it; null when the provider does not say. */
  updatedAt: string | null;
  /** The series this occurrence belongs to, where the provider sends occurrences one by one. */
  seriesId: string | null;
  /** When the person is not free because of it, inside the window, in any order; empty when it blocks nothing. */
  busy: BusyRange[];
}

export type { BusyRange };

export type Change =
  | { kind: 'event'; event: RemoteEvent }
  /** The provider says itself that it was deleted. `id` may also be the id of a series: then all of it is gone. */
  | { kind: 'deleted'; id: string }
  /** The provider is not clear: deleted, or no longer in the window. Ask with `get` before believing anything. */
  | { kind: 'out_of_sight'; id: string }
  /** What follows in this page is the whole of that series: forget what was known of it. */
  | { kind: 'series'; seriesId: string };

export interface Window {
  start: string;
  end: string;
}

export interface PullRequest {
  /** Where the last pull ended; null reads everything in the window. */
  cursor: string | null;
  /** The `next` of the page before; null begins. */
  page: string | null;
  window: Window;
  /** True for ids that are linked to a visit: saves asking what they are. */
  isLinked(id: string): boolean;
}

export interface Page {
  changes: Change[];
  /** The next page, or null: exactly one of `next` and `cursor` is set. */
  next: string | null;
  cursor: string | null;
}

export interface Stored {
  id: string;
  /** Null when the provider did not say: it is read again before the next change. */
  etag: string | null;
  /** The time as the provider kept it, which may differ from what was sent. */
  time: { start: string; end: string };
}

export interface CalendarInfo {
  id: string;
  name: string;
  isPrimary: boolean;
  canWrite: boolean;
}

export interface Channel {
  /** The provider's name of it. */
  externalId: string;
  resourceId: string | null;
  expiresAt: string;
}

export interface WatchRequest {
  /** A fresh uuid; Google takes it as the channel's id. */
  channelId: string;
  /** At most 128 characters; comes back with every notification. */
  secret: string;
  /** The public address of calendar-webhook for this provider. */
  address: string;
  expiresAt: string;
}

export interface CalendarProvider {
  /** Calendars of the account, complete. */
  calendars(): Promise<CalendarInfo[]>;
  /** Throws CursorExpired when `cursor` is no longer known. */
  pull(request: PullRequest): Promise<Page>;
  /** The event as it stands, or null when it is deleted or was never there. */
  get(id: string, window: Window): Promise<RemoteEvent | null>;
  /**
   * Makes the event, or finds the one that an earlier try of the same identity made (Google 409, CalDAV 412, Graph
   * transactionId and extended property). An identity that was deleted by somebody throws NotFound.
   */
  create(event: OutgoingEvent): Promise<Stored>;
  /** Throws NotFound, PreconditionFailed. With etag null it overwrites. */
  update(id: string, etag: string | null, event: OutgoingEvent): Promise<Stored>;
  /** Gone already is as good. Throws PreconditionFailed. With etag null it deletes in any case. */
  remove(id: string, etag: string | null): Promise<void>;
  /** Null where the calendar cannot be watched: it is polled. */
  watch(request: WatchRequest): Promise<Channel | null>;
  /** Gone already is as good. */
  unwatch(channel: Pick<Channel, 'externalId' | 'resourceId'>): Promise<void>;
}

/** Access tokens of one account. The adapter asks again with the refused token once after a 401. */
export interface Tokens {
  access(refused?: string): Promise<string>;
}
