/**
 * A visit as somebody's own calendar may know it: when, with which practice and where to look it up. Other apps and other
 * people read that calendar, so who treats whom or why is in it only where the reader asked for that (entries.ts).
 */
export type CalendarEntry = {
  /** iCalendar UID (RFC 5545 §3.8.4.7): the same for every change of the visit. */
  uid: string;
  /** Rises with every change of time or status (§3.8.7.4). */
  sequence: number;
  /** Instants, ISO 8601 with an offset; whole seconds. */
  start: string;
  end: string;
  /** IANA zone whose clock the times are written in; UTC without one. */
  timezone?: string | undefined;
  status: 'requested' | 'confirmed' | 'cancelled';
  summary: string;
  description?: string | undefined;
  location?: string | undefined;
  /** Where the visit can be looked up, after signing in. http or https. */
  url: string;
  /** Where a video call is (RFC 7986 §5.11). Only for files that somebody fetches while signed in. */
  conferenceUrl?: string | undefined;
  /** Minutes before the start that an alarm rings; none without it. */
  alarmMinutes?: number | undefined;
};

/** DTSTAMP (§3.8.7.2): when this text was made, or when the visit last changed. */
export type StampedEntry = CalendarEntry & { stamp: Date };
