/** A new calendar of a CalDAV server behind the interface that all adapters are tried with. */
import { DateTime } from 'luxon';
import { createCalDavCalendar } from '../../supabase/functions/_shared/calendars/caldav/calendar.ts';
import { createGuardedFetch } from '../../supabase/functions/_shared/calendars/caldav/guarded-fetch.ts';
import { faults } from '../support/caldav-proxy.ts';
import type { CalDavServer } from '../support/caldav-server.ts';
import {
  type CalendarUnderTest,
  createCountingFetch,
  type LiveEvent,
  type Range,
  type Sent,
  secrets,
} from './calendar-under-test.ts';

const zone = 'Europe/Zurich';
const methods = { create: 'PUT', update: 'PUT', remove: 'DELETE' };

export async function openCalDav(server: CalDavServer, now: () => Date): Promise<CalendarUnderTest> {
  const { calendarUrl, person } = await server.newCalendar();
  const { proxy } = server;
  proxy.clear();
  let kept: Sent[] = [];
  const counting = createCountingFetch();
  const withPassword = (password: string) =>
    createCalDavCalendar({
      fetch: createGuardedFetch({
        fetch: counting.fetch,
        serverUrl: server.url,
        resolveHost: async () => [],
        allowPrivate: true,
        timeoutMs: 10_000,
      }),
      username: server.username,
      password,
      calendarUrl,
      timezone: zone,
      now,
    });

  let names = 0;
  const nameOf = (id: string) => id.slice(id.lastIndexOf('/') + 1);
  /** One event in an object, as another client writes it. */
  const write = (uid: string, ...events: string[][]) =>
    person.put(
      `${uid}.ics`,
      lines(
        'BEGIN:VCALENDAR',
        'VERSION:2.0',
        'PRODID:-//Person//EN',
        ...events.flatMap((e) => vevent(uid, e)),
        'END:VCALENDAR',
        '',
      ),
    );
  const newUid = () => `person-${++names}`;

  /** Changes lines of the event, those of its time zone left alone. */
  async function edit(id: string, change: (event: string) => string, name = nameOf(id)): Promise<string> {
    const text = (await person.read(id)) ?? '';
    return person.put(name, text.replace(/BEGIN:VEVENT[\s\S]*END:VEVENT/, change));
  }

  return {
    adapter: () => withPassword(server.password),
    stranger: () => withPassword('not the password'),
    person: {
      add: (time) => write(newUid(), [...times(time), ...own]),
      copy: (id) => {
        const uid = newUid();
        return edit(id, (event) => event.replace(/^UID:[^\r\n]*(\r?\n[ \t][^\r\n]*)*/m, `UID:${uid}`), `${uid}.ics`);
      },
      move: async (id, time) => {
        const [start = '', end = ''] = times(time);
        await edit(id, (event) => event.replace(/^DTSTART[:;][^\r\n]*/m, start).replace(/^DTEND[:;][^\r\n]*/m, end));
      },
      rename: async (id, title) => {
        await edit(id, (event) => event.replace(/^SUMMARY:[^\r\n]*/m, `SUMMARY:${title}`));
      },
      remove: person.remove,
      addAllDay: (date, until) => {
        const day = (text: string) => text.replaceAll('-', '');
        return write(newUid(), [`DTSTART;VALUE=DATE:${day(date)}`, `DTEND;VALUE=DATE:${day(until)}`, ...own]);
      },
      addWeekly: async (first, count) => {
        const uid = newUid();
        const begin = (n: number) => `;TZID=${zone}:${local(first.start, n)}`;
        const series = [
          `DTSTART${begin(0)}`,
          `DTEND;TZID=${zone}:${local(first.end)}`,
          `RRULE:FREQ=WEEKLY;COUNT=${count}`,
          ...own,
        ];
        const without: string[] = [];
        const moved: string[][] = [];
        const save = () => write(uid, [...series, ...without], ...moved);
        const id = await save();
        return {
          moveOccurrence: async (n, to) => {
            moved.push([`RECURRENCE-ID${begin(n)}`, ...times(to), ...own]);
            await save();
          },
          removeOccurrence: async (n) => {
            without.push(`EXDATE${begin(n)}`);
            await save();
          },
          remove: () => person.remove(id),
        };
      },
    },
    live: async () => {
      const found: LiveEvent[] = [];
      for (const id of await person.list()) found.push(liveEvent(id, (await person.read(id)) ?? ''));
      return found;
    },
    faults: {
      refuseNext: (how) =>
        proxy.inject({ matches: () => true, times: 1, answer: async () => (how === 'drop' ? null : status(how)) }),
      loseNextAnswer: (kind) =>
        proxy.inject({
          matches: ({ method }) => kind === undefined || method === methods[kind],
          times: 1,
          answer: async (_, forward) => {
            await forward();
            return null;
          },
        }),
      throttleNext: (seconds) =>
        proxy.inject({
          matches: () => true,
          times: 1,
          answer: async () => status(429, { 'retry-after': String(seconds) }),
        }),
      staleNext: () => proxy.inject(faults.status('PUT', 412, {}, 1)),
      expireCursor: () => proxy.inject({ ...faults.expiredToken(), times: 1 }),
      clear: () => {
        kept = [...kept, ...proxy.requests];
        proxy.clear();
      },
    },
    setPageSize: (size) => proxy.inject(faults.cutShort(size)),
    dayBegins: (date) => instant(DateTime.fromISO(date, { zone })),
    requests: () => [...kept, ...proxy.requests],
    forgetRequests: () => {
      kept = [];
      proxy.requests.length = 0;
    },
    writes: counting.writes,
    close: async () => proxy.clear(),
  };
}

