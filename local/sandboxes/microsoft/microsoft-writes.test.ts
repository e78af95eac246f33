import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  AuthorizationExpired,
  NotFound,
  PreconditionFailed,
  RateLimited,
  UnexpectedResponse,
  Unreachable,
} from '../../../supabase/functions/_shared/http/outside.ts';
import { lesson, openReceiver, openSandbox, pullAll, utc, visit, weekly, window } from './testing.ts';

let home: Awaited<ReturnType<typeof openSandbox>>;
beforeEach(async () => {
  home = await openSandbox();
});
afterEach(() => home.close());

describe('create', () => {
  test('one request; nothing of the visit leaves but its time and a link', async () => {
    const made = await home.adapter().create(visit('a'));
    expect(made).toMatchObject({ time: { start: '2026-11-20T08:00:00Z', end: '2026-11-20T08:30:00Z' } });
    const requests = home.control.requests();
    expect(requests.map((r) => r.method)).toEqual(['POST']);
    expect(JSON.parse(requests[0]!.body)).toEqual({
      subject: 'Appointment',
      start: utc('2026-11-20T08:00:00'),
      end: utc('2026-11-20T08:30:00'),
      isAllDay: false,
      showAs: 'busy',
      sensitivity: 'private',
      isReminderOn: false,
      body: { contentType: 'text', content: 'https://careslot.example/visits/1' },
      categories: ['Careslot'],
      transactionId: visit('a').identity,
      singleValueExtendedProperties: [
        { id: 'String {66f5a359-4659-4830-9070-00047ec6ac6e} Name careslotId', value: visit('a').identity },
      ],
    });
    expect(requests[0]!.headers.prefer).toContain('IdType="ImmutableId"');
  });

  test.each(['existing', 'conflict'] as const)(
    'again adopts what is there, as it is by now (%s)',
    async (duplicateTransaction) => {
      home.control.set({ duplicateTransaction });
      const made = await home.adapter().create(visit('a'));
      home.control.copyEvent(home.calendarId, made.id);
      home.control.moveEvent(home.calendarId, made.id, '2026-11-21T08:00:00Z', '2026-11-21T08:30:00Z');
      const again = await home.adapter().create(visit('a'));
      expect(again).toMatchObject({ id: made.id, time: { start: '2026-11-21T08:00:00Z' } });
      expect(again.etag).not.toBe(made.etag);
      expect(home.control.events(home.calendarId)).toHaveLength(2);
    },
  );

  test('a lost answer is looked for at once, even where Graph forgets transactions', async () => {
    home.control.set({ forgetTransactions: true });
    home.control.fault({ kind: 'drop_after', method: 'POST' });
    const made = await home.adapter().create(visit('a'));
    expect(home.control.events(home.calendarId).map((event) => event.id)).toEqual([made.id]);
  });

  test('still in doubt, it is looked for before the next try', async () => {
    home.control.set({ forgetTransactions: true });
    home.control.fault({ kind: 'drop_after', method: 'POST' });
    home.control.fault({ kind: 503, method: 'GET' });
    const adapter = home.adapter();
    await expect(adapter.create(visit('a'))).rejects.toThrow(Unreachable);
    const made = await adapter.create(visit('a'));
    expect(home.control.events(home.calendarId).map((event) => event.id)).toEqual([made.id]);
  });

  test('what was not done is made by the next try', async () => {
    home.control.fault({ kind: 'drop', method: 'POST' });
    const adapter = home.adapter();
    await expect(adapter.create(visit('a'))).rejects.toThrow(Unreachable);
    await adapter.create(visit('a'));
    expect(home.control.events(home.calendarId)).toHaveLength(1);
  });

  test('a deleted one cannot be seen: it is made anew', async () => {
    const made = await home.adapter().create(visit('a'));
    home.control.deleteEvent(home.calendarId, made.id);
    expect((await home.adapter().create(visit('a'))).id).not.toBe(made.id);
  });
});

