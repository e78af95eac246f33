/** A fresh calendar of the stand-in behind the interface that all adapters are tried with. */
import { DateTime } from 'luxon';
import { createGoogleCalendar } from '../../../supabase/functions/_shared/calendars/google/google-calendar.ts';
import { type CalendarUnderTest, createCountingFetch, secrets } from '../../../tests/providers/calendar-under-test.ts';
import { createGoogleSandbox } from './sandbox.ts';

const email = 'amsler@practice.example';
const zone = 'Europe/Zurich';
const methods = { create: 'POST', update: 'PATCH', remove: 'DELETE' };

export async function openGoogle(now: () => Date): Promise<CalendarUnderTest> {
  const sandbox = createGoogleSandbox({ now });
  const { control } = sandbox;
  const baseUrl = await sandbox.listen();
  control.addAccount(email, zone);
  const counting = createCountingFetch();
  const withToken = (accessToken: string) =>
    createGoogleCalendar({
      fetch: counting.fetch,
      baseUrl,
      calendarId: email,
      tokens: { access: async () => accessToken },
    });
  const { accessToken } = control.grant(email);

  const own = {
    summary: secrets.title,
    location: secrets.place,
    description: secrets.text,
    attendees: [
      { email, self: true, responseStatus: 'accepted' },
      { email: secrets.guest, displayName: secrets.guest, responseStatus: 'accepted' },
    ],
  };
  const at = (dateTime: string) => ({ dateTime, timeZone: zone });

  return {
    adapter: () => withToken(accessToken),
    stranger: () => withToken('ya29.nobody'),
    person: {
      add: async ({ start, end }) => control.addEvent(email, { ...own, start: at(start), end: at(end) }).id,
      copy: async (id) => control.copyEvent(email, id).id,
      move: async (id, { start, end }) => {
        control.moveEvent(email, id, start, end);
      },
      rename: async (id, summary) => {
        control.changeEvent(email, id, { summary });
      },
      remove: async (id) => control.deleteEvent(email, id),
      addAllDay: async (date, until) => control.addEvent(email, { ...own, start: { date }, end: { date: until } }).id,
      addWeekly: async (first, count) => {
        const recurrence = [`RRULE:FREQ=WEEKLY;COUNT=${count}`];
        const { id } = control.addEvent(email, { ...own, start: at(first.start), end: at(first.end), recurrence });
        const stamp = (n: number) =>
          DateTime.fromISO(first.start, { zone }).plus({ weeks: n }).toUTC().toFormat("yyyyMMdd'T'HHmmss'Z'");
        return {
          moveOccurrence: async (n, to) => {
            control.moveEvent(email, `${id}_${stamp(n)}`, to.start, to.end);
          },
          removeOccurrence: async (n) => control.deleteEvent(email, `${id}_${stamp(n)}`),
          remove: async () => control.deleteEvent(email, id),
        };
      },
    },
    live: async () =>
      control
        .events(email)
        .filter(({ status }) => status !== 'cancelled')
        .map(({ id, summary, visibility, transparency, extendedProperties, start, end }) => ({
          id,
          title: (summary as string | undefined) ?? null,
          identity: extendedProperties?.private?.careslotId ?? null,
          isPrivate: visibility === 'private',
          isBusy: transparency !== 'transparent',
          start: instant(start.dateTime ?? start.date),
          end: instant(end.dateTime ?? end.date),
        })),
    faults: {
      refuseNext: (kind) => control.fault({ kind }),
      loseNextAnswer: (kind) => control.fault({ kind: 'drop_after', ...(kind && { method: methods[kind] }) }),
      throttleNext: (retryAfter) => control.fault({ kind: 429, retryAfter }),
      expireCursor: () => control.expireSyncTokens(email),
      clear: control.clearFaults,
    },
    setPageSize: (limit) => control.setPages({ limit }),
    dayBegins: (date) => instant(`${DateTime.fromISO(date, { zone }).toISO()}`),
    requests: control.requests,
    forgetRequests: control.clearRequests,
    writes: counting.writes,
    close: sandbox.close,
  };
}

const instant = (text: string | null | undefined) => `${new Date(text ?? '').toISOString().slice(0, 19)}Z`;
