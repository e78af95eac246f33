/** A fresh calendar of the stand-in behind the interface that all adapters are tried with. */

import { createMicrosoftCalendar } from '../../../supabase/functions/_shared/calendars/microsoft/microsoft-calendar.ts';
import { identityPattern } from '../../../supabase/functions/_shared/core/sync/identity.ts';
import { type CalendarUnderTest, createCountingFetch, secrets } from '../../../tests/providers/calendar-under-test.ts';
import { createMicrosoftSandbox } from './sandbox.ts';
import type { Settings } from './settings.ts';

const email = 'ada@practice.example';
const methods = { create: 'POST', update: 'PATCH', remove: 'DELETE' };

export async function openMicrosoft(now: () => Date, settings: Partial<Settings> = {}): Promise<CalendarUnderTest> {
  const sandbox = createMicrosoftSandbox({ now });
  const { control } = sandbox;
  const baseUrl = `${await sandbox.listen()}/v1.0`;
  control.addAccount(email);
  control.set(settings);
  const calendarId = control.accounts()[0]?.calendars[0]?.id ?? '';
  const counting = createCountingFetch();
  const withToken = (accessToken: string) =>
    createMicrosoftCalendar({
      fetch: counting.fetch,
      baseUrl,
      calendarId,
      now,
      tokens: { access: async () => accessToken },
    });
  const { accessToken } = control.grant(email);

  const own = {
    subject: secrets.title,
    location: { displayName: secrets.place },
    body: { contentType: 'text', content: secrets.text },
    attendees: [{ type: 'required', emailAddress: { address: secrets.guest, name: secrets.guest } }],
  };
  const utc = (at: string) => ({ dateTime: at.slice(0, 19), timeZone: 'UTC' });

  /** Ids of the occurrences of a series, as the person's own app asks for them. */
  async function occurrences(id: string): Promise<string[]> {
    const window = 'startDateTime=2026-01-01T00:00:00Z&endDateTime=2028-01-01T00:00:00Z';
    const response = await fetch(`${baseUrl}/me/events/${id}/instances?${window}`, {
      headers: { authorization: `Bearer ${accessToken}`, prefer: 'IdType="ImmutableId"' },
    });
    const { value } = (await response.json()) as { value: { id: string; start: { dateTime: string } }[] };
    return value.sort((a, b) => (a.start.dateTime < b.start.dateTime ? -1 : 1)).map((event) => event.id);
  }

  return {
    adapter: () => withToken(accessToken),
    stranger: () => withToken('nobody'),
    person: {
      add: async ({ start, end }) => control.addEvent(calendarId, { ...own, start: utc(start), end: utc(end) }).id,
      copy: async (id) => control.copyEvent(calendarId, id).id,
      move: async (id, { start, end }) => {
        control.moveEvent(calendarId, id, start, end);
      },
      rename: async (id, subject) => {
        control.changeEvent(calendarId, id, { subject });
      },
      remove: async (id) => control.deleteEvent(calendarId, id),
      addAllDay: async (date, until) =>
        control.addEvent(calendarId, {
          ...own,
          isAllDay: true,
          start: utc(`${date}T00:00:00`),
          end: utc(`${until}T00:00:00`),
        }).id,
      addWeekly: async (first, count) => {
        const { id } = control.addEvent(calendarId, {
          ...own,
          start: utc(first.start),
          end: utc(first.end),
          recurrence: {
            pattern: { type: 'weekly', interval: 1 },
            range: { type: 'numbered', startDate: first.start.slice(0, 10), numberOfOccurrences: count },
          },
        });
        const ids = await occurrences(id);
        return {
          moveOccurrence: async (n, to) => {
            control.moveEvent(calendarId, ids[n] ?? '', to.start, to.end);
          },
          removeOccurrence: async (n) => control.deleteEvent(calendarId, ids[n] ?? ''),
          remove: async () => control.deleteEvent(calendarId, id),
        };
      },
    },
    live: async () => control.events(calendarId).map(liveEvent),
    faults: {
      refuseNext: (kind) => control.fault({ kind }),
      loseNextAnswer: (kind) => control.fault({ kind: 'drop_after', ...(kind && { method: methods[kind] }) }),
      throttleNext: (retryAfter) => control.fault({ kind: 429, retryAfter }),
      // Twice, because a single 412 is believed to be a whim of Graph.
      staleNext: () => control.fault({ kind: 412, method: 'PATCH', times: 2 }),
      expireCursor: control.expireSyncTokens,
      clear: control.clearFaults,
    },
    setPageSize: (pageSize) => control.set({ pageSize }),
    dayBegins: (date) => `${date}T00:00:00Z`,
    requests: control.requests,
    forgetRequests: control.clearRequests,
    writes: counting.writes,
    close: sandbox.close,
  };
}

interface Shown {
  id: string;
  subject?: string;
  sensitivity?: string;
  showAs?: string;
  singleValueExtendedProperties?: { id: string; value: string }[];
  start?: { dateTime: string };
  end?: { dateTime: string };
}

function liveEvent({ id, subject, sensitivity, showAs, singleValueExtendedProperties, start, end }: Shown) {
  const values = (singleValueExtendedProperties ?? []).map(({ value }) => value);
  return {
    id,
    title: subject ?? null,
    identity: values.find((value) => identityPattern.test(value)) ?? null,
    isPrivate: sensitivity === 'private',
    isBusy: showAs === 'busy',
    start: `${start?.dateTime.slice(0, 19)}Z`,
    end: `${end?.dateTime.slice(0, 19)}Z`,
  };
}
