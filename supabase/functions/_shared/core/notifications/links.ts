/** Where a message leads; https addresses of the web app. What is absent is not offered. */
export type Links = {
  /** The page the message is about: the visit, else the thread, else the room it belongs to. */
  visit: string;
  /** Signed one-click addresses for the patient (../../links/visit-link.ts). */
  confirm?: string;
  cancel?: string;
  reschedule?: string;
  calendar?: string;
  join?: string;
  /** The thread. */
  conversation?: string;
  /** The page of calendar sync. */
  calendars?: string;
  /** Where the reader chooses what they receive. */
  preferences: string;
};
