import type { MicrosoftControl, ShownEvent } from '../microsoft/control.ts';
import { ALWAYS, type CalendarApp, type Item, SLOW_MS } from './calendar-app.ts';

type Shown = ShownEvent & {
  start: { dateTime: string };
  end: { dateTime: string };
  responseStatus: { response: string };
};

const millis = ({ dateTime }: { dateTime: string }) => Date.parse(`${dateTime.slice(0, 19)}Z`);
const utc = (instant: string) => ({ dateTime: new Date(instant).toISOString().slice(0, 19), timeZone: 'UTC' });

function itemOf(given: ShownEvent): Item {
  const event = given as Shown;
  const { id, subject, start, end, isAllDay, showAs, sensitivity, responseStatus, isCancelled, type } = event;
  return {
    id,
    title: typeof subject === 'string' && subject !== '' ? subject : '(No title)',
    start: millis(start),
    end: millis(end),
    isAllDay: isAllDay === true,
    shows: showAs === 'tentative' ? 'tentative' : showAs === 'busy' || showAs === 'oof' ? 'busy' : 'free',
    isPrivate: sensitivity === 'private' || sensitivity === 'confidential',
    isDeclined: responseStatus.response === 'declined',
    isCancelled: isCancelled === true,
    isRepeated: type !== 'singleInstance',
  };
}

const weekly = (startDate: string, weeks: number) => ({
  pattern: { type: 'weekly', interval: 1 },
  range: { type: 'numbered', startDate, numberOfOccurrences: weeks },
});

/** The wall time of an instant in a zone, as Graph writes it: a series keeps it when the clocks change. */
const wall = (instant: string, zone: string) => ({
  dateTime: new Date(instant).toLocaleString('sv-SE', { timeZone: zone }).replace(' ', 'T'),
  timeZone: zone,
});

export const microsoftApp = (control: MicrosoftControl): CalendarApp => ({
  name: 'Outlook',
  accounts: control.accounts,
  items: (calendar, from, to) => control.shownBetween(calendar, from, to).map(itemOf),
  add: (calendar, { title, start, end, zone, shows, isPrivate, weeks }) => {
    const first = wall(start, zone);
    control.addEvent(calendar, {
      subject: title,
      start: first,
      end: wall(end, zone),
      showAs: shows,
      sensitivity: isPrivate ? 'private' : 'normal',
      ...(weeks > 1 && { recurrence: weekly(first.dateTime.slice(0, 10), weeks) }),
    });
  },
  move: (calendar, id, start, end) => {
    control.changeEvent(calendar, id, { start: utc(start), end: utc(end) });
  },
  copy: (calendar, id) => {
    control.copyEvent(calendar, id);
  },
  repeatWeekly: (calendar, id, startDate, weeks) => {
    control.changeEvent(calendar, id, { recurrence: weekly(startDate, weeks) });
  },
  decline: (calendar, id) => {
    control.changeEvent(calendar, id, { responseStatus: { response: 'declined' } });
  },
  cancel: (calendar, id) => {
    control.changeEvent(calendar, id, { isCancelled: true });
  },
  remove: control.deleteEvent,
  revoke: control.revoke,
  forgetSyncTokens: control.expireSyncTokens,
  trouble: (kind) => {
    if (kind === 'slow') control.setLatency(SLOW_MS);
    if (kind === 'throttled') control.fault({ kind: 429, retryAfter: 5, times: ALWAYS, path: '/v1.0/' });
    if (kind === 'down') control.fault({ kind: 503, times: ALWAYS, path: '/v1.0/' });
  },
  endTrouble: control.clearFaults,
});
