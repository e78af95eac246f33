import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lesson, openSandbox, utc, weekly } from './testing.ts';

let home: Awaited<ReturnType<typeof openSandbox>>;
beforeEach(async () => {
  home = await openSandbox();
});
afterEach(() => home.close());

const immutable = { prefer: 'IdType="ImmutableId", outlook.timezone="UTC"' };
const property = 'String {66f5a359-4659-4830-9070-00047ec6ac6e} Name careslotId';

interface Answer {
  status: number;
  headers: Headers;
  body: Record<string, unknown> & { value?: Record<string, unknown>[]; error?: { code: string } };
}

async function graph(
  method: string,
  path: string,
  headers: Record<string, string> = immutable,
  body?: unknown,
): Promise<Answer> {
  const url = path.startsWith('http') ? path : `${home.address}/v1.0${path}`;
  const response = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${await home.tokens.access()}`, ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? {} : (JSON.parse(text) as Answer['body']),
  };
}

const home$ = () => `/me/calendars/${encodeURIComponent(home.calendarId)}`;
const of = (id: unknown) => `/me/events/${encodeURIComponent(String(id))}`;
const view = (path: string) => `${path}?startDateTime=2026-11-01T00:00:00Z&endDateTime=2027-05-01T00:00:00Z`;

describe('events', () => {
  test('made, read, changed and deleted, each with a new version', async () => {
    const made = await graph('POST', `${home$()}/events`, immutable, lesson(16));
    expect(made.status).toBe(201);
    expect(made.headers.get('preference-applied')).toBe('IdType="ImmutableId"');
    expect(made.body).toMatchObject({
      type: 'singleInstance',
      start: { dateTime: '2026-11-16T08:00:00.0000000', timeZone: 'UTC' },
    });
    const changed = await graph('PATCH', of(made.body.id), immutable, { subject: 'Other' });
    expect(changed.body['@odata.etag']).not.toBe(made.body['@odata.etag']);
    const stale = await graph('DELETE', of(made.body.id), {
      ...immutable,
      'if-match': String(made.body['@odata.etag']),
    });
    expect([stale.status, stale.body.error?.code]).toEqual([412, 'ErrorIrresolvableConflict']);
    expect((await graph('DELETE', of(made.body.id))).status).toBe(204);
    home.control.set({ readDeletedItems: false });
    expect((await graph('GET', of(made.body.id))).body.error?.code).toBe('ErrorItemNotFound');
  });

  test('without the header an id changes when the event moves', async () => {
    const { id } = home.control.addEvent(home.calendarId, lesson(16));
    const before = (await graph('GET', `${home$()}/events`, {})).body.value?.[0]?.id;
    expect(before).not.toBe(id);
    home.control.moveToCalendar(home.calendarId, id, home.control.addCalendar(home.email, {}));
    expect((await graph('GET', of(before), {})).status).toBe(404);
    expect((await graph('GET', of(id))).status).toBe(200);
    expect((await graph('GET', of(id.toLowerCase()))).status).toBe(404);
  });

  test.each([
    [{ ...lesson(16), attendeez: [] }, 'RequestBodyRead'],
    [{ subject: 'x' }, 'ErrorInvalidRequest'],
    [{ ...lesson(16), end: lesson(15).start }, 'ErrorCalendarEndDateIsEarlierThanStartDate'],
    [{ ...lesson(16), isAllDay: true }, 'ErrorInvalidRequest'],
    [{ ...lesson(16), start: { dateTime: '2026-11-16T08:00:00', timeZone: 'Moon' } }, 'ErrorPropertyValidationFailure'],
    [{ ...lesson(16), isCancelled: true }, 'RequestBodyRead'],
  ])('%j is refused', async (event, code) => {
    expect((await graph('POST', `${home$()}/events`, immutable, event)).body.error?.code).toBe(code);
    expect(home.control.events(home.calendarId)).toEqual([]);
  });

  test('a transaction id is for ever and makes one event', async () => {
    const event = { ...lesson(16), transactionId: 'once' };
    const [one, two] = [
      await graph('POST', `${home$()}/events`, immutable, event),
      await graph('POST', `${home$()}/events`, immutable, event),
    ];
    expect([two.status, two.body.id]).toEqual([201, one.body.id]);
    expect((await graph('PATCH', of(one.body.id), immutable, { transactionId: 'twice' })).status).toBe(400);
    home.control.set({ duplicateTransaction: 'conflict' });
    expect((await graph('POST', `${home$()}/events`, immutable, event)).status).toBe(409);
  });

  test('extended properties are found by value in any case and shown when asked for', async () => {
    const tagged = { ...lesson(16), singleValueExtendedProperties: [{ id: property, value: 'CsAbc' }] };
    const { body } = await graph('POST', `${home$()}/events`, immutable, tagged);
    expect(body.singleValueExtendedProperties).toBeUndefined();
    const filter = (value: string, name = property) =>
      graph(
        'GET',
        `${home$()}/events?$filter=${encodeURIComponent(`singleValueExtendedProperties/Any(ep: ep/id eq '${name}' and ep/value eq '${value}')`)}`,
      );
    expect((await filter('csabc')).body.value).toHaveLength(1);
    expect((await filter('csab')).body.value).toHaveLength(0);
    expect((await filter('csabc', property.toLowerCase())).body.value).toHaveLength(0);
    const expand = encodeURIComponent(`singleValueExtendedProperties($filter=id eq '${property}')`);
    const shown = await graph('GET', `${of(body.id)}?$select=subject&$expand=${expand}`);
    expect(Object.keys(shown.body).sort()).toEqual(['@odata.etag', 'id', 'singleValueExtendedProperties', 'subject']);
    expect((await graph('GET', `${of(body.id)}?$expand=calendar`)).status).toBe(400);
  });

  test('a series keeps its wall time when the clocks change', async () => {
    const zone = 'W. Europe Standard Time';
    const at = (dateTime: string) => ({ dateTime, timeZone: zone });
    const series = {
      start: at('2027-03-22T09:00:00'),
      end: at('2027-03-22T10:00:00'),
      recurrence: weekly('2027-03-22', 2),
    };
    const { body } = await graph('POST', `${home$()}/events`, immutable, series);
    const listed = (await graph('GET', view(`${of(body.id)}/instances`))).body.value ?? [];
    expect(listed.map((i) => [i.type, i.start])).toEqual([
      ['occurrence', { dateTime: '2027-03-22T08:00:00.0000000', timeZone: 'UTC' }],
      ['occurrence', { dateTime: '2027-03-29T07:00:00.0000000', timeZone: 'UTC' }],
    ]);
    expect((await graph('GET', view(`${home$()}/calendarView`))).body.value).toEqual(listed);
    const moved = await graph('PATCH', of(listed[1]?.id), immutable, { end: utc('2027-03-29T09:00:00') });
    expect(moved.body).toMatchObject({ type: 'exception', seriesMasterId: body.id });
    await graph('DELETE', of(listed[0]?.id));
    expect((await graph('GET', view(`${home$()}/calendarView`))).body.value).toMatchObject([{ id: listed[1]?.id }]);
  });
});

describe('delta', () => {
  const start = () => view(`${home$()}/calendarView/delta`);

  test.each(['$select=id', '$expand=calendar', '$filter=x', '$orderby=id', '$top=1'])(
    '%s is refused',
    async (option) => {
      expect((await graph('GET', `${start()}&${option}`)).status).toBe(400);
    },
  );

  test('a window of more than five years is refused', async () => {
    const path = `${home$()}/calendarView/delta?startDateTime=2026-01-01T00:00:00Z&endDateTime=2031-01-01T00:00:00Z`;
    expect((await graph('GET', path)).body.error?.code).toBe('ErrorInvalidRequest');
  });

  test('a page can be asked for again, and a series is never split', async () => {
    home.control.addEvent(home.calendarId, lesson(20));
    home.control.addEvent(home.calendarId, { ...lesson(16), recurrence: weekly('2026-11-16', 4) });
    const first = await graph('GET', start(), { prefer: 'odata.maxpagesize=2' });
    expect(first.body.value).toHaveLength(1);
    const next = String(first.body['@odata.nextLink']);
    const pages = [await graph('GET', next), await graph('GET', next)];
    expect(pages.map((page) => page.body.value?.length)).toEqual([5, 5]);
    expect(pages[0]?.body['@odata.deltaLink']).toContain('$deltatoken=');
  });

  test('occurrences are sparse unless they are exceptions', async () => {
    const { id } = home.control.addEvent(home.calendarId, { ...lesson(16), recurrence: weekly('2026-11-16', 2) });
    const rows = (await graph('GET', start())).body.value ?? [];
    expect(rows.map((row) => row.type)).toEqual(['seriesMaster', 'occurrence', 'occurrence']);
    expect(Object.keys(rows[1] ?? {}).sort()).toEqual([
      '@odata.etag',
      '@odata.type',
      'end',
      'id',
      'seriesMasterId',
      'start',
      'type',
    ]);
    expect(rows[1]?.seriesMasterId).toBe(id);
  });
});

describe('limits and faults', () => {
  test('a mailbox with too many requests at once is told to wait', async () => {
    home.control.set({ concurrency: 0 });
    const refused = await graph('GET', '/me');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
  });

  test('a fault hits what it names, as often as it says', async () => {
    home.control.fault({ kind: 503, method: 'GET', path: '/events', times: 1, retryAfter: 5 });
    expect((await graph('GET', '/me')).status).toBe(200);
    expect((await graph('GET', `${home$()}/events`)).headers.get('retry-after')).toBe('5');
    expect((await graph('GET', `${home$()}/events`)).status).toBe(200);
  });

  test('a dropped connection may hide work that was done', async () => {
    home.control.fault({ kind: 'drop', method: 'POST' });
    await expect(graph('POST', `${home$()}/events`, immutable, lesson(16))).rejects.toThrow();
    expect(home.control.events(home.calendarId)).toHaveLength(0);
    home.control.fault({ kind: 'drop_after', method: 'POST' });
    await expect(graph('POST', `${home$()}/events`, immutable, lesson(16))).rejects.toThrow();
    expect(home.control.events(home.calendarId)).toHaveLength(1);
    expect(home.control.requests().map((request) => request.status)).toEqual([null, null]);
  });
});

describe('control over HTTP', () => {
  const control = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${home.address}/_control/${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: response.status === 200 ? ((await response.json()) as never) : null };
  };

  test('plays the person, and leaves no trace in the log', async () => {
    const events = `calendars/${encodeURIComponent(home.calendarId)}/events`;
    const { id } = (await control('POST', events, lesson(16))).body as unknown as { id: string };
    await control('PATCH', `${events}/${id}`, { subject: 'Other' });
    expect((await control('GET', events)).body).toMatchObject([{ id, subject: 'Other' }]);
    expect((await control('DELETE', `${events}/${id}`)).status).toBe(204);
    expect((await control('GET', 'accounts')).body).toMatchObject([{ email: home.email }]);
    expect((await control('GET', 'nothing')).status).toBe(404);
    expect((await control('GET', 'requests')).body).toEqual([]);
  });
});
