/** "Add to calendar" for whoever followed a link: a file, and the forms of calendars of the web. */
import { googleLink, outlookLink, yahooLink } from '../_shared/core/icalendar/add-links.ts';
import { visitCalendar } from '../_shared/core/icalendar/visit-calendar.ts';
import { visitEntry } from '../_shared/core/icalendar/visit-entry.ts';
import type { Facts } from './facts.ts';

export function calendarOf(facts: Omit<Facts, 'video_call_link'>, publicUrl: string, stamp: Date) {
  // Whoever holds the link need not be the patient: it says no more than the message did.
  const visit = { ...facts, side: 'patient' as const, detail: null, video_call_link: null };
  const entry = visitEntry(visit, { publicUrl, locale: facts.reader.locale });
  return {
    file: visitCalendar(entry, stamp),
    google: googleLink(entry),
    outlook: outlookLink(entry, 'personal'),
    office365: outlookLink(entry, 'work'),
    yahoo: yahooLink(entry),
  };
}
