/**
 * A visit as a patient's own calendar may know it: when, with which practice and where to look it up. Never who treats
 * whom or why, because other apps and people read that calendar.
 */
import ical, { ICalAlarmType, ICalCalendarMethod, ICalEventStatus } from 'ical-generator';

export type CalendarEntry = {
  /** iCalendar UID (RFC 5545 §3.8.4.7): the same for every change of the visit. */
  uid: string;
  /** Rises with every change (§3.8.7.4). */
  sequence: number;
  /** Instants, ISO 8601. */
  start: string;
  end: string;
  status: 'requested' | 'confirmed' | 'cancelled';
  summary: string;
  location?: string | undefined;
  /** Where the visit can be looked up, after signing in. */
  url: string;
};

const statuses = {
  requested: ICalEventStatus.TENTATIVE,
  confirmed: ICalEventStatus.CONFIRMED,
  cancelled: ICalEventStatus.CANCELLED,
} as const;

/** A calendar object with one event, in UTC, with an alarm an hour before. `stamp` is when it is made (DTSTAMP). */
export function visitCalendar(entry: CalendarEntry, stamp: Date): string {
  const calendar = ical({
    prodId: { company: 'Careslot', product: 'Careslot', language: 'EN' },
    method: ICalCalendarMethod.PUBLISH,
  });
  const event = calendar.createEvent({
    id: entry.uid,
    sequence: entry.sequence,
    start: new Date(entry.start),
    end: new Date(entry.end),
    stamp,
    summary: entry.summary,
    location: entry.location ?? null,
    url: entry.url,
    status: statuses[entry.status],
  });
  if (entry.status !== 'cancelled') {
    event.createAlarm({ type: ICalAlarmType.display, trigger: 3600, description: entry.summary });
  }
  return calendar.toString();
}
