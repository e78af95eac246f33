/** What a calendar app on a phone can do, whichever service is behind it. */
export interface Item {
  id: string;
  title: string;
  /** Milliseconds; the end is not included. */
  start: number;
  end: number;
  isAllDay: boolean;
  shows: 'busy' | 'tentative' | 'free';
  isPrivate: boolean;
  isDeclined: boolean;
  isCancelled: boolean;
  /** One time of a series. */
  isRepeated: boolean;
}

export interface NewItem {
  title: string;
  /** ISO 8601 instants. */
  start: string;
  end: string;
  /** IANA name: where a weekly event keeps its wall time. */
  zone: string;
  shows: Item['shows'];
  isPrivate: boolean;
  /** How many weeks in a row; 1 for once. */
  weeks: number;
}

export type Trouble = 'slow' | 'throttled' | 'down';

/** Ids of calendars and events are those of the service. What the service refuses is thrown in its own words. */
export interface CalendarApp {
  name: string;
  accounts(): { email: string; calendars: { id: string; summary: string }[] }[];
  /** Between two instants, in milliseconds, in order of time. */
  items(calendar: string, from: number, to: number): Item[];
  add(calendar: string, item: NewItem): void;
  move(calendar: string, id: string, start: string, end: string): void;
  copy(calendar: string, id: string): void;
  /** `start` in the zone of the event's person, "2026-11-20". */
  repeatWeekly(calendar: string, id: string, startDate: string, weeks: number): void;
  decline(calendar: string, id: string, email: string): void;
  /** As if its organiser had called it off. */
  cancel(calendar: string, id: string): void;
  remove(calendar: string, id: string): void;
  /** Takes away what the account allowed. */
  revoke(email: string): void;
  forgetSyncTokens(calendar: string): void;
  trouble(kind: Trouble): void;
  endTrouble(): void;
}

/** Every request until somebody ends it. */
export const ALWAYS = Number.MAX_SAFE_INTEGER;
export const SLOW_MS = 4_000;
