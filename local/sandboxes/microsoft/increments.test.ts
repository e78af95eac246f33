import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMicrosoftCalendar } from '../../../supabase/functions/_shared/calendars/microsoft/microsoft-calendar.ts';
import type { BusyRange, Change } from '../../../supabase/functions/_shared/calendars/port.ts';
import { seed } from '../../../tests/support/random.ts';
import { lesson, openSandbox, pullAll, utc, weekly, window } from './testing.ts';

let home: Awaited<ReturnType<typeof openSandbox>>;
beforeAll(async () => {
  home = await openSandbox();
});
afterAll(() => home.close());

/** What a person does; `which` picks an event or an occurrence of what is there. */
const day = fc.integer({ min: 1, max: 28 });
const which = fc.nat(3);
const act = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('add' as const), day, isSeries: fc.boolean(), isFree: fc.boolean() }),
  },
  fc.record({ kind: fc.constant('move' as const), which, day, isAway: fc.boolean() }),
  fc.record({ kind: fc.constant('free' as const), which }),
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('series' as const), which, isSeries: fc.boolean() }) },
  fc.record({ kind: fc.constant('delete' as const), which }),
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('pull' as const) }) },
);

type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;
type Known = Map<string, { seriesId: string | null; busy: BusyRange[] }>;

/** As the engine keeps busy times. */
function fold(known: Known, changes: Change[]): void {
  for (const change of changes) {
    if (change.kind === 'event') {
      const { id, seriesId, busy } = change.event;
      known.set(id, { seriesId, busy });
      continue;
    }
    const [id, seriesId] = change.kind === 'series' ? [null, change.seriesId] : [change.id, change.id];
    for (const [key, value] of known) if (key === id || value.seriesId === seriesId) known.delete(key);
  }
}

const rangesOf = (known: Known) =>
  [...known].flatMap(([id, { busy }]) => busy.map(({ start, end, kind }) => `${id} ${start} ${end} ${kind}`)).sort();

/** The same from calendarView, which knows no increments. */
async function listed(calendarId: string): Promise<string[]> {
  const query = new URLSearchParams({ startDateTime: window.start, endDateTime: window.end, $top: '1000' });
  const url = `${home.address}/v1.0/me/calendars/${encodeURIComponent(calendarId)}/calendarView?${query}`;
  home.control.set({ pageSize: 1000 });
  const headers = { authorization: `Bearer ${await home.tokens.access()}`, prefer: 'IdType="ImmutableId"' };
  const { value } = (await (await fetch(url, { headers })).json()) as { value: Listed[] };
  const instant = ({ dateTime }: { dateTime: string }) => `${dateTime.slice(0, 19)}Z`;
  return value
    .filter(({ showAs }) => showAs !== 'free')
    .map(({ id, start, end, showAs }) => `${id} ${instant(start)} ${instant(end)} ${showAs}`)
    .sort();
}

interface Listed {
  id: string;
  showAs: string;
  start: { dateTime: string };
  end: { dateTime: string };
}

test('increments, however they come, end where the calendar is', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(act, { minLength: 3, maxLength: 16, size: 'max' }),
      fc.record({
        mastersInDelta: fc.boolean(),
        sparseOccurrences: fc.boolean(),
        partialRows: fc.boolean(),
        emptyPages: fc.boolean(),
        repeatRows: fc.boolean(),
        pageSize: fc.integer({ min: 1, max: 5 }),
      }),
      async (acts, settings) => {
        const { control, address, tokens, now } = home;
        control.set(settings);
        const calendarId = control.addCalendar(home.email, {});
        const calendar = createMicrosoftCalendar({ fetch, tokens, calendarId, baseUrl: address, now });
        const known: Known = new Map();
        let cursor: string | null = null;
        const pull = async () => {
          const pulled = await pullAll(calendar, cursor);
          fold(known, pulled.changes);
          cursor = pulled.cursor;
        };
        for (const one of acts) await (one.kind === 'pull' ? pull() : perform(calendarId, one, known));
        await pull();

        expect(rangesOf(known)).toEqual(await listed(calendarId));
      },
    ),
    { seed, numRuns: 25 },
  );
}, 120_000);

async function perform(calendarId: string, one: Exclude<Act, { kind: 'pull' }>, known: Known): Promise<void> {
  const { control } = home;
  if (one.kind === 'add') {
    const recurrence = one.isSeries ? { recurrence: weekly(`2026-11-${String(one.day).padStart(2, '0')}`, 3) } : {};
    control.addEvent(calendarId, { ...lesson(one.day), ...recurrence, showAs: one.isFree ? 'free' : 'busy' });
    return;
  }
  const ids = new Set(control.events(calendarId).map((event) => event.id));
  const occurrences = [...known].filter(([, { seriesId }]) => seriesId !== null && ids.has(seriesId)).map(([id]) => id);
  const targets = [...ids, ...occurrences.filter((id) => exists(calendarId, id))];
  const id = targets[one.which % Math.max(targets.length, 1)];
  if (id === undefined) return;
  const isOccurrence = !ids.has(id);
  switch (one.kind) {
    case 'move': {
      const start = `${one.isAway ? 2031 : 2026}-11-${String(one.day).padStart(2, '0')}T12:00:00Z`;
      control.moveEvent(calendarId, id, start, start.replace('T12', 'T13'));
      return;
    }
    case 'free':
      control.changeEvent(calendarId, id, { showAs: 'free', subject: 'Other' });
      return;
    case 'series':
      if (isOccurrence) return;
      control.changeEvent(calendarId, id, {
        start: utc('2026-11-09T08:00:00'),
        end: utc('2026-11-09T09:00:00'),
        recurrence: one.isSeries ? weekly('2026-11-09', 2) : null,
      });
      return;
    case 'delete':
      control.deleteEvent(calendarId, id);
  }
}

function exists(calendarId: string, id: string): boolean {
  try {
    home.control.event(calendarId, id);
    return true;
  } catch {
    return false;
  }
}
