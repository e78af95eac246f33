/** The one writer of calendar files: a visit, an export, a subscription, an invitation (RFC 5545, 5546, 7986). */
import ical, {
  type ICalAlarmData,
  ICalAlarmType,
  ICalAttendeeRole,
  ICalAttendeeStatus,
  type ICalCalendar,
  ICalCalendarMethod,
  ICalEventClass,
  ICalEventStatus,
  ICalEventTransparency,
} from 'ical-generator';
import { DateTime } from 'luxon';
import type { StampedEntry } from './calendar-entry.ts';
import { foldedLines } from './fold.ts';
import { escapedText, parameterText, plainText } from './plain-text.ts';
import { vtimezoneOf, writtenZone } from './written-zone.ts';

export type CalendarFile = {
  /** PUBLISH: to look at. REQUEST and CANCEL: an invitation to `attendee`, and its end (RFC 5546 §3.2). */
  method: 'PUBLISH' | 'REQUEST' | 'CANCEL';
  entries: StampedEntry[];
  /** NAME (RFC 7986 §5.1) and X-WR-CALNAME, for subscriptions. */
  name?: string;
  /** How long a reader should wait before it looks again: REFRESH-INTERVAL (§5.7) and X-PUBLISHED-TTL. */
  refreshSeconds?: number;
  parties?: Parties;
};

/** Who invites whom. Addresses are those of `isMailbox`. */
export type Parties = {
  organizer: { name: string; email: string };
  attendee: { email: string; accepted: boolean };
};

/** An address that may stand after mailto: as it is; nothing in it ends a value, a parameter or a line. */
export const isMailbox = (text: string): boolean =>
  /^[^\s@"',;:<>()[\]\\\p{C}]+@[^\s@"',;:<>()[\]\\\p{C}]+$/u.test(text);

/** The text of the file with CRLF, folded. Throws a RangeError for a link or an address that is none. */
export function calendarFile({ entries, parties, ...head }: CalendarFile): string {
  const zones = entries.map(({ timezone, start, end }) => writtenZone(timezone, [start, end]));
  const calendar = ical();
  const events = entries.map((entry, i) => eventText(calendar, entry, zones[i] ?? null, parties));
  return `${headOf(head, new Set(zones))}${events.map(foldedLines).join('')}END:VCALENDAR\r\n`;
}

/** Everything before the first event: what the calendar is, and the zones of its events. */
function headOf(
  { method, name, refreshSeconds }: Omit<CalendarFile, 'entries' | 'parties'>,
  zones: Set<string | null>,
) {
  const calendar = ical({
    prodId: { company: 'Careslot', product: 'Careslot', language: 'EN' },
    method: ICalCalendarMethod[method],
    // No name: with one, ical-generator would write DTSTAMP in local time.
    timezone: { name: null, generator: vtimezoneOf },
    ...(name === undefined ? {} : { name: escapedText(name) }),
    ...(refreshSeconds === undefined ? {} : { ttl: refreshSeconds }),
  });
  // A zone comes with an event in it.
  for (const timezone of zones) if (timezone !== null) calendar.createEvent({ start: new Date(0), timezone });
  // At the beginning of a line: a name may hold these words.
  return calendar.toString().replace(/\r\n(?:BEGIN:VEVENT|END:VCALENDAR)[\s\S]*$/, '\r\n');
}

const statuses = {
  requested: ICalEventStatus.TENTATIVE,
  confirmed: ICalEventStatus.CONFIRMED,
  cancelled: ICalEventStatus.CANCELLED,
};

/** The lines of one event, not yet folded. */
function eventText(
  calendar: ICalCalendar,
  entry: StampedEntry,
  zone: string | null,
  parties: Parties | undefined,
): string {
  const at = (instant: string) => DateTime.fromISO(instant, { zone: zone ?? 'UTC' });
  const stamp = DateTime.fromJSDate(entry.stamp, { zone: 'UTC' });
  const summary = plainText(entry.summary);
  const cancelled = entry.status === 'cancelled';
  const event = calendar.createEvent({
    id: plainText(entry.uid),
    sequence: entry.sequence,
    start: at(entry.start),
    end: at(entry.end),
    timezone: zone,
    stamp,
    lastModified: stamp,
    summary,
    description: entry.description === undefined ? null : plainText(entry.description),
    location: entry.location === undefined ? null : plainText(entry.location),
    url: linkText(entry.url),
    status: statuses[entry.status],
    class: ICalEventClass.PRIVATE,
    transparency: cancelled ? ICalEventTransparency.TRANSPARENT : ICalEventTransparency.OPAQUE,
    organizer: parties ? organizerOf(parties) : null,
    attendees: parties ? [attendeeOf(parties)] : [],
    alarms: entry.alarmMinutes === undefined || cancelled ? [] : [alarm(entry.alarmMinutes, summary)],
  });
  const link = entry.conferenceUrl;
  // ical-generator knows no CONFERENCE (RFC 7986 §5.11).
  const conference = link ? `CONFERENCE;VALUE=URI;FEATURE=VIDEO:${linkText(link)}\r\n` : '';
  return event.toString().replace('BEGIN:VEVENT\r\n', (begin) => begin + conference);
}

const alarm = (minutes: number, description: string): ICalAlarmData => ({
  type: ICalAlarmType.display,
  trigger: minutes * 60,
  description,
});

const organizerOf = ({ organizer: { name, email } }: Parties) => ({
  // ical-generator wants a name.
  name: parameterText(name) || email,
  email: mailbox(email),
});

/** No answer is asked for: nobody reads mail that comes back, and the message has links for every answer. */
const attendeeOf = ({ attendee: { email, accepted } }: Parties) => ({
  email: mailbox(email),
  rsvp: false,
  role: ICalAttendeeRole.REQ,
  status: accepted ? ICalAttendeeStatus.ACCEPTED : ICalAttendeeStatus.NEEDSACTION,
});

function mailbox(email: string): string {
  if (!isMailbox(email)) throw new RangeError('not an address of mail');
  return email;
}

/** ical-generator would put backslashes before these two, which a URI value (§3.3.13) has not. */
function linkText(url: string): string {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw new RangeError('not a link');
  return new URL(url).href.replaceAll(';', '%3B').replaceAll(',', '%2C');
}
