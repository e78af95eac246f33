/**
 * What the engine relies on, asked of every adapter alike (port.ts says it in words). Pulls are compared by the state that
 * their changes lead to, as providers differ in how they tell of the same thing. Longer than other files: it is one contract,
 * and its parts share the calendar that each test gets.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type {
  CalendarProvider,
  Change,
  OutgoingEvent,
  RemoteEvent,
  Stored,
} from '../../supabase/functions/_shared/calendars/port.ts';
import { NotFound, Unreachable } from '../../supabase/functions/_shared/http/outside.ts';
import { type CalendarUnderTest, type Range, secrets, type Write } from './calendar-under-test.ts';

export const conformanceWindow = { start: '2026-11-15T00:00:00Z', end: '2027-01-15T00:00:00Z' };

const visit = (time: Range, digit = 'a'): OutgoingEvent => ({
  identity: `cs${digit.repeat(32)}g0`,
  ...time,
  url: 'https://careslot.example/calendar?visit=1',
});
const morning = { start: '2026-11-24T09:00:00Z', end: '2026-11-24T09:30:00Z' };
const evening = { start: '2026-11-26T17:00:00Z', end: '2026-11-26T18:15:00Z' };
const noon = { start: '2026-11-27T11:00:00Z', end: '2026-11-27T12:00:00Z' };
const weeks = (n: number, time: Range): Range => {
  const later = (at: string) => `${new Date(Date.parse(at) + n * 604_800_000).toISOString().slice(0, 19)}Z`;
  return { start: later(time.start), end: later(time.end) };
};

/** What is known of a calendar after some pulls. */
type State = Map<string, RemoteEvent>;

interface Options {
  /** What this provider cannot do, with the reason; these tests are left out and say so. */
  without?: Partial<Record<'allDay' | 'weekly' | 'credentials' | 'pages', string>>;
  /** Set up once, where starting takes long; `open` then gives a calendar of its own to each test. */
  start?(): Promise<void>;
  stop?(): Promise<void>;
  /** Whether what was deleted may be made again under the same identity. */
  forgetsDeleted?: boolean;
}