const lines = (...all: string[]) => all.join('\r\n');
const vevent = (uid: string, event: string[]) => [
  'BEGIN:VEVENT',
  `UID:${uid}`,
  'DTSTAMP:20261101T000000Z',
  ...event,
  'END:VEVENT',
];
const own = [
  `SUMMARY:${secrets.title}`,
  `LOCATION:${secrets.place}`,
  `DESCRIPTION:${secrets.text}`,
  'ORGANIZER:mailto:clinician@example.test',
  `ATTENDEE;CN=${secrets.guest}:mailto:${secrets.guest}`,
];
const status = (code: number, headers: Record<string, string> = {}) => ({ status: code, headers, body: '' });
const stamp = (at: string) => at.replace(/[-:]/g, '');
const times = ({ start, end }: Range) => [`DTSTART:${stamp(start)}`, `DTEND:${stamp(end)}`];
const local = (at: string, weeks = 0) => DateTime.fromISO(at, { zone }).plus({ weeks }).toFormat("yyyyMMdd'T'HHmmss");
const instant = (at: DateTime) => `${at.toUTC().toFormat("yyyy-MM-dd'T'HH:mm:ss")}Z`;

function liveEvent(id: string, text: string): LiveEvent {
  const [event = ''] = /BEGIN:VEVENT[\s\S]*END:VEVENT/.exec(text.replace(/\r?\n[ \t]/g, '')) ?? [];
  const property = (name: string) =>
    new RegExp(`^${name}(;[^:\\r\\n]*)?:([^\\r\\n]*)`, 'm').exec(event)?.slice(1) ?? [];
  const at = (name: string) => {
    const [parameters, value = ''] = property(name);
    return instant(DateTime.fromISO(value, { zone: /TZID=([^;:]+)/.exec(parameters ?? '')?.[1] ?? 'UTC' }));
  };
  const [, title = null] = property('SUMMARY');
  const [, identity = null] = property('X-CARESLOT-ID');
  return {
    id,
    title,
    identity,
    isPrivate: property('CLASS')[1] === 'PRIVATE',
    isBusy: property('TRANSP')[1] !== 'TRANSPARENT',
    start: at('DTSTART'),
    end: at('DTEND'),
  };
}
