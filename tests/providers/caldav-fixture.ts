/** What tests of the CalDAV adapter share: a server, an adapter for a new calendar, and events of a person and of ours. */
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import { createCalDavCalendar } from '../../supabase/functions/_shared/calendars/caldav/calendar.ts';
import { createGuardedFetch } from '../../supabase/functions/_shared/calendars/caldav/guarded-fetch.ts';
import type { CalendarProvider, Change, OutgoingEvent } from '../../supabase/functions/_shared/calendars/port.ts';
import { type CalDavServer, calDavServers, type ServerKind, startCalDavServer } from '../support/caldav-server.ts';

export const window = { start: '2026-11-01T00:00:00Z', end: '2027-02-01T00:00:00Z' };
export const visit: OutgoingEvent = {
  identity: `cs${'3f2a'.repeat(8)}g0`,
  start: '2026-11-24T09:00:00Z',
  end: '2026-11-24T09:30:00Z',
  url: 'https://careslot.example/visits?visit=1',
};
export const later = { ...visit, start: '2026-11-25T13:00:00Z', end: '2026-11-25T13:30:00Z' };

export const object = (uid: string, ...lines: string[]) =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Person//EN',
    'BEGIN:VEVENT',
    `UID:${uid}`,
    'DTSTAMP:20261101T000000Z',
    ...lines,
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');
export const lunch = (uid: string, day = '20261120') =>
  object(uid, `DTSTART:${day}T110000Z`, `DTEND:${day}T120000Z`, 'SUMMARY:Lunch with Maria');

interface AdapterOptions {
  password?: string;
  timeoutMs?: number;
  maxBytes?: number;
}

export function adapterFor(
  server: CalDavServer,
  calendarUrl: string,
  { password = server.password, timeoutMs = 10_000, maxBytes }: AdapterOptions = {},
): CalendarProvider {
  return createCalDavCalendar({
    fetch: createGuardedFetch({
      fetch,
      serverUrl: server.url,
      resolveHost: async () => [],
      allowPrivate: true,
      timeoutMs,
      ...(maxBytes === undefined ? {} : { maxBytes }),
    }),
    username: server.username,
    password,
    calendarUrl,
    timezone: 'Europe/Zurich',
    now: () => new Date('2026-11-20T10:00:00Z'),
  });
}

/** All pages of a pull. */
export async function pullAll(calendar: CalendarProvider, cursor: string | null) {
  const changes: Change[] = [];
  for (let page: string | null = null; ; ) {
    const answer = await calendar.pull({ cursor, page, window, isLinked: () => false });
    changes.push(...answer.changes);
    expect(answer.next === null).not.toBe(answer.cursor === null);
    if (answer.cursor !== null) return { changes, cursor: answer.cursor };
    page = answer.next;
  }
}

export const ids = (changes: Change[]) =>
  changes.map((c) => (c.kind === 'event' ? c.event.id : c.kind === 'series' ? '' : c.id)).sort();

/** Runs the tests once for each server of this machine; says in their name why one is left out. */
export function withServers(define: (running: () => CalDavServer, setUp: SetUp, kind: ServerKind) => void): void {
  for (const { kind, installed, reason } of calDavServers) {
    describe.skipIf(!installed)(`${kind}${reason}`, () => {
      let server: CalDavServer;
      beforeAll(async () => {
        server = await startCalDavServer(kind);
      }, 60_000);
      afterEach(() => server.proxy.clear());
      afterAll(() => server?.stop());
      const setUp: SetUp = async (options) => {
        const made = await server.newCalendar();
        return { ...made, calendar: adapterFor(server, made.calendarUrl, options) };
      };
      define(() => server, setUp, kind);
    });
  }
}

type SetUp = (
  options?: AdapterOptions,
) => Promise<Awaited<ReturnType<CalDavServer['newCalendar']>> & { calendar: CalendarProvider }>;