export function testConformance(
  name: string,
  open: () => Promise<CalendarUnderTest>,
  { without = {}, start, stop, forgetsDeleted = false }: Options = {},
): void {
  describe(`the contract of a calendar: ${name}`, () => {
    let at: CalendarUnderTest;
    let provider: CalendarProvider;
    if (start) beforeAll(start, 60_000);
    beforeEach(async () => {
      at = await open();
      provider = at.adapter();
    });
    afterEach(() => at.close());
    if (stop) afterAll(stop);

    const unless = (lack: string | undefined) =>
      lack === undefined
        ? test
        : (what: string, _body: () => Promise<void>) => test.skip(`${what} (${lack})`, () => {});

    async function read(cursor: string | null, known: State = new Map(), linked: string[] = []) {
      const state = new Map(known);
      const changes: Change[] = [];
      let page: string | null = null;
      for (let pages = 1; ; pages++) {
        const answer = await provider.pull({
          cursor,
          page,
          window: conformanceWindow,
          isLinked: (id) => linked.includes(id),
        });
        expect(answer.next === null).not.toBe(answer.cursor === null);
        for (const change of answer.changes) await fold(state, change);
        changes.push(...answer.changes);
        if (answer.cursor !== null) return { state, changes, pages, cursor: answer.cursor };
        page = answer.next;
      }
    }

    async function fold(state: State, change: Change): Promise<void> {
      const forget = (id: string) => {
        state.delete(id);
        for (const event of state.values()) if (event.seriesId === id) state.delete(event.id);
      };
      if (change.kind === 'event') state.set(change.event.id, change.event);
      else if (change.kind === 'series') forget(change.seriesId);
      else if (change.kind === 'deleted') forget(change.id);
      else {
        const event = await provider.get(change.id, conformanceWindow);
        if (event) state.set(change.id, event);
        else forget(change.id);
      }
    }

    const busy = (state: State) =>
      [...state.values()]
        .flatMap((event) => event.busy)
        .map((range) => `${range.start}/${range.end}${range.allDay ? ' all day' : ''}`)
        .sort();
    const span = ({ start: from, end }: Range) => `${from}/${end}`;
    /** Without what may be new at every reading. */
    const plain = (state: State) =>
      [...state.values()].map(({ etag: _, updatedAt: __, ...event }) => event).sort((a, b) => (a.id < b.id ? -1 : 1));
    const ours = async (identity: string) => (await at.live()).filter((event) => event.identity === identity);
    const versionOf = async (id: string) => (await provider.get(id, conformanceWindow))?.etag ?? null;

    describe('making', () => {
      test('an event is what was sent: constant title, private, busy, its time', async () => {
        const made = await provider.create(visit(morning));
        expect(made.time).toEqual(morning);
        expect(await at.live()).toEqual([
          {
            id: made.id,
            title: 'Appointment',
            identity: visit(morning).identity,
            isPrivate: true,
            isBusy: true,
            ...morning,
          },
        ]);
      });

      test.each([
        ['at odd minutes', { start: '2026-12-01T13:07:00Z', end: '2026-12-01T13:52:00Z' }],
        ['over midnight', { start: '2026-12-01T22:30:00Z', end: '2026-12-02T00:30:00Z' }],
        ['where clocks go forward', { start: '2027-03-28T00:30:00Z', end: '2027-03-28T01:30:00Z' }],
        ['the first time an hour comes', { start: '2027-10-31T00:15:00Z', end: '2027-10-31T00:45:00Z' }],
        ['the second time it comes', { start: '2027-10-31T01:15:00Z', end: '2027-10-31T01:45:00Z' }],
      ])('the time kept is the time sent %s', async (_, time) => {
        const made = await provider.create(visit(time));
        expect(made.time).toEqual(time);
        expect(await at.live()).toMatchObject([time]);
        expect((await provider.get(made.id, conformanceWindow))?.time).toEqual(time);
        await provider.update(made.id, null, visit(morning));
        const moved = await provider.update(made.id, null, visit(time));
        expect(moved.time).toEqual(time);
        expect(await at.live()).toMatchObject([time]);
        expect((await provider.get(made.id, conformanceWindow))?.time).toEqual(time);
      });

      test('twice makes one, for another process too', async () => {
        const made = await provider.create(visit(morning));
        expect((await provider.create(visit(morning))).id).toBe(made.id);
        expect((await at.adapter().create(visit(morning))).id).toBe(made.id);
        expect(await at.live()).toHaveLength(1);
      });

      test.each([
        ['the same', () => provider],
        ['another', () => at.adapter()],
      ])('an event whose answer was lost is found by %s process', async (_, next) => {
        at.faults.loseNextAnswer('create');
        const first = await provider.create(visit(morning)).catch((error: unknown) => error);
        if (first instanceof Error) expect(first).toBeInstanceOf(Unreachable);
        const made = await next().create(visit(morning));
        expect(await at.live()).toMatchObject([{ id: made.id, identity: visit(morning).identity }]);
        await next().update(made.id, made.etag, visit(evening));
        expect(await at.live()).toMatchObject([evening]);
      });

      test('what a person moved meanwhile is adopted as it stands', async () => {
        at.faults.loseNextAnswer('create');
        await provider.create(visit(morning)).catch(() => null);
        const [lost] = await at.live();
        await at.person.move(lost?.id ?? '', evening);
        const made = await at.adapter().create(visit(morning));
        expect(made).toMatchObject({ id: lost?.id, time: evening });
        expect(await at.live()).toHaveLength(1);
      });

      test('what was refused was not done', async () => {
        at.faults.refuseNext('drop');
        await provider.create(visit(morning)).catch((error: unknown) => expect(error).toBeInstanceOf(Unreachable));
        await provider.create(visit(morning));
        expect(await at.live()).toHaveLength(1);
      });

      test('two visits at one time are two events', async () => {
        const [first, second] = [await provider.create(visit(morning)), await provider.create(visit(morning, 'b'))];
        expect(first.id).not.toBe(second.id);
        expect(await at.live()).toHaveLength(2);
      });

      test('an identity that somebody deleted never comes back unseen', async () => {
        const made = await provider.create(visit(morning));
        await at.person.remove(made.id);
        const again: Stored | Error = await at
          .adapter()
          .create(visit(morning))
          .catch((error: Error) => error);
        // CalDAV and Graph forget what was deleted: then a new event is there, and it is the one that was told.
        if (again instanceof Error) {
          expect(again).toBeInstanceOf(NotFound);
          expect(await at.live()).toEqual([]);
          expect(forgetsDeleted).toBe(false);
        } else {
          expect(await at.live()).toMatchObject([{ id: again.id, ...morning }]);
          expect(forgetsDeleted).toBe(true);
        }
      });
    });

    describe('changing', () => {
      test('with the right version, and every version is another one', async () => {
        const made = await provider.create(visit(morning));
        const first = made.etag ?? (await versionOf(made.id));
        const moved = await provider.update(made.id, first, visit(evening));
        expect(moved).toMatchObject({ id: made.id, time: evening });
        expect(moved.etag ?? (await versionOf(made.id))).not.toBe(first);
        expect(await at.live()).toMatchObject([evening]);
      });

      test('a stale version changes nothing', async () => {
        const made = await provider.create(visit(morning));
        const stale = made.etag ?? (await versionOf(made.id));
        await at.person.move(made.id, noon);
        await expect(provider.update(made.id, stale, visit(evening))).rejects.toMatchObject({
          name: 'PreconditionFailed',
        });
        await expect(provider.remove(made.id, stale)).rejects.toMatchObject({ name: 'PreconditionFailed' });
        expect(await at.live()).toMatchObject([noon]);
      });

      test('without a version it overwrites and deletes', async () => {
        const made = await provider.create(visit(morning));
        await at.person.move(made.id, noon);
        await provider.update(made.id, null, visit(evening));
        expect(await at.live()).toMatchObject([evening]);
        await at.person.move(made.id, noon);
        await provider.remove(made.id, null);
        expect(await at.live()).toEqual([]);
      });

      test('what is gone is not found, and removing it is done already', async () => {
        const made = await provider.create(visit(morning));
        const version = made.etag ?? (await versionOf(made.id));
        await at.person.remove(made.id);
        expect(await provider.get(made.id, conformanceWindow)).toBeNull();
        await expect(provider.update(made.id, null, visit(evening))).rejects.toMatchObject({ name: 'NotFound' });
        // A deletion is a new version too: either says that it has to be looked at again.
        await expect(provider.update(made.id, version, visit(evening))).rejects.toMatchObject({
          name: expect.stringMatching(/^(NotFound|PreconditionFailed)$/),
        });
        for (const etag of [version, null]) await provider.remove(made.id, etag);
        expect(await at.live()).toEqual([]);
      });

      test('removing twice is removing once, and nothing else goes', async () => {
        const kept = await provider.create(visit(noon, 'b'));
        const theirs = await at.person.add(noon);
        const made = await provider.create(visit(morning));
        const version = made.etag ?? (await versionOf(made.id));
        await provider.remove(made.id, version);
        await provider.remove(made.id, version);
        await provider.remove(made.id, null);
        expect((await at.live()).map(({ id }) => id).sort()).toEqual([kept.id, theirs].sort());
      });

      test('a lost answer leaves the change, and saying it again is well', async () => {
        const made = await provider.create(visit(morning));
        const version = made.etag ?? (await versionOf(made.id));
        at.faults.loseNextAnswer('update');
        await expect(provider.update(made.id, version, visit(evening))).rejects.toMatchObject({ name: 'Unreachable' });
        expect(await at.live()).toMatchObject([evening]);
        await expect(provider.update(made.id, version, visit(evening))).rejects.toMatchObject({
          name: 'PreconditionFailed',
        });
        at.faults.loseNextAnswer('remove');
        await expect(provider.remove(made.id, null)).rejects.toMatchObject({ name: 'Unreachable' });
        await provider.remove(made.id, null);
        expect(await at.live()).toEqual([]);
      });

      test('another title is noticed and put right', async () => {
        const made = await provider.create(visit(morning));
        const { cursor, state } = await read(null, new Map(), [made.id]);
        expect(state.get(made.id)).toMatchObject({ altered: false });
        await at.person.rename(made.id, 'Control of Mrs Smith');
        expect((await read(cursor, state, [made.id])).state.get(made.id)).toMatchObject({ altered: true });
        expect(await provider.get(made.id, conformanceWindow)).toMatchObject({ altered: true });
        await provider.update(made.id, null, visit(morning));
        expect(await at.live()).toMatchObject([{ title: 'Appointment', isPrivate: true, isBusy: true, ...morning }]);
        expect(await provider.get(made.id, conformanceWindow)).toMatchObject({ altered: false });
      });
    });

    describe('reading', () => {
      test('our event has its identity, its time and its version in a pull and by its id', async () => {
        const made = await provider.create(visit(morning));
        const pulled = (await read(null)).state.get(made.id);
        const got = await provider.get(made.id, conformanceWindow);
        for (const event of [pulled, got])
          expect(event).toMatchObject({ identity: visit(morning).identity, time: morning, altered: false });
        const seen = pulled?.etag ?? null;
        expect((await provider.update(made.id, seen, visit(evening))).time).toEqual(evening);
      });

      test('a copy is another event and takes time', async () => {
        const made = await provider.create(visit(morning));
        const copy = await at.person.copy(made.id);
        expect(copy).not.toBe(made.id);
        const { state } = await read(null);
        expect([visit(morning).identity, null]).toContain(state.get(copy)?.identity);
        expect(state.get(copy)?.busy).toMatchObject([morning]);
        expect(state.get(made.id)?.identity).toBe(visit(morning).identity);
        // The first is still found by its identity, and changed alone.
        expect((await at.adapter().create(visit(morning))).id).toBe(made.id);
        await provider.update(made.id, null, visit(evening));
        expect((await at.live()).find(({ id }) => id === copy)).toMatchObject(morning);
        await at.person.remove(made.id);
        expect(await provider.get(made.id, conformanceWindow)).toBeNull();
        expect((await provider.get(copy, conformanceWindow))?.busy).toMatchObject([morning]);
      });

      test('events of others are exactly their time, without a word of what they are', async () => {
        await at.person.add(noon);
        await at.person.add({ start: '2027-03-01T10:00:00Z', end: '2027-03-01T11:00:00Z' });
        await at.person.add({ start: '2026-11-01T10:00:00Z', end: '2026-11-01T11:00:00Z' });
        const { state, changes } = await read(null);
        expect(busy(state)).toEqual([span(noon)]);
        expect([...state.values()].map(({ identity, altered }) => ({ identity, altered }))).toEqual(
          [...state].map(() => ({ identity: null, altered: false })),
        );
        for (const word of Object.values(secrets)) expect(JSON.stringify(changes)).not.toContain(word);
      });

      unless(without.allDay)('a whole day is busy from its midnight to the next', async () => {
        const id = await at.person.addAllDay?.('2026-11-30', '2026-12-02');
        const { state } = await read(null);
        const range = { start: at.dayBegins('2026-11-30'), end: at.dayBegins('2026-12-02') };
        expect(busy(state)).toEqual([`${span(range)} all day`]);
        const event = await provider.get(id ?? '', conformanceWindow);
        expect(event).toMatchObject({ time: null, busy: [{ ...range, allDay: true }] });
      });

      unless(without.weekly)('a series is its occurrences, also when some are moved or left out', async () => {
        const series = await at.person.addWeekly?.(noon, 4);
        const first = await read(null);
        const spans = (...changed: (Range | null)[]) =>
          [0, 1, 2, 3]
            .flatMap((n) => (changed[n] === null ? [] : [changed[n] ?? weeks(n, noon)]))
            .map(span)
            .sort();
        expect(busy(first.state)).toEqual(spans());
        const elsewhere = { start: '2026-12-06T15:00:00Z', end: '2026-12-06T16:30:00Z' };
        await series?.moveOccurrence(1, elsewhere);
        await series?.removeOccurrence(2);
        const second = await read(first.cursor, first.state);
        const now: (Range | null)[] = [weeks(0, noon), elsewhere, null];
        expect(busy(second.state)).toEqual(spans(...now));
        expect(busy((await read(null)).state)).toEqual(spans(...now));
        await series?.remove();
        expect(busy((await read(second.cursor, second.state)).state)).toEqual([]);
        expect(busy((await read(null)).state)).toEqual([]);
      });

      test('what a person moves, deletes and adds is in the next pull, and a whole one agrees', async () => {
        const [one, two] = [await provider.create(visit(morning)), await provider.create(visit(noon, 'b'))];
        const linked = [one.id, two.id];
        const theirs = await at.person.add(evening);
        const first = await read(null, new Map(), linked);
        await at.person.move(one.id, weeks(1, morning));
        await at.person.remove(two.id);
        await at.person.move(theirs, weeks(1, evening));
        const added = await at.person.add(weeks(2, noon));
        const second = await read(first.cursor, first.state, linked);
        expect([...second.state.keys()].sort()).toEqual([one.id, theirs, added].sort());
        expect(second.state.get(one.id)).toMatchObject({ time: weeks(1, morning), identity: visit(morning).identity });
        expect(busy(second.state)).toEqual([weeks(1, morning), weeks(1, evening), weeks(2, noon)].map(span).sort());
        expect(plain((await read(null, new Map(), linked)).state)).toEqual(plain(second.state));
        await at.person.remove(theirs);
        await at.person.remove(added);
        expect([...(await read(second.cursor, second.state, linked)).state.keys()]).toEqual([one.id]);
      });

      test('what leaves the window takes no time', async () => {
        const theirs = await at.person.add(evening);
        const first = await read(null);
        await at.person.move(theirs, { start: '2027-03-01T10:00:00Z', end: '2027-03-01T11:00:00Z' });
        expect(busy((await read(first.cursor, first.state)).state)).toEqual([]);
      });

      test('nothing new is one request and no change', async () => {
        await at.person.add(evening);
        await provider.create(visit(morning));
        const { cursor } = await read(null);
        at.forgetRequests();
        const again = await read(cursor);
        expect(again.changes).toEqual([]);
        expect(at.requests()).toHaveLength(1);
        expect((await read(again.cursor)).changes).toEqual([]);
      });

      test('a cursor may be used again, by another process too', async () => {
        const theirs = await at.person.add(evening);
        const first = await read(null);
        await at.person.move(theirs, noon);
        await provider.create(visit(morning));
        const second = await read(first.cursor, first.state);
        provider = at.adapter();
        expect(plain((await read(first.cursor, first.state)).state)).toEqual(plain(second.state));
        expect(plain((await read(first.cursor, second.state)).state)).toEqual(plain(second.state));
      });

      test('a cursor that is no longer known is said to be, and reading all helps', async () => {
        await at.person.add(evening);
        const { cursor, state } = await read(null);
        at.faults.expireCursor();
        await expect(read(cursor)).rejects.toMatchObject({ name: 'CursorExpired' });
        const again = await read(null);
        expect(plain(again.state)).toEqual(plain(state));
        expect((await read(again.cursor)).changes).toEqual([]);
      });

      unless(without.pages)('all pages are read, and only the last has the cursor', async () => {
        for (let n = 0; n < 5; n++) await at.person.add(weeks(n, noon));
        at.setPageSize?.(2);
        const { state, pages, cursor } = await read(null);
        expect(pages).toBeGreaterThan(1);
        expect(busy(state)).toHaveLength(5);
        expect((await read(cursor)).changes).toEqual([]);
      });
    });

    describe('trouble', () => {
      /** Every method, each as far as its first request. */
      const methods: [string, (made: Stored) => Promise<unknown>][] = [
        ['pull', () => read(null)],
        ['get', ({ id }) => provider.get(id, conformanceWindow)],
        ['update', ({ id, etag }) => provider.update(id, etag, visit(evening))],
        ['remove', ({ id, etag }) => provider.remove(id, etag)],
      ];

      test.each(methods)('throttled, %s says for how long', async (_, method) => {
        const made = await provider.create(visit(morning));
        at.faults.throttleNext(17);
        await expect(method(made)).rejects.toMatchObject({ name: 'RateLimited', retryAfter: 17 });
        expect(await at.live()).toMatchObject([morning]);
      });

      test.each(methods)('%s is unreachable where the service fails or the connection breaks', async (_, method) => {
        const made = await provider.create(visit(morning));
        for (const how of [500, 503, 'drop'] as const) {
          at.faults.refuseNext(how);
          await expect(method(made)).rejects.toMatchObject({ name: 'Unreachable' });
        }
        expect(await at.live()).toMatchObject([morning]);
        await method(made);
      });

      test('create says so too', async () => {
        at.faults.throttleNext(5);
        await expect(provider.create(visit(morning))).rejects.toMatchObject({ name: 'RateLimited', retryAfter: 5 });
        at.faults.refuseNext(500);
        await expect(provider.create(visit(morning))).rejects.toMatchObject({ name: 'Unreachable' });
        expect(await ours(visit(morning).identity)).toEqual([]);
      });

      test.each<Write>(['create', 'update', 'remove'])('an error of a lost %s tells no contents', async (kind) => {
        const made = await provider.create(visit(noon, 'b'));
        at.faults.loseNextAnswer(kind);
        const work = {
          create: () => provider.create(visit(morning)),
          update: () => provider.update(made.id, made.etag, visit(morning, 'b')),
          remove: () => provider.remove(made.id, made.etag),
        };
        const error: unknown = await work[kind]().catch((thrown: unknown) => thrown);
        // Graph looks at once what became of a new one.
        if (!(error instanceof Error)) return;
        const { message, cause } = error;
        expect(`${message} ${String(cause)} ${JSON.stringify(cause)}`).not.toMatch(
          /Appointment|careslot\.example|Bearer/,
        );
      });

      unless(without.credentials)('wrong credentials want the person', async () => {
        const made = await provider.create(visit(morning));
        provider = at.stranger?.() ?? provider;
        for (const [, method] of methods)
          await expect(method(made)).rejects.toMatchObject({ name: 'AuthorizationExpired' });
        await expect(provider.create(visit(noon, 'b'))).rejects.toMatchObject({ name: 'AuthorizationExpired' });
        await expect(provider.calendars()).rejects.toMatchObject({ name: 'AuthorizationExpired' });
        expect(await at.live()).toMatchObject([morning]);
      });
    });
  });
}
