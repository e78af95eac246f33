/** The CalDAV adapter against Radicale and Xandikos. */
import { expect, test } from 'vitest';
import { NotFound, PreconditionFailed } from '../../supabase/functions/_shared/http/outside.ts';
import { adapterFor, ids, later, lunch, object, pullAll, visit, window, withServers } from './caldav-fixture.ts';

withServers((server, setUp, kind) => {
  test('an event is made once, however often it is tried, read, moved and removed', async () => {
    const { calendar, person } = await setUp();
    const made = await calendar.create(visit);
    expect(made.time).toEqual({ start: visit.start, end: visit.end });
    expect(await calendar.create(visit)).toEqual(made);
    expect(await person.list()).toEqual([made.id]);
    expect(await calendar.get(made.id, window)).toMatchObject({
      id: made.id,
      etag: made.etag,
      identity: visit.identity,
      time: { start: visit.start, end: visit.end },
      altered: false,
    });
    const moved = await calendar.update(made.id, made.etag, later);
    expect(moved.etag).not.toBe(made.etag);
    expect((await calendar.get(made.id, window))?.time).toEqual({ start: later.start, end: later.end });
    await expect(calendar.update(made.id, made.etag, visit)).rejects.toThrow(PreconditionFailed);
    await expect(calendar.remove(made.id, made.etag)).rejects.toThrow(PreconditionFailed);
    await calendar.remove(made.id, moved.etag);
    await calendar.remove(made.id, moved.etag);
    expect(await calendar.get(made.id, window)).toBeNull();
    await expect(calendar.update(made.id, moved.etag, visit)).rejects.toThrow(NotFound);
    expect(await person.list()).toEqual([]);
  });

  test('a pull tells what a person adds, moves and deletes; an unchanged calendar costs one request', async () => {
    const { calendar, person } = await setUp();
    const mine = await calendar.create(visit);
    const theirs = await person.put('lunch.ics', lunch('lunch'));
    const first = await pullAll(calendar, null);
    expect(ids(first.changes)).toEqual([mine.id, theirs].sort());
    expect(first.changes.find((c) => c.kind === 'event' && c.event.id === theirs)).toMatchObject({
      event: {
        identity: null,
        altered: false,
        busy: [{ start: '2026-11-20T11:00:00Z', end: '2026-11-20T12:00:00Z', kind: 'busy', allDay: false }],
      },
    });
    expect(JSON.stringify(first)).not.toContain('Maria');

    server().proxy.clear();
    const none = await pullAll(calendar, first.cursor);
    expect(none.changes).toEqual([]);
    expect(server().proxy.requests).toHaveLength(1);

    await person.put('lunch.ics', lunch('lunch', '20261121'));
    const own = await person.read(mine.id);
    await person.put(
      `${visit.identity}.ics`,
      own!.replaceAll('20261124T', '20261126T').replace('Appointment', 'Mrs Smith'),
    );
    const changed = await pullAll(calendar, none.cursor);
    expect(changed.changes.find((c) => c.kind === 'event' && c.event.id === mine.id)).toMatchObject({
      event: {
        identity: visit.identity,
        altered: true,
        time: { start: '2026-11-26T09:00:00Z', end: '2026-11-26T09:30:00Z' },
      },
    });
    await person.remove(theirs);
    await person.remove(mine.id);
    const gone = await pullAll(calendar, changed.cursor);
    expect(gone.changes).toEqual(
      expect.arrayContaining([
        { kind: 'deleted', id: theirs },
        { kind: 'deleted', id: mine.id },
      ]),
    );
  });

  test('a change of ours keeps what the object has beside it, and puts title and privacy right', async () => {
    const { calendar, person } = await setUp();
    const made = await calendar.create(visit);
    const text = (await person.read(made.id))!
      .replace('SUMMARY:Appointment', 'SUMMARY:Mrs Smith')
      .replace('CLASS:PRIVATE', 'CLASS:PUBLIC')
      .replace('END:VEVENT', 'X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC\r\nRRULE:FREQ=DAILY\r\nEND:VEVENT');
    await person.put(`${visit.identity}.ics`, text);
    const seen = await calendar.get(made.id, window);
    expect(seen).toMatchObject({ altered: true, time: null });
    await calendar.update(made.id, seen!.etag, later);
    expect(await calendar.get(made.id, window)).toMatchObject({
      altered: false,
      time: { start: later.start, end: later.end },
    });
    const kept = await person.read(made.id);
    expect(kept).toContain('X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC');
    expect(kept).toContain('SEQUENCE:1');
    expect(kept).toContain('DTSTART;TZID=Europe/Zurich:20261125T140000');
    expect(kept!.match(/BEGIN:VTIMEZONE/g)).toHaveLength(1);
  });

  test('without a version it overwrites and deletes whatever is there', async () => {
    const { calendar, person } = await setUp();
    const made = await calendar.create(visit);
    await person.put(`${visit.identity}.ics`, (await person.read(made.id))!.replace('Appointment', 'Other'));
    await calendar.update(made.id, null, later);
    expect(await calendar.get(made.id, window)).toMatchObject({ altered: false });
    await calendar.remove(made.id, null);
    expect(await person.list()).toEqual([]);
  });

  test('names that need encoding are ids in plain and can be written to', async () => {
    const { calendar, calendarUrl, person } = await setUp();
    const id = await person.put('größe (1) a@b.ics', lunch('odd'));
    expect(ids((await pullAll(calendar, null)).changes)).toEqual([id]);
    // Another process, that has not seen how the server writes it.
    const other = adapterFor(server(), calendarUrl);
    const found = await other.get(id, window);
    expect(found?.id).toBe(id);
    await other.remove(id, found?.etag ?? null);
    expect(await person.list()).toEqual([]);
  });

  test(`the first pull of 110 events takes ${kind === 'radicale' ? 'one request' : 'three requests'}`, async () => {
    const { calendar, person } = await setUp();
    for (let i = 0; i < 110; i++) await person.put(`e${i}.ics`, lunch(`e${i}`));
    server().proxy.clear();
    const { changes } = await pullAll(calendar, null);
    expect(new Set(ids(changes)).size).toBe(110);
    // Radicale sends the texts along with sync-collection, Xandikos does not: then 100 at a time.
    expect(server().proxy.requests).toHaveLength(kind === 'radicale' ? 1 : 3);
  }, 60_000);

  test('a series blocks its occurrences in the window', async () => {
    const { calendar, person } = await setUp();
    const weekly = object(
      'weekly',
      'DTSTART;TZID=Europe/Zurich:20200106T080000',
      'DTEND;TZID=Europe/Zurich:20200106T090000',
      'RRULE:FREQ=WEEKLY',
    );
    await person.put('weekly.ics', weekly);
    const [change] = (await pullAll(calendar, null)).changes;
    expect(change).toMatchObject({ kind: 'event', event: { time: null } });
    expect(change?.kind === 'event' && change.event.busy.map(({ start }) => start).slice(0, 2)).toEqual([
      '2026-11-02T07:00:00Z',
      '2026-11-09T07:00:00Z',
    ]);
  });

  test('what goes out is the constant title, privacy, times, our identity and the link', async () => {
    const { calendar } = await setUp();
    const made = await calendar.create(visit);
    await calendar.update(made.id, made.etag, later);
    const bodies = server()
      .proxy.requests.filter(({ method }) => method === 'PUT')
      .map(({ body }) => body);
    expect(bodies).toHaveLength(2);
    for (const body of bodies) {
      const event = /BEGIN:VEVENT\r\n([\s\S]*)END:VEVENT/.exec(body)?.[1] ?? '';
      const names = event
        .split('\r\n')
        .filter((line) => line && !line.startsWith(' '))
        .map((line) => line.split(/[:;]/)[0])
        .sort();
      expect(names).toEqual([
        'CLASS',
        'DTEND',
        'DTSTAMP',
        'DTSTART',
        'LAST-MODIFIED',
        'SEQUENCE',
        'SUMMARY',
        'TRANSP',
        'UID',
        'URL',
        'X-CARESLOT-ID',
      ]);
      expect(body).toContain('SUMMARY:Appointment');
      expect(body).not.toContain('METHOD');
    }
  });

  test('it cannot be watched', async () => {
    const { calendar } = await setUp();
    expect(
      await calendar.watch({ channelId: 'c', secret: 's', address: 'https://x.example', expiresAt: window.end }),
    ).toBeNull();
    await calendar.unwatch({ externalId: 'c', resourceId: null });
  });
});