describe('update and remove', () => {
  const later = visit('a', '2026-11-20T09:00:00Z', '2026-11-20T09:30:00Z');

  test('moves it and gives title, privacy and busy back', async () => {
    const made = await home.adapter().create(visit('a'));
    const { '@odata.etag': etag } = home.control.changeEvent(home.calendarId, made.id, {
      subject: 'Ada',
      showAs: 'free',
    });
    const moved = await home.adapter().update(made.id, String(etag), later);
    expect(moved).toMatchObject({ id: made.id, time: { start: '2026-11-20T09:00:00Z', end: '2026-11-20T09:30:00Z' } });
    expect(home.control.event(home.calendarId, made.id)).toMatchObject({
      subject: 'Appointment',
      sensitivity: 'private',
      showAs: 'busy',
      categories: ['Careslot'],
      '@odata.etag': moved.etag,
    });
  });

  test('a series becomes a single event again', async () => {
    const made = await home.adapter().create(visit('a'));
    home.control.changeEvent(home.calendarId, made.id, { recurrence: weekly('2026-11-20', 4) });
    await home.adapter().update(made.id, null, later);
    expect(home.control.event(home.calendarId, made.id)).toMatchObject({ type: 'singleInstance' });
  });

  test('a stale version is refused, and nothing is overwritten', async () => {
    const made = await home.adapter().create(visit('a'));
    home.control.moveEvent(home.calendarId, made.id, '2026-11-21T08:00:00Z', '2026-11-21T08:30:00Z');
    await expect(home.adapter().update(made.id, made.etag, later)).rejects.toThrow(PreconditionFailed);
    await expect(home.adapter().remove(made.id, made.etag)).rejects.toThrow(PreconditionFailed);
    expect(await home.adapter().get(made.id, window)).toMatchObject({ time: { start: '2026-11-21T08:00:00Z' } });
    expect(await home.adapter().update(made.id, null, later)).toMatchObject({
      time: { start: '2026-11-20T09:00:00Z' },
    });
    await home.adapter().remove(made.id, null);
    expect(home.control.events(home.calendarId)).toEqual([]);
  });

  test('412 without a change is tried once more', async () => {
    const made = await home.adapter().create(visit('a'));
    home.control.fault({ kind: 412, method: 'PATCH' });
    const moved = await home.adapter().update(made.id, made.etag, later);
    home.control.fault({ kind: 412, method: 'PATCH', times: 2 });
    await expect(home.adapter().update(made.id, moved.etag, visit('a'))).rejects.toThrow(PreconditionFailed);
    home.control.fault({ kind: 412, method: 'DELETE' });
    await home.adapter().remove(made.id, moved.etag);
    expect(home.control.events(home.calendarId)).toEqual([]);
  });

  test.each([true, false])(
    'what the person deleted is gone, readable in Deleted Items or not: %s',
    async (readDeletedItems) => {
      home.control.set({ readDeletedItems });
      const made = await home.adapter().create(visit('a'));
      home.control.deleteEvent(home.calendarId, made.id);
      expect(await home.adapter().get(made.id, window)).toBeNull();
      await expect(home.adapter().update(made.id, made.etag, later)).rejects.toThrow(NotFound);
      await home.adapter().remove(made.id, made.etag);
      await home.adapter().remove(made.id, null);
    },
  );

  test('what the person moved to another calendar is gone from this one', async () => {
    const made = await home.adapter().create(visit('a'));
    const other = home.control.addCalendar(home.email, { summary: 'Other' });
    const { cursor } = await pullAll(home.adapter(), null, [made.id]);
    home.control.moveToCalendar(home.calendarId, made.id, other);
    const { changes } = await pullAll(home.adapter(), cursor, [made.id]);
    expect(changes).toEqual([{ kind: 'out_of_sight', id: made.id }]);
    expect(await home.adapter().get(made.id, window)).toBeNull();
  });

  test('an id that never was is null', async () => {
    expect(await home.adapter().get('AAkALgNothing', window)).toBeNull();
  });
});

