import type { GoogleControl } from '../google/control.ts';
import type { EventResource, EventTime } from '../google/state.ts';
import { ALWAYS, type CalendarApp, type Item, SLOW_MS } from './calendar-app.ts';

/** A day without a time begins at midnight UTC here: the list shows it as a day, not as an instant. */
const millis = ({ date, dateTime }: EventTime) => Date.parse(date ?? dateTime ?? '');

function itemOf(event: EventResource): Item {
  const { id, summary, status, start, end, transparency, visibility, attendees } = event;
  const free = transparency === 'transparent';
  return {
    id,
    title: typeof summary === 'string' && summary !== '' ? summary : '(No title)',
    start: millis(start),
    end: millis(end),
    isAllDay: Boolean(start.date),
    shows: free ? 'free' : status === 'tentative' ? 'tentative' : 'busy',
    isPrivate: visibility === 'private' || visibility === 'confidential',
    isDeclined: Boolean(attendees?.some(({ self, responseStatus }) => self && responseStatus === 'declined')),
    isCancelled: false,
    isRepeated: event.recurringEventId !== undefined,
  };
}

const weekly = (weeks: number) => [`RRULE:FREQ=WEEKLY;COUNT=${weeks}`];

export const googleApp = (control: GoogleControl): CalendarApp => ({
  name: 'Google',
  accounts: control.accounts,
  items: (calendar, from, to) => control.shownBetween(calendar, from, to).map(itemOf),
  add: (calendar, { title, start, end, zone, shows, isPrivate, weeks }) => {
    control.addEvent(calendar, {
      summary: title,
      start: { dateTime: start, timeZone: zone },
      end: { dateTime: end, timeZone: zone },
      status: shows === 'tentative' ? 'tentative' : 'confirmed',
      transparency: shows === 'free' ? 'transparent' : 'opaque',
      visibility: isPrivate ? 'private' : 'default',
      ...(weeks > 1 && { recurrence: weekly(weeks) }),
    });
  },
  move: (calendar, id, start, end) => {
    control.moveEvent(calendar, id, start, end);
  },
  copy: (calendar, id) => {
    control.copyEvent(calendar, id);
  },
  repeatWeekly: (calendar, id, _, weeks) => {
    control.changeEvent(calendar, id, { recurrence: weekly(weeks) });
  },
  decline: (calendar, id, email) => {
    control.changeEvent(calendar, id, { attendees: [{ email, self: true, responseStatus: 'declined' }] });
  },
  cancel: (calendar, id) => {
    control.changeEvent(calendar, id, { status: 'cancelled' });
  },
  remove: control.deleteEvent,
  revoke: control.revoke,
  forgetSyncTokens: control.expireSyncTokens,
  trouble: (kind) => {
    if (kind === 'slow') control.setLatency(SLOW_MS);
    if (kind === 'throttled') control.fault({ kind: 429, retryAfter: 5, times: ALWAYS, path: '/calendar/' });
    if (kind === 'down') control.fault({ kind: 503, times: ALWAYS, path: '/calendar/' });
  },
  endTrouble: control.clearFaults,
});
