/** The CalDAV adapter and what servers and networks do when they fail. */
import { expect, test } from 'vitest';
import {
  AuthorizationExpired,
  CursorExpired,
  NotFound,
  RateLimited,
  UnexpectedResponse,
  Unreachable,
} from '../../supabase/functions/_shared/http/outside.ts';
import { faults, startCalDavProxy } from '../support/caldav-proxy.ts';
import { adapterFor, ids, later, lunch, object, pullAll, visit, window, withServers } from './caldav-fixture.ts';

withServers((server, setUp) => {
  test('an answer that is too large is asked for in parts', async () => {
    const { calendar, person } = await setUp({ maxBytes: 4000 });
    for (let i = 0; i < 10; i++) await person.put(`e${i}.ics`, lunch(`e${i}`));
    const large = object('large', 'DTSTART:20261201T100000Z', 'DURATION:PT1H', `DESCRIPTION:${'x'.repeat(8000)}`);
    await person.put('large.ics', large);
    // Of the one that is too large by itself nothing is known.
    expect(new Set(ids((await pullAll(calendar, null)).changes)).size).toBe(10);
  });

  test('a list that the server cuts short goes on', async () => {
    const { calendar, person } = await setUp();
    for (let i = 0; i < 7; i++) await person.put(`e${i}.ics`, lunch(`e${i}`));
    server().proxy.inject(faults.cutShort(3));
    const { changes, cursor } = await pullAll(calendar, null);
    expect(new Set(ids(changes)).size).toBe(7);
    server().proxy.clear();
    expect((await pullAll(calendar, cursor)).changes).toEqual([]);
  });

  test('objects that the server leaves out stop the pull', async () => {
    const { calendar, person } = await setUp();
    for (let i = 0; i < 3; i++) await person.put(`e${i}.ics`, lunch(`e${i}`));
    server().proxy.inject(faults.noSyncCollection());
    server().proxy.inject(faults.fewer());
    await expect(pullAll(calendar, null)).rejects.toThrow(UnexpectedResponse);
  });

  test.each([403, 409, 412])('a token that is no longer known is an expired cursor (%i)', async (status) => {
    const { calendar } = await setUp();
    const { cursor } = await pullAll(calendar, null);
    server().proxy.inject(faults.expiredToken(status));
    await expect(pullAll(calendar, cursor)).rejects.toThrow(CursorExpired);
    // Reading everything again works.
    await pullAll(calendar, null);
  });

  test('a token that is gone and a cursor of another adapter are expired', async () => {
    const { calendar } = await setUp();
    const { cursor } = await pullAll(calendar, null);
    await expect(pullAll(calendar, 'what?')).rejects.toThrow(CursorExpired);
    server().proxy.inject(faults.status('REPORT', 410));
    await expect(pullAll(calendar, cursor)).rejects.toThrow(CursorExpired);
    server().proxy.clear();
    server().proxy.inject(faults.status('REPORT', 404));
    await expect(pullAll(calendar, cursor)).rejects.toThrow(NotFound);
  });

  test('without sync-collection lists are compared; what is missing is not believed to be deleted', async () => {
    const { calendar, person } = await setUp();
    server().proxy.inject(faults.noSyncCollection());
    const [a, b] = [await person.put('a.ics', lunch('a')), await person.put('b.ics', lunch('b'))];
    const first = await pullAll(calendar, null);
    expect(ids(first.changes)).toEqual([a, b].sort());
    const before = server().proxy.requests.length;
    const none = await pullAll(calendar, first.cursor);
    expect(none.changes).toEqual([]);
    expect(server().proxy.requests.length - before).toBe(1);
    await person.put('a.ics', lunch('a', '20261122'));
    await person.remove(b);
    const changed = await pullAll(calendar, none.cursor);
    expect(changed.changes).toEqual([
      { kind: 'out_of_sight', id: b },
      expect.objectContaining({ kind: 'event', event: expect.objectContaining({ id: a }) }),
    ]);
    expect(await calendar.get(b, window)).toBeNull();
    expect((await pullAll(calendar, changed.cursor)).changes).toEqual([]);
  });

  test('after a lost answer the next try finds what the first one made', async () => {
    const { calendar, person } = await setUp();
    server().proxy.inject(faults.lostAnswer('PUT'));
    await expect(calendar.create(visit)).rejects.toThrow(Unreachable);
    const made = await calendar.create(visit);
    expect(made.etag).not.toBeNull();
    expect(await person.list()).toEqual([made.id]);
    server().proxy.inject(faults.lostAnswer('DELETE'));
    await expect(calendar.remove(made.id, made.etag)).rejects.toThrow(Unreachable);
    await calendar.remove(made.id, made.etag);
  });

  test('a version that the server does not send along is read', async () => {
    const { calendar } = await setUp();
    server().proxy.inject(faults.noEtag());
    const made = await calendar.create(visit);
    expect(made.etag).toBe((await calendar.get(made.id, window))?.etag);
    expect((await calendar.update(made.id, made.etag, later)).etag).toMatch(/"/);
  });

  test('every failure becomes one of the closed set', async () => {
    const { calendar } = await setUp();
    const failing = async (status: number, headers = {}) => {
      server().proxy.clear();
      server().proxy.inject(faults.status('PUT', status, headers));
      return calendar.create(visit).catch((error: unknown) => error);
    };
    expect(await failing(503, { 'retry-after': '7' })).toMatchObject({ name: 'RateLimited', retryAfter: 7 });
    expect(await failing(429)).toBeInstanceOf(RateLimited);
    expect(await failing(500)).toBeInstanceOf(Unreachable);
    expect(await failing(503)).toBeInstanceOf(Unreachable);
    expect(await failing(507)).toBeInstanceOf(UnexpectedResponse);
    expect(await failing(403)).toBeInstanceOf(UnexpectedResponse);
    expect(await failing(401)).toBeInstanceOf(AuthorizationExpired);
    await expect(
      adapterFor(server(), server().url, { password: 'wrong' }).pull({
        cursor: null,
        page: null,
        window,
        isLinked: () => false,
      }),
    ).rejects.toThrow(AuthorizationExpired);
  });

  test('a server that does not answer is unreachable', async () => {
    const { calendar } = await setUp({ timeoutMs: 200 });
    server().proxy.inject({ matches: () => true, answer: () => new Promise(() => {}) });
    await expect(calendar.create(visit)).rejects.toThrow(Unreachable);
  });

  test('an object that cannot be read stops neither the pull nor others, and is not taken for deleted', async () => {
    const { calendar, calendarUrl, person } = await setUp();
    const good = await person.put('good.ics', lunch('good'));
    const bad = await person.put('bad.ics', lunch('bad'));
    const spoil = (body: string) =>
      body.replace(
        /BEGIN:VCALENDAR(?=[\s\S]{0,80}UID:bad)|BEGIN:VCALENDAR(?=(?:(?!END:VCALENDAR)[\s\S])*UID:bad)/,
        'BEGIN:GARBAGE',
      );
    server().proxy.inject({
      matches: ({ method }) => method === 'REPORT' || method === 'GET',
      answer: async (_, forward) => {
        const answer = await forward();
        return { ...answer, body: spoil(answer.body) };
      },
    });
    const { changes, cursor } = await pullAll(calendar, null);
    expect(ids(changes)).toEqual([good]);
    expect(cursor).toBeTruthy();
    await expect(adapterFor(server(), calendarUrl).get(bad, window)).rejects.toThrow(UnexpectedResponse);
  });

  test('a redirect to another host of the site is followed, with the body; another site never sees the password', async () => {
    const { calendar, person } = await setUp();
    const partition = await startCalDavProxy({
      target: server().url,
      username: server().username,
      password: server().password,
      passwordOn: true,
    });
    try {
      server().proxy.inject(faults.redirect('PUT', partition.url, 301, 1));
      const made = await calendar.create(visit);
      expect(partition.requests.map(({ method }) => method)).toEqual(['PUT']);
      expect(await person.list()).toEqual([made.id]);
      partition.clear();
      server().proxy.clear();
      server().proxy.inject(faults.redirect('GET', partition.url.replace('127.0.0.1', 'localhost')));
      await expect(calendar.get(made.id, window)).rejects.toThrow(UnexpectedResponse);
      expect(partition.requests).toEqual([]);
      server().proxy.clear();
      server().proxy.inject(faults.redirect('GET', server().url));
      await expect(calendar.get(made.id, window)).rejects.toThrow('too many redirects');
    } finally {
      await partition.stop();
    }
  });

  test('a UID that another object of the calendar has is found there; one in a bin counts as deleted', async () => {
    const { calendar, person } = await setUp();
    const made = await calendar.create(visit);
    const text = await person.read(made.id);
    await person.remove(made.id);
    const moved = await person.put('renamed.ics', text!);
    const conflict = (element: string) => ({
      status: 409,
      headers: { 'content-type': 'text/xml' },
      body: `<d:error xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">${element}</d:error>`,
    });
    const named = conflict(`<c:no-uid-conflict><d:href>${moved}</d:href></c:no-uid-conflict>`);
    server().proxy.inject(faults.says('PUT', named, 1));
    expect((await calendar.create(visit)).id).toBe(moved);
    server().proxy.inject(faults.says('PUT', conflict('<c:no-uid-conflict/>')));
    expect((await calendar.create(visit)).id).toBe(moved);
    await person.remove(moved);
    await expect(calendar.create(visit)).rejects.toThrow(NotFound);
  });
});