describe('watch', () => {
  const request = (address: string) => ({
    channelId: '6f1b1c0e-0000-4000-8000-000000000001',
    secret: 's3cret',
    address,
    expiresAt: '2026-11-29T10:00:00Z',
  });

  test('both addresses prove themselves; the expiry is what the answer says', async () => {
    const receiver = await openReceiver();
    const channel = await home.adapter().watch(request(receiver.address));
    expect(channel).toMatchObject({ resourceId: null, expiresAt: '2026-11-18T08:30:00Z' });
    expect(home.control.subscriptions()).toMatchObject([{ id: channel!.externalId, clientState: 's3cret' }]);
    expect(receiver.validated).toEqual(['/microsoft', '/microsoft/lifecycle']);

    const { id } = home.control.addEvent(home.calendarId, lesson(16));
    await receiver.until(1);
    expect(receiver.notices).toMatchObject([
      { subscriptionId: channel!.externalId, clientState: 's3cret', changeType: 'created', resourceData: { id } },
    ]);

    await home.adapter().unwatch(channel!);
    await home.adapter().unwatch(channel!);
    expect(home.control.subscriptions()).toEqual([]);
    await receiver.close();
  });

  test('where Graph allows one subscription of its kind, the new one takes the place of the old', async () => {
    const receiver = await openReceiver();
    home.control.set({ refuseSecondSubscription: true });
    const old = await home.adapter().watch(request(receiver.address));
    const fresh = await home.adapter().watch(request(receiver.address));
    expect(fresh!.externalId).not.toBe(old!.externalId);
    expect(home.control.subscriptions()).toMatchObject([{ id: fresh!.externalId }]);
    await receiver.close();
  });

  test('an address that does not prove itself is not watched', async () => {
    expect(await home.adapter().watch(request('http://127.0.0.1:9/microsoft'))).toBeNull();
  });
});

describe('trouble', () => {
  test('a token that ended is asked for again once', async () => {
    home.control.expireAccessTokens(home.email);
    await home.adapter().calendars();
    expect(home.tokens.refused).toHaveLength(1);
    home.control.fault({ kind: 401, times: 2 });
    await expect(home.adapter().calendars()).rejects.toThrow(AuthorizationExpired);
  });

  test.each([
    [{ kind: 403 }, AuthorizationExpired],
    [{ kind: 429, retryAfter: 17 }, RateLimited],
    [{ kind: 503, retryAfter: 17 }, RateLimited],
    [{ kind: 500 }, Unreachable],
    [{ kind: 503 }, Unreachable],
    [{ kind: 504 }, Unreachable],
    [{ kind: 'drop' }, Unreachable],
  ] as const)('%j', async (fault, error) => {
    home.control.fault(fault);
    await expect(pullAll(home.adapter(), null)).rejects.toThrow(error);
    await pullAll(home.adapter(), null);
  });

  test('Retry-After is told on', async () => {
    home.control.fault({ kind: 429, retryAfter: 17 });
    await expect(home.adapter().create(visit('a'))).rejects.toMatchObject({ retryAfter: 17 });
    expect(home.control.events(home.calendarId)).toEqual([]);
  });

  test('a service that stays silent is left in time', async () => {
    home.control.setLatency(2_000);
    await expect(home.adapter(50).calendars()).rejects.toThrow(Unreachable);
    home.control.clearFaults();
  });

  test('a refusal that trying again will not change says no more than its code', async () => {
    const { id } = home.control.addEvent(home.calendarId, lesson(16));
    const wrong = { ...visit('a'), end: '2026-11-19T08:00:00Z' };
    const failure = await home
      .adapter()
      .update(id, null, wrong)
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UnexpectedResponse);
    expect(failure).toMatchObject({
      status: 400,
      message: 'Microsoft Graph answered 400 (ErrorCalendarEndDateIsEarlierThanStartDate).',
      cause: undefined,
    });
  });
});
