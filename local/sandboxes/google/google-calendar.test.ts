/** Every method of Google's adapter, over real HTTP. Over 300 lines: all of it is told to one stand-in. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGoogleCalendar } from '../../../supabase/functions/_shared/calendars/google/google-calendar.ts';
import type { RemoteEvent } from '../../../supabase/functions/_shared/calendars/port.ts';
import { identity, startTestCalendar, visit, WINDOW } from './testing.ts';

let at: Awaited<ReturnType<typeof startTestCalendar>>;
beforeEach(async () => {
  at = await startTestCalendar();
});
afterEach(() => at.sandbox.close());

const timed = (start: string, end: string, more: object = {}) => ({
  summary: 'Dentist Dr Secret',
  description: 'Bring the X-ray',
  location: 'Bahnhofstrasse 1',
  start: { dateTime: start },
  end: { dateTime: end },
  ...more,
});

const events = (changes: Awaited<ReturnType<typeof at.pull>>['changes']): RemoteEvent[] =>
  changes.flatMap((change) => (change.kind === 'event' ? [change.event] : []));

describe('what is written', () => {
  it('holds constants, the time, our name and a link, and nothing else', async () => {
    await at.provider.create(visit(1));
    const [request] = at.control.requests();
    expect(request?.path).toContain('sendUpdates=none');
    expect(JSON.parse(request?.body ?? '')).toEqual({
      id: identity(1),
      summary: 'Appointment',
      visibility: 'private',
      transparency: 'opaque',
      start: { dateTime: '2026-11-20T08:00:00Z' },
      end: { dateTime: '2026-11-20T08:30:00Z' },
      reminders: { useDefault: false },
      extendedProperties: { private: { careslotId: identity(1), careslot: '1' } },
      source: { title: 'Careslot', url: 'https://careslot.example/appointments/1' },
    });
  });

  it('finds the event that an earlier try made, when its answer was lost', async () => {
    at.control.fault({ kind: 'drop_after', method: 'POST' });
    await expect(at.provider.create(visit(1))).rejects.toMatchObject({ name: 'Unreachable' });
    const stored = await at.provider.create(visit(1));
    expect(stored).toMatchObject({
      id: identity(1),
      time: { start: '2026-11-20T08:00:00Z', end: '2026-11-20T08:30:00Z' },
    });
    expect(stored.etag).toBe(at.control.event(at.email, identity(1)).etag);
    expect(at.control.events(at.email)).toHaveLength(1);
  });

  it('is not made again under a name that somebody deleted', async () => {
    await at.provider.create(visit(1));
    at.control.deleteEvent(at.email, identity(1));
    await expect(at.provider.create(visit(1))).rejects.toMatchObject({ name: 'NotFound' });
  });

  it('moves an event, and gives the version to change next', async () => {
    const { etag } = await at.provider.create(visit(1));
    const moved = await at.provider.update(identity(1), etag, visit(1, '2026-11-21T08:00:00Z', '2026-11-21T08:30:00Z'));
    expect(moved.time).toEqual({ start: '2026-11-21T08:00:00Z', end: '2026-11-21T08:30:00Z' });
    expect(moved.etag).not.toBe(etag);
    await expect(at.provider.update(identity(1), etag, visit(1))).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await expect(at.provider.remove(identity(1), etag)).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await at.provider.remove(identity(1), moved.etag);
    expect(at.control.event(at.email, identity(1)).status).toBe('cancelled');
  });

  it('makes a timed single event of what became all-day or a series', async () => {
    await at.provider.create(visit(1));
    at.control.changeEvent(at.email, identity(1), {
      start: { date: '2026-11-20', dateTime: null },
      end: { date: '2026-11-21', dateTime: null },
      recurrence: ['RRULE:FREQ=WEEKLY;COUNT=3'],
    });
    expect(await at.provider.get(identity(1), WINDOW)).toMatchObject({ time: null });
    await at.provider.update(identity(1), null, visit(1));
    expect(await at.provider.get(identity(1), WINDOW)).toMatchObject({ time: { start: '2026-11-20T08:00:00Z' } });
  });

  it('does not bring back a deleted event by a change', async () => {
    await at.provider.create(visit(1));
    at.control.deleteEvent(at.email, identity(1));
    await expect(at.provider.update(identity(1), null, visit(1))).rejects.toMatchObject({ name: 'NotFound' });
    await expect(at.provider.update(identity(2), null, visit(2))).rejects.toMatchObject({ name: 'NotFound' });
    expect(at.control.event(at.email, identity(1)).status).toBe('cancelled');
  });

  it('takes what is gone already for removed', async () => {
    await at.provider.create(visit(1));
    at.control.deleteEvent(at.email, identity(1));
    await at.provider.remove(identity(1), null);
    await at.provider.remove(identity(2), null);
    expect(await at.provider.get(identity(1), WINDOW)).toBeNull();
    expect(await at.provider.get(identity(2), WINDOW)).toBeNull();
  });
});

describe('a pull', () => {
  it('reads times without titles, places, texts or people', async () => {
    at.control.addEvent(at.email, timed('2026-11-20T10:00:00+01:00', '2026-11-20T11:00:00+01:00'));
    at.control.addEvent(at.email, timed('2027-02-01T10:00:00Z', '2027-02-01T11:00:00Z'));
    const { changes } = await at.pull(null);
    expect(at.busy(changes)).toEqual(['2026-11-20T09:00:00Z/2026-11-20T10:00:00Z busy']);
    expect(JSON.stringify(changes)).not.toMatch(/Dentist|X-ray|Bahnhof/);
    const fields = new URL(at.control.requests()[0]?.path ?? '', at.url).searchParams.get('fields') ?? '';
    expect(fields).not.toMatch(/summary|description|location|displayName|email/);
  });

  it('asks once when nothing changed', async () => {
    const { cursor } = await at.pull(null);
    at.control.clearRequests();
    const again = await at.pull(cursor);
    expect(again.changes).toEqual([]);
    expect(at.control.requests()).toHaveLength(1);
  });

  it('goes on where the last one ended: new, moved, moved away, deleted', async () => {
    const kept = at.control.addEvent(at.email, timed('2026-11-20T10:00:00Z', '2026-11-20T11:00:00Z'));
    const first = await at.pull(null);
    at.control.addEvent(at.email, timed('2026-11-21T10:00:00Z', '2026-11-21T11:00:00Z'));
    at.control.moveEvent(at.email, kept.id, '2026-11-22T10:00:00Z', '2026-11-22T11:00:00Z');
    const second = await at.pull(first.cursor);
    expect(at.busy(second.changes)).toEqual([
      '2026-11-21T10:00:00Z/2026-11-21T11:00:00Z busy',
      '2026-11-22T10:00:00Z/2026-11-22T11:00:00Z busy',
    ]);
    at.control.moveEvent(at.email, kept.id, '2028-11-22T10:00:00Z', '2028-11-22T11:00:00Z');
    const third = await at.pull(second.cursor);
    expect(third.changes).toMatchObject([{ kind: 'event', event: { id: kept.id, busy: [] } }]);
    at.control.deleteEvent(at.email, kept.id);
    const fourth = await at.pull(third.cursor);
    expect(fourth.changes).toEqual([{ kind: 'deleted', id: kept.id }]);
  });

  it('reads every page, empty ones too, and only the last gives the cursor', async () => {
    for (let hour = 10; hour < 17; hour++) {
      at.control.addEvent(at.email, timed(`2026-11-20T${hour}:00:00Z`, `2026-11-20T${hour}:30:00Z`));
    }
    at.control.setPages({ limit: 3, startsEmpty: true });
    const { changes, pages, cursor } = await at.pull(null);
    expect(pages).toBe(4);
    expect(at.busy(changes)).toHaveLength(7);
    expect((await at.pull(cursor)).changes).toEqual([]);
  });

  it('loses nothing that changes between two pages', async () => {
    const ids = [10, 11, 12].map(
      (hour) => at.control.addEvent(at.email, timed(`2026-11-20T${hour}:00:00Z`, `2026-11-20T${hour}:30:00Z`)).id,
    );
    at.control.setPages({ limit: 2 });
    const isLinked = () => false;
    const first = await at.provider.pull({ cursor: null, page: null, window: WINDOW, isLinked });
    at.control.moveEvent(at.email, ids[0] ?? '', '2026-11-25T10:00:00Z', '2026-11-25T11:00:00Z');
    const second = await at.provider.pull({ cursor: null, page: first.next, window: WINDOW, isLinked });
    expect(at.busy(second.changes)).toContain('2026-11-25T10:00:00Z/2026-11-25T11:00:00Z busy');
    expect(second.cursor).not.toBeNull();
  });

  it('says when the cursor is no longer known', async () => {
    const { cursor } = await at.pull(null);
    at.control.expireSyncTokens(at.email);
    await expect(at.pull(cursor)).rejects.toMatchObject({ name: 'CursorExpired' });
    await expect(at.pull('rubbish')).rejects.toMatchObject({ name: 'CursorExpired' });
    await at.pull(null);
  });

  it('knows what does not keep the person from a visit', async () => {
    const range = ['2026-11-20T10:00:00Z', '2026-11-20T11:00:00Z'] as const;
    const invitation = (responseStatus: string) => ({
      attendees: [
        { email: 'boss@example.com', responseStatus: 'accepted' },
        { email: at.email, self: true, responseStatus },
      ],
    });
    at.control.addEvent(at.email, timed(...range, { transparency: 'transparent' }));
    at.control.addEvent(at.email, timed(...range, { eventType: 'workingLocation' }));
    at.control.addEvent(at.email, timed(...range, { eventType: 'birthday' }));
    at.control.addEvent(at.email, timed(...range, invitation('declined')));
    at.control.addEvent(at.email, timed('2026-11-20T12:00:00Z', '2026-11-20T13:00:00Z', invitation('needsAction')));
    at.control.addEvent(at.email, timed('2026-11-20T14:00:00Z', '2026-11-20T15:00:00Z', { status: 'tentative' }));
    at.control.addEvent(at.email, timed('2026-11-20T16:00:00Z', '2026-11-20T17:00:00Z', { eventType: 'focusTime' }));
    expect(at.busy((await at.pull(null)).changes)).toEqual([
      '2026-11-20T12:00:00Z/2026-11-20T13:00:00Z tentative',
      '2026-11-20T14:00:00Z/2026-11-20T15:00:00Z tentative',
      '2026-11-20T16:00:00Z/2026-11-20T17:00:00Z busy',
    ]);
  });

  it('reads dates in the zone of the calendar, an end that is exclusive, over a change of clocks too', async () => {
    const other = await startTestCalendar({ timeZone: 'America/New_York' });
    try {
      const { id } = other.control.addEvent(other.email, {
        start: { date: '2026-11-30' },
        end: { date: '2026-12-02' },
      });
      const all = ['2026-11-30T05:00:00Z/2026-12-02T05:00:00Z busy all day'];
      expect(other.busy((await other.pull(null)).changes)).toEqual(all);
      const event = await other.provider.get(id, WINDOW);
      expect(event).toMatchObject({ time: null, busy: [{ start: '2026-11-30T05:00:00Z', allDay: true }] });
    } finally {
      await other.sandbox.close();
    }
  });

  it('sees a weekly series one by one, with a moved and a cancelled occurrence', async () => {
    const series = at.control.addEvent(at.email, {
      start: { dateTime: '2026-11-17T09:00:00+01:00', timeZone: 'Europe/Zurich' },
      end: { dateTime: '2026-11-17T10:00:00+01:00', timeZone: 'Europe/Zurich' },
      recurrence: ['RRULE:FREQ=WEEKLY;COUNT=4'],
    });
    const first = await at.pull(null);
    expect(at.busy(first.changes).map((text) => text.slice(0, 16))).toEqual([
      '2026-11-17T08:00',
      '2026-11-24T08:00',
      '2026-12-01T08:00',
      '2026-12-08T08:00',
    ]);
    expect(events(first.changes).every(({ seriesId }) => seriesId === series.id)).toBe(true);
    const [second, third] = ['20261124T080000Z', '20261201T080000Z'].map((stamp) => `${series.id}_${stamp}`);
    at.control.moveEvent(at.email, second ?? '', '2026-11-25T15:00:00Z', '2026-11-25T16:00:00Z');
    at.control.deleteEvent(at.email, third ?? '');
    const next = await at.pull(first.cursor);
    expect(next.changes).toMatchObject([
      { kind: 'event', event: { id: second, busy: [{ start: '2026-11-25T15:00:00Z' }] } },
      { kind: 'deleted', id: third },
    ]);
    at.control.deleteEvent(at.email, series.id);
    const last = await at.pull(next.cursor);
    expect(last.changes.map((change) => change.kind)).toEqual(['deleted', 'deleted', 'deleted', 'deleted']);
  });
});

describe('an event of ours', () => {
  it('comes with its identity, version and time, and unaltered', async () => {
    const { etag } = await at.provider.create(visit(1));
    const [event] = events((await at.pull(null)).changes);
    expect(event).toEqual({
      id: identity(1),
      etag,
      identity: identity(1),
      time: { start: '2026-11-20T08:00:00Z', end: '2026-11-20T08:30:00Z' },
      altered: false,
      updatedAt: '2026-11-16T08:00:00Z',
      seriesId: null,
      busy: [{ start: '2026-11-20T08:00:00Z', end: '2026-11-20T08:30:00Z', kind: 'busy', allDay: false }],
    });
    expect(await at.provider.get(identity(1), WINDOW)).toEqual(event);
  });

  it.each([
    ['title', { summary: 'Follow-up with Anna' }],
    ['missing title', { summary: null }],
    ['privacy', { visibility: 'public' }],
    ['missing privacy', { visibility: null }],
    ['being busy', { transparency: 'transparent' }],
  ])('is altered by its %s', async (_, change) => {
    await at.provider.create(visit(1));
    const { cursor } = await at.pull(null);
    at.control.changeEvent(at.email, identity(1), change);
    expect(events((await at.pull(cursor)).changes)).toMatchObject([{ id: identity(1), altered: true }]);
    expect(events((await at.pull(null)).changes)).toMatchObject([{ id: identity(1), altered: true }]);
    expect(await at.provider.get(identity(1), WINDOW)).toMatchObject({ altered: true });
    await at.provider.update(identity(1), null, visit(1));
    expect(await at.provider.get(identity(1), WINDOW)).toMatchObject({ altered: false });
  });

  it('has its title asked for, and nobody else has', async () => {
    at.control.addEvent(at.email, timed('2026-11-20T08:00:00Z', '2026-11-20T08:30:00Z'));
    await at.provider.create(visit(1));
    at.control.clearRequests();
    await at.pull(null);
    const asked = at.control.requests().map(({ path }) => new URL(path, at.url).searchParams);
    expect(asked.map((query) => query.get('privateExtendedProperty'))).toEqual([null, 'careslot=1']);
    expect(asked[1]?.get('fields')).toBe('nextPageToken,items(id,summary)');
  });

  it('that the person copied is told apart by its id, and copied titles are nothing to mend', async () => {
    await at.provider.create(visit(1));
    const copy = at.control.copyEvent(at.email, identity(1));
    at.control.changeEvent(at.email, copy.id, { summary: 'Something else', visibility: 'public' });
    const copied = events((await at.pull(null)).changes).find(({ id }) => id === copy.id);
    expect(copied).toMatchObject({ identity: identity(1), altered: false });
    expect(copied?.busy).toHaveLength(1);
  });

  it('that became a series is not believed to be deleted, but asked for', async () => {
    await at.provider.create(visit(1));
    const { cursor } = await at.pull(null);
    at.control.changeEvent(at.email, identity(1), { recurrence: ['RRULE:FREQ=WEEKLY;COUNT=2'] });
    const { changes } = await at.pull(cursor, { isLinked: (id) => id === identity(1) });
    expect(changes.filter(({ kind }) => kind !== 'event')).toEqual([{ kind: 'out_of_sight', id: identity(1) }]);
    expect(at.busy(changes)).toHaveLength(2);
    expect(await at.provider.get(identity(1), WINDOW)).toMatchObject({ time: null });
  });
});

describe('failures', () => {
  it.each([
    [
      { kind: 403, times: 1 },
      { name: 'RateLimited', retryAfter: null },
    ],
    [
      { kind: 429, retryAfter: 17 },
      { name: 'RateLimited', retryAfter: 17 },
    ],
    [{ kind: 500 }, { name: 'Unreachable' }],
    [{ kind: 503 }, { name: 'Unreachable' }],
    [{ kind: 'drop' }, { name: 'Unreachable' }],
    [{ kind: 401, times: 2 }, { name: 'AuthorizationExpired' }],
  ] as const)('%o is %o, and is not tried again here', async (fault, error) => {
    at.control.fault(fault);
    await expect(at.provider.get('abcdef', WINDOW)).rejects.toMatchObject(error);
    expect(at.control.requests()).toHaveLength(fault.kind === 401 ? 2 : 1);
  });

  it('asks for another token once when one is refused', async () => {
    at.control.fault({ kind: 401 });
    await at.provider.calendars();
    expect(at.refused).toEqual([undefined, expect.stringMatching(/^ya29/)]);
  });

  it('gives up a service that is too slow', async () => {
    const slow = await startTestCalendar({ timeoutMs: 200 });
    slow.control.setLatency(2_000);
    await expect(slow.provider.calendars()).rejects.toMatchObject({ name: 'Unreachable' });
    await slow.sandbox.close();
  });

  it('takes a used-up quota for too many requests, and a missing permission for a lost one', async () => {
    at.control.setQuota(0);
    await expect(at.provider.calendars()).rejects.toMatchObject({ name: 'RateLimited' });
    const other = await startTestCalendar({ scopes: ['https://www.googleapis.com/auth/calendar.events'] });
    await other.provider.create(visit(1));
    await expect(other.provider.calendars()).rejects.toMatchObject({ name: 'AuthorizationExpired' });
    await other.sandbox.close();
  });

  it('tells no titles and no tokens in an error', async () => {
    at.control.fault({ kind: 500 });
    const error: unknown = await at.provider.create(visit(1)).catch((thrown: unknown) => thrown);
    const { message, cause } = error as Error;
    expect(`${message} ${String(cause)} ${JSON.stringify(cause)}`).not.toMatch(/ya29|Appointment|careslot/);
  });
});

describe('calendars and channels', () => {
  it('lists all calendars with what can be written', async () => {
    at.control.addCalendar(at.email, { id: 'team@group.calendar.google.com', summary: 'Team', accessRole: 'reader' });
    at.control.addCalendar(at.email, { id: 'old@group.calendar.google.com', summary: 'Old', isHidden: true });
    expect(await at.provider.calendars()).toEqual([
      { id: at.email, name: at.email, isPrimary: true, canWrite: true },
      { id: 'team@group.calendar.google.com', name: 'Team', isPrimary: false, canWrite: false },
      { id: 'old@group.calendar.google.com', name: 'Old', isPrimary: false, canWrite: true },
    ]);
  });

  it('opens a channel that tells of changes until it is closed', async () => {
    const messages: Record<string, unknown>[] = [];
    const receiver = http.createServer((request, response) => {
      messages.push(request.headers);
      response.writeHead(204).end();
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/google`;
    const expiresAt = '2026-11-18T08:00:00Z';
    const channel = await at.provider.watch({ channelId: 'channel-1', secret: 'guess-me-not', address, expiresAt });
    expect(channel).toEqual({ externalId: 'channel-1', resourceId: expect.any(String), expiresAt });
    at.control.setNotifications({ copies: 2 });
    at.control.addEvent(at.email, timed('2026-11-20T10:00:00Z', '2026-11-20T11:00:00Z'));
    await at.control.settled();
    expect(messages).toHaveLength(3);
    expect(messages.map((headers) => headers['x-goog-resource-state'])).toEqual(['sync', 'exists', 'exists']);
    expect(new Set(messages.map((headers) => headers['x-goog-message-number'])).size).toBe(3);
    expect(messages.at(-1)).toMatchObject({
      'x-goog-channel-id': 'channel-1',
      'x-goog-channel-token': 'guess-me-not',
      'x-goog-resource-id': channel?.resourceId,
    });

    const closing = { externalId: 'channel-1', resourceId: channel?.resourceId ?? null };
    await at.provider.unwatch(closing);
    await at.provider.unwatch(closing);
    await at.provider.unwatch({ externalId: 'channel-1', resourceId: null });
    at.control.addEvent(at.email, timed('2026-11-20T10:00:00Z', '2026-11-20T11:00:00Z'));
    await at.control.settled();
    expect(messages).toHaveLength(3);
    receiver.close();
  });

  it('polls what cannot be watched, and where no address is accepted', async () => {
    const expiresAt = '2026-11-18T08:00:00Z';
    const request = { channelId: 'channel-1', secret: 's', address: 'ftp://practice.example', expiresAt };
    expect(await at.provider.watch(request)).toBeNull();
    const calendarId = at.control.addCalendar(at.email, { id: 'en.ch#holiday@group.v.calendar.google.com' });
    const { accessToken } = at.control.grant(at.email);
    const tokens = { access: async () => accessToken };
    const holidays = createGoogleCalendar({ fetch, baseUrl: at.url, calendarId, tokens });
    expect(await holidays.watch({ ...request, address: 'https://practice.example' })).toBeNull();
  });
});
