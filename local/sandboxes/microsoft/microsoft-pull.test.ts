import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CursorExpired } from '../../../supabase/functions/_shared/http/outside.ts';
import { lesson, openSandbox, pullAll, utc, visit, weekly, window } from './testing.ts';

let home: Awaited<ReturnType<typeof openSandbox>>;
beforeEach(async () => {
  home = await openSandbox();
});
afterEach(() => home.close());

const events = (changes: Awaited<ReturnType<typeof pullAll>>['changes']) =>
  changes.flatMap((change) => (change.kind === 'event' ? [change.event] : []));

describe('calendars', () => {
  test('all of them, page by page', async () => {
    home.control.addCalendar(home.email, { summary: 'Holidays', canEdit: false });
    home.control.addCalendar(home.email, { summary: 'Work' });
    home.control.set({ pageSize: 2 });
    const found = await home.adapter().calendars();
    expect(found.map(({ name, isPrimary, canWrite }) => [name, isPrimary, canWrite])).toEqual([
      ['Calendar', true, true],
      ['Holidays', false, false],
      ['Work', false, true],
    ]);
    expect(home.asked()).toEqual(['GET /me/calendars', 'GET /me/calendars']);
  });
});

describe('pull', () => {
  test('an unchanged calendar costs one request', async () => {
    home.control.addEvent(home.calendarId, lesson(16));
    const { cursor } = await pullAll(home.adapter(), null);
    home.asked();
    expect(await pullAll(home.adapter(), cursor)).toMatchObject({ changes: [], pages: 1 });
    expect(home.asked()).toEqual(['GET /me/calendars/*/calendarView/delta']);
  });

  test('ranges and opaque ids come in, titles do not', async () => {
    home.control.addEvent(home.calendarId, lesson(16));
    const { changes } = await pullAll(home.adapter(), null);
    expect(changes).toEqual([
      {
        kind: 'event',
        event: {
          id: expect.stringMatching(/^AAkALg/),
          etag: expect.stringMatching(/^W\/"/),
          identity: null,
          time: { start: '2026-11-16T08:00:00Z', end: '2026-11-16T09:00:00Z' },
          altered: false,
          updatedAt: '2026-11-15T10:00:00Z',
          seriesId: null,
          busy: [{ start: '2026-11-16T08:00:00Z', end: '2026-11-16T09:00:00Z', kind: 'busy', allDay: false }],
        },
      },
    ]);
    expect(JSON.stringify(changes)).not.toContain('Ada');
  });

  test.each([
    [{ showAs: 'busy' }, ['busy']],
    [{ showAs: 'oof' }, ['busy']],
    [{ showAs: 'unknown' }, ['busy']],
    [{ showAs: 'tentative' }, ['tentative']],
    [{ showAs: 'free' }, []],
    [{ showAs: 'workingElsewhere' }, []],
    [{ isCancelled: true }, []],
    [{ responseStatus: { response: 'declined' } }, []],
    [{ responseStatus: { response: 'notResponded' } }, ['busy']],
    [{ end: lesson(16).start }, []],
  ])('%j blocks as %j', async (more, kinds) => {
    home.control.addEvent(home.calendarId, { ...lesson(16), ...more });
    const [event] = events((await pullAll(home.adapter(), null)).changes);
    expect(event?.busy.map((range) => range.kind)).toEqual(kinds);
  });

  test('an all-day event has days, whatever the zone it was made in', async () => {
    const zone = 'W. Europe Standard Time';
    home.control.addEvent(home.calendarId, {
      start: { dateTime: '2026-11-16T00:00:00', timeZone: zone },
      end: { dateTime: '2026-11-18T00:00:00', timeZone: zone },
      isAllDay: true,
    });
    const [event] = events((await pullAll(home.adapter(), null)).changes);
    expect(event).toMatchObject({
      time: null,
      busy: [{ start: '2026-11-16T00:00:00Z', end: '2026-11-18T00:00:00Z', allDay: true }],
    });
  });

  test('pages are followed, empty ones too, and no row is lost or doubled in meaning', async () => {
    for (let day = 16; day < 23; day++) home.control.addEvent(home.calendarId, lesson(day));
    home.control.set({ pageSize: 3, emptyPages: true, repeatRows: true });
    const { changes, pages } = await pullAll(home.adapter(), null);
    expect(pages).toBeGreaterThan(6);
    expect(new Set(events(changes).map((event) => event.id)).size).toBe(7);
  });

  test('what is deleted or moved out of the window is gone; of ours it is only out of sight', async () => {
    const [a, b, c] = [16, 17, 18].map((day) => home.control.addEvent(home.calendarId, lesson(day)).id);
    const { cursor } = await pullAll(home.adapter(), null);
    home.control.deleteEvent(home.calendarId, a!);
    home.control.moveEvent(home.calendarId, b!, '2028-01-01T08:00:00Z', '2028-01-01T09:00:00Z');
    home.control.moveEvent(home.calendarId, c!, '2028-01-02T08:00:00Z', '2028-01-02T09:00:00Z');
    const { changes } = await pullAll(home.adapter(), cursor, [c!]);
    expect(changes).toHaveLength(3);
    expect(changes).toEqual(
      expect.arrayContaining([
        { kind: 'deleted', id: a },
        { kind: 'deleted', id: b },
        { kind: 'out_of_sight', id: c },
      ]),
    );
    expect(await home.adapter().get(c!, window)).toMatchObject({ time: { start: '2028-01-02T08:00:00Z' }, busy: [] });
  });

  test('an event that was never in the window is told as gone when it changes, which does no harm', async () => {
    const { cursor } = await pullAll(home.adapter(), null);
    const { id } = home.control.addEvent(home.calendarId, {
      start: utc('2030-01-01T08:00:00'),
      end: utc('2030-01-01T09:00:00'),
    });
    expect((await pullAll(home.adapter(), cursor)).changes).toEqual([{ kind: 'deleted', id }]);
  });

  test.each([true, false])('a series comes whole, with its masters in delta: %s', async (mastersInDelta) => {
    home.control.set({ mastersInDelta });
    const { id } = home.control.addEvent(home.calendarId, {
      ...lesson(16),
      showAs: 'tentative',
      recurrence: weekly('2026-11-16', 3),
    });
    const first = await pullAll(home.adapter(), null);
    expect(first.changes[0]).toEqual({ kind: 'series', seriesId: id });
    const occurrences = events(first.changes);
    expect(occurrences.map((o) => [o.seriesId, o.busy[0]?.start, o.busy[0]?.kind, o.time])).toEqual([
      [id, '2026-11-16T08:00:00Z', 'tentative', null],
      [id, '2026-11-23T08:00:00Z', 'tentative', null],
      [id, '2026-11-30T08:00:00Z', 'tentative', null],
    ]);

    home.control.deleteEvent(home.calendarId, occurrences[0]!.id);
    home.control.changeEvent(home.calendarId, occurrences[1]!.id, {
      start: utc('2026-11-24T15:00:00'),
      end: utc('2026-11-24T16:00:00'),
      showAs: 'busy',
    });
    const second = await pullAll(home.adapter(), first.cursor);
    expect(second.changes[0]).toEqual({ kind: 'series', seriesId: id });
    const times = events(second.changes).filter((event) => event.id !== id);
    expect(times.map((o) => [o.busy[0]?.start, o.busy[0]?.kind])).toEqual([
      ['2026-11-24T15:00:00Z', 'busy'],
      ['2026-11-30T08:00:00Z', 'tentative'],
    ]);

    home.control.deleteEvent(home.calendarId, id);
    expect((await pullAll(home.adapter(), second.cursor)).changes).toEqual([{ kind: 'deleted', id }]);
  });

  test('a single event that becomes a series, and a single event again, leaves nothing behind', async () => {
    const { id } = home.control.addEvent(home.calendarId, lesson(16));
    const first = await pullAll(home.adapter(), null);
    home.control.changeEvent(home.calendarId, id, { recurrence: weekly('2026-11-16', 2) });
    const second = await pullAll(home.adapter(), first.cursor);
    expect(second.changes[0]).toEqual({ kind: 'series', seriesId: id });
    expect(events(second.changes).map((event) => [event.id === id, event.busy.length])).toEqual([
      [true, 0],
      [false, 1],
      [false, 1],
    ]);
    home.control.changeEvent(home.calendarId, id, { recurrence: null });
    const third = await pullAll(home.adapter(), second.cursor);
    expect(third.changes).toMatchObject([
      { kind: 'series', seriesId: id },
      { kind: 'event', event: { id } },
    ]);
  });

  test('all-day occurrences know from their master that they are', async () => {
    home.control.addEvent(home.calendarId, {
      start: utc('2026-11-16T00:00:00'),
      end: utc('2026-11-17T00:00:00'),
      isAllDay: true,
      recurrence: weekly('2026-11-16', 2),
    });
    const found = events((await pullAll(home.adapter(), null)).changes);
    expect(found.map((o) => o.busy[0]?.allDay)).toEqual([true, true]);
  });

  test('ours is recognised by its transaction and costs nothing more', async () => {
    const made = await home.adapter().create(visit('a'));
    home.asked();
    const [event] = events((await pullAll(home.adapter(), null, [made.id])).changes);
    expect(event).toMatchObject({ id: made.id, etag: made.etag, identity: visit('a').identity, altered: false });
    expect(home.asked()).toEqual(['GET /me/calendars/*/calendarView/delta']);
  });

  test('a copy of ours is asked once what it is', async () => {
    const made = await home.adapter().create(visit('a'));
    const copy = home.control.copyEvent(home.calendarId, made.id);
    home.asked();
    const found = events((await pullAll(home.adapter(), null, [made.id])).changes);
    expect(found.find((event) => event.id === copy.id)).toMatchObject({ identity: visit('a').identity });
    expect(home.asked()).toEqual(['GET /me/calendars/*/calendarView/delta', 'GET /me/events/*']);
  });

  test('somebody else who uses our category is asked, and is not ours', async () => {
    home.control.addEvent(home.calendarId, { ...lesson(16), categories: ['Careslot'] });
    expect(events((await pullAll(home.adapter(), null)).changes)).toMatchObject([{ identity: null, altered: false }]);
  });

  test.each([{ subject: 'Ada' }, { sensitivity: 'normal' }, { showAs: 'free' }])('%j alters ours', async (change) => {
    const made = await home.adapter().create(visit('a'));
    const { cursor } = await pullAll(home.adapter(), null, [made.id]);
    home.control.changeEvent(home.calendarId, made.id, change);
    const { changes } = await pullAll(home.adapter(), cursor, [made.id]);
    expect(events(changes)).toMatchObject([{ id: made.id, altered: true, time: made.time }]);
    expect(JSON.stringify(changes)).not.toContain('Ada');
  });

  test('ours made recurring is told as an event without a time', async () => {
    const made = await home.adapter().create(visit('a', '2026-11-16T08:00:00Z', '2026-11-16T09:00:00Z'));
    const { cursor } = await pullAll(home.adapter(), null, [made.id]);
    home.control.changeEvent(home.calendarId, made.id, { recurrence: weekly('2026-11-16', 2) });
    const { changes } = await pullAll(home.adapter(), cursor, [made.id]);
    expect(events(changes).find((event) => event.id === made.id)).toMatchObject({ time: null, busy: [] });
    expect(await home.adapter().get(made.id, window)).toMatchObject({
      time: null,
      busy: [{ start: '2026-11-16T08:00:00Z' }, { start: '2026-11-23T08:00:00Z' }],
    });
  });

  test.each([410, 400, 404] as const)('a lost sync state (%i) is an expired cursor', async (lostSyncState) => {
    home.control.set({ lostSyncState });
    const { cursor } = await pullAll(home.adapter(), null);
    home.control.expireSyncTokens();
    await expect(pullAll(home.adapter(), cursor)).rejects.toThrow(CursorExpired);
    expect((await pullAll(home.adapter(), null)).changes).toEqual([]);
  });
});
