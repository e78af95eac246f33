/** One visit as a file that its reader saves: "Add to calendar". */
import type { CalendarEntry } from './calendar-entry.ts';
import { calendarFile } from './calendar-file.ts';

export type { CalendarEntry } from './calendar-entry.ts';

/** A calendar object with one event and an alarm an hour before. `stamp` is when it is made (DTSTAMP). */
export const visitCalendar = (entry: CalendarEntry, stamp: Date): string =>
  calendarFile({ method: 'PUBLISH', entries: [{ alarmMinutes: 60, ...entry, stamp }] });
