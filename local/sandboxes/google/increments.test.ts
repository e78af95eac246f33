/** Whatever a person does, reading the changes one after the other comes to what reading everything comes to. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { BusyRange, Change } from '../../../supabase/functions/_shared/calendars/port.ts';
import type { GoogleControl } from './control.ts';
import { startTestCalendar } from './testing.ts';

/** What is known after a number of changes, kept as the port says: by event, and gone with its series. */
function createBusyTimes() {
  const rows = new Map<string, { seriesId: string | null; busy: BusyRange[] }>();
  return {
    apply: (changes: Change[]) => {
      for (const change of changes) {
        if (change.kind === 'event') rows.set(change.event.id, change.event);
        if (change.kind !== 'deleted') continue;
        for (const [id, { seriesId }] of rows) if (id === change.id || seriesId === change.id) rows.delete(id);
      }
    },
    list: () => [...rows.values()].flatMap(({ busy }) => busy.map(({ start, end }) => `${start}/${end}`)).sort(),
  };
}

const hour = (n: number) => new Date(Date.UTC(2026, 10, 16) + n * 3_600_000).toISOString();
const span = (n: number) => ({ start: { dateTime: hour(n) }, end: { dateTime: hour(n + 1) } });
const someHour = fc.integer({ min: 0, max: 24 * 70 });

const step = fc.oneof(
  fc.record({ act: fc.constant('add' as const), at: someHour }),
  fc.record({ act: fc.constant('repeat' as const), at: someHour, count: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ act: fc.constant('move' as const), which: fc.nat(), at: someHour }),
  fc.record({ act: fc.constant('delete' as const), which: fc.nat() }),
  fc.record({ act: fc.constant('pull' as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Events and occurrences that are there, so that a step can name any of them. */
function targets(control: GoogleControl, calendar: string, seen: Set<string>): string[] {
  const stored = control.events(calendar).filter(({ status }) => status !== 'cancelled');
  return [...new Set([...stored.map(({ id }) => id), ...seen])].sort();
}

function perform(control: GoogleControl, calendar: string, seen: Set<string>, action: Step): void {
  if (action.act === 'add') control.addEvent(calendar, span(action.at));
  if (action.act === 'repeat') {
    control.addEvent(calendar, { ...span(action.at), recurrence: [`RRULE:FREQ=WEEKLY;COUNT=${action.count}`] });
  }
  if (action.act !== 'move' && action.act !== 'delete') return;
  const ids = targets(control, calendar, seen);
  const id = ids[action.which % ids.length];
  if (id === undefined) return;
  try {
    if (control.event(calendar, id).status === 'cancelled') return;
  } catch {
    return; // An occurrence that its series no longer has.
  }
  if (action.act === 'delete') control.deleteEvent(calendar, id);
  else control.changeEvent(calendar, id, span(action.at));
}

it('increments add up to the whole', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 14 }), fc.integer({ min: 1, max: 5 }), async (steps, limit) => {
      const { sandbox, control, email, pull } = await startTestCalendar();
      try {
        control.setPages({ limit });
        const known = createBusyTimes();
        const seen = new Set<string>();
        let cursor: string | null = null;
        const read = async () => {
          const { changes, cursor: next } = await pull(cursor);
          known.apply(changes);
          for (const change of changes) if (change.kind === 'event') seen.add(change.event.id);
          cursor = next;
        };
        await read();
        for (const action of steps) {
          perform(control, email, seen, action);
          if (action.act === 'pull') await read();
        }
        await read();
        const whole = createBusyTimes();
        whole.apply((await pull(null)).changes);
        expect(known.list()).toEqual(whole.list());
      } finally {
        await sandbox.close();
      }
    }),
    { numRuns: 25, endOnFailure: false },
  );
}, 120_000);
