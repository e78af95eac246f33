/** freeBusy.query: merged busy times per calendar. What cannot be read is an error of its own inside an answer of 200. */
import { DateTime } from 'luxon';
import { GoogleError } from './answer.ts';
import type { EventBody } from './events.ts';
import { expanded } from './events-list.ts';
import type { Account, Calendar, EventResource } from './state.ts';

const LONGEST_MS = 90 * 24 * 3_600_000;
const MOST_CALENDARS = 50;

const isBusy = (item: Partial<EventResource>) =>
  item.status !== 'cancelled' &&
  item.transparency !== 'transparent' &&
  !item.attendees?.some(({ self, responseStatus }) => self && responseStatus === 'declined');

function busyTimes(calendar: Calendar, from: number, to: number, now: Date): [number, number][] {
  const merged: [number, number][] = [];
  const rows = expanded(calendar, now)
    .filter((row) => row.from < to && row.to > from && isBusy(row.item))
    .sort((a, b) => a.from - b.from);
  for (const row of rows) {
    const [start, end] = [Math.max(row.from, from), Math.min(row.to, to)];
    const last = merged.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged;
}

/** `body` as the API's: timeMin, timeMax, timeZone (of the answer, UTC when absent), items. */
export function freeBusy({ calendars }: Account, body: EventBody, now: Date) {
  const { timeMin, timeMax, timeZone = 'UTC', items = [], calendarExpansionMax = MOST_CALENDARS } = body;
  const [from, to] = [Date.parse(String(timeMin)), Date.parse(String(timeMax))];
  if (Number.isNaN(from) || Number.isNaN(to)) throw new GoogleError(400, 'required', 'Missing timeMin or timeMax.');
  if (to <= from) throw new GoogleError(400, 'timeRangeEmpty', 'The specified time range is empty.');
  if (to - from > LONGEST_MS) throw new GoogleError(400, 'timeRangeTooLong', 'The requested time range is too long.');
  const most = Math.min(Number(calendarExpansionMax), MOST_CALENDARS);
  const shown = (at: number) =>
    DateTime.fromMillis(at, { zone: String(timeZone) }).toISO({ suppressMilliseconds: true });
  const failed = (reason: string) => ({ busy: [], errors: [{ domain: 'global', reason }] });
  const answers = (items as { id?: unknown }[]).map(({ id }, n) => {
    const found = calendars.find((one) => (id === 'primary' ? one.isPrimary : one.id === id));
    if (n >= most) return [String(id), failed('tooManyCalendarsRequested')];
    if (!found) return [String(id), failed('notFound')];
    const busy = busyTimes(found, from, to, now).map(([start, end]) => ({ start: shown(start), end: shown(end) }));
    return [String(id), { busy }];
  });
  return { kind: 'calendar#freeBusy', timeMin, timeMax, calendars: Object.fromEntries(answers) };
}
