import { DateTime } from 'luxon';
import { GraphFailure } from './http.ts';

/** Exchange's own names of time zones next to those of the IANA; the common ones, as a sandbox needs. */
const windowsNames: Record<string, string> = {
  'GMT Standard Time': 'Europe/London',
  'W. Europe Standard Time': 'Europe/Berlin',
  'Romance Standard Time': 'Europe/Paris',
  'Eastern Standard Time': 'America/New_York',
  'Central Standard Time': 'America/Chicago',
  'Mountain Standard Time': 'America/Denver',
  'Pacific Standard Time': 'America/Los_Angeles',
};

export interface DateTimeTimeZone {
  dateTime: string;
  timeZone: string;
}

const ianaName = (zone: string) => windowsNames[zone] ?? zone;

/** The wall time of Graph ("2026-11-20T08:00:00.0000000" and a zone) as a time of that zone. */
export function read({ dateTime, timeZone }: DateTimeTimeZone): DateTime<true> {
  const time = DateTime.fromISO(dateTime.replace(/(\.\d{3})\d+/, '$1'), { zone: ianaName(timeZone) });
  if (!time.isValid) throw new GraphFailure(400, 'ErrorPropertyValidationFailure', 'A time or its zone is not valid.');
  return time;
}

export function write(millis: number, timeZone: string): DateTimeTimeZone {
  const time = DateTime.fromMillis(millis, { zone: ianaName(timeZone) });
  return { dateTime: `${time.toFormat("yyyy-MM-dd'T'HH:mm:ss.SSS")}0000`, timeZone };
}

/** An instant of a query such as startDateTime; UTC where it names no offset. */
export function instant(text: string | null): number {
  const time = DateTime.fromISO(text ?? '', { zone: 'utc' });
  if (!time.isValid)
    throw new GraphFailure(400, 'ErrorInvalidParameter', 'startDateTime and endDateTime are required.');
  return time.toMillis();
}
