/** The calendar in memory behind the interface that real ones are tried with. */
import type { CalendarProvider } from '../../supabase/functions/_shared/calendars/port.ts';
import type { CalendarUnderTest, Sent } from '../providers/calendar-under-test.ts';
import { type Habits, MemoryCalendar, type MemoryEvent } from './memory-calendar.ts';

export function openMemoryCalendar(
  habits: Habits,
  now: () => string,
): CalendarUnderTest & { calendar: MemoryCalendar } {
  const calendar = new MemoryCalendar(habits, now);
  let sent: Sent[] = [];
  let names = 0;

  /** A call is what a request is elsewhere. */
  const adapter = () =>
    Object.fromEntries(
      Object.entries(calendar.provider()).map(([name, method]) => [
        name,
        (...args: unknown[]) => {
          sent.push({ method: name, path: '', headers: {}, body: JSON.stringify(args) });
          return (method as (...all: unknown[]) => Promise<unknown>)(...args);
        },
      ]),
    ) as unknown as CalendarProvider;

  const add = (event: Omit<MemoryEvent, 'id' | 'version' | 'updatedAt'>, kind: string): string => {
    const id = `${kind}-${names++}`;
    calendar.add({ ...event, id });
    return id;
  };

  return {
    calendar,
    adapter,
    person: {
      add: async (time) => add({ ...time, identity: null, altered: false, deleted: false }, 'foreign'),
      copy: async (id) => {
        const event = calendar.events.get(id);
        if (!event) throw new Error('there is no such event');
        const { start, end, identity } = event;
        return add({ start, end, identity, altered: false, deleted: false }, 'copy');
      },
      move: async (id, { start, end }) => calendar.change(id, { start, end }),
      rename: async (id) => calendar.change(id, { altered: true }),
      remove: async (id) => calendar.change(id, { deleted: true }),
    },
    live: async () =>
      calendar.alive().map(({ id, identity, start, end, altered }) => ({
        id,
        identity,
        start,
        end,
        title: altered ? 'Something else' : 'Appointment',
        isPrivate: true,
        isBusy: true,
      })),
    faults: {
      refuseNext: () => calendar.faults.push('unreachable'),
      loseNextAnswer: () => calendar.faults.push('lost'),
      throttleNext: (seconds) => {
        calendar.throttledFor = seconds;
        calendar.faults.push('throttled');
      },
      staleNext: () => calendar.faults.push('stale'),
      expireCursor: () => calendar.forgetCursors(),
      clear: () => {
        calendar.faults.length = 0;
      },
    },
    dayBegins: (date) => `${date}T00:00:00Z`,
    requests: () => sent,
    forgetRequests: () => {
      sent = [];
    },
    writes: () => calendar.writes,
    close: async () => {},
  };
}
