/** Teams meetings, schedules and batches, over HTTP as a client meets them. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lesson, openSandbox, utc } from './testing.ts';

let home: Awaited<ReturnType<typeof openSandbox>>;
beforeEach(async () => {
  home = await openSandbox();
});
afterEach(() => home.close());

type Body = Record<string, unknown> & { error?: { code: string } };
async function graph(method: string, path: string, body?: unknown) {
  const response = await fetch(`${home.address}/v1.0${path}`, {
    method,
    headers: { authorization: `Bearer ${await home.tokens.access()}`, prefer: 'IdType="ImmutableId"' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Body };
}
const events = () => `/me/calendars/${encodeURIComponent(home.calendarId)}/events`;
const of = (id: unknown) => `/me/events/${encodeURIComponent(String(id))}`;
const teams = { isOnlineMeeting: true, onlineMeetingProvider: 'teamsForBusiness' };

describe('online meetings', () => {
  test('have a join link at once, and keep it whatever is asked afterwards', async () => {
    const made = await graph('POST', events(), { ...lesson(16), ...teams });
    expect(made.body).toMatchObject(teams);
    const { joinUrl } = made.body.onlineMeeting as { joinUrl: string };
    expect(joinUrl).toMatch(/^https:\/\/teams\.microsoft\.com\/l\/meetup-join\//);
    const later = await graph('PATCH', of(made.body.id), { isOnlineMeeting: false, ...lesson(17) });
    expect(later.body).toMatchObject({ ...teams, onlineMeeting: { joinUrl } });
  });

  test('take the default of the calendar, and end with a body that has not their text', async () => {
    const made = await graph('POST', events(), { ...lesson(16), isOnlineMeeting: true });
    expect(made.body).toMatchObject(teams);
    const body = made.body.body as { content: string };
    const kept = await graph('PATCH', of(made.body.id), {
      body: { contentType: 'html', content: `Hi ${body.content}` },
    });
    expect(kept.body).toMatchObject({ isOnlineMeeting: true });
    const ended = await graph('PATCH', of(made.body.id), { body: { contentType: 'html', content: 'Hi' } });
    expect(ended.body).toMatchObject({ isOnlineMeeting: false, onlineMeeting: null });
  });

  test('are not made where the calendar does not allow them', async () => {
    home.control.setMeetingProviders(home.calendarId, []);
    const { body: list } = await graph('GET', '/me/calendars');
    expect(list.value).toMatchObject([{ allowedOnlineMeetingProviders: [], defaultOnlineMeetingProvider: 'unknown' }]);
    const made = await graph('POST', events(), { ...lesson(16), ...teams });
    expect(made).toMatchObject({ status: 201, body: { isOnlineMeeting: false, onlineMeeting: null } });
  });

  test('are not copied with their event', async () => {
    const made = await graph('POST', events(), { ...lesson(16), ...teams });
    expect(home.control.copyEvent(home.calendarId, String(made.body.id))).toMatchObject({ isOnlineMeeting: false });
  });
});

describe('getSchedule', () => {
  const asked = (more: object = {}) => ({
    schedules: [home.email, 'nobody@practice.example'],
    startTime: utc('2026-11-16T08:00:00'),
    endTime: utc('2026-11-16T11:00:00'),
    availabilityViewInterval: 60,
    ...more,
  });

  test('tells who is busy when, private things without words, and what it cannot read', async () => {
    home.control.addEvent(home.calendarId, { ...lesson(16, 8), showAs: 'tentative' });
    home.control.addEvent(home.calendarId, { ...lesson(16, 9), sensitivity: 'private' });
    const { status, body } = await graph('POST', '/me/calendar/getSchedule', asked());
    expect(status).toBe(200);
    expect(body.value).toMatchObject([
      {
        availabilityView: '120',
        scheduleItems: [
          { status: 'tentative', isPrivate: false, subject: lesson(16).subject },
          { status: 'busy', isPrivate: true },
        ],
      },
      { scheduleId: 'nobody@practice.example', error: { responseCode: 'ErrorMailRecipientNotFound' } },
    ]);
    const [{ scheduleItems }] = body.value as [{ scheduleItems: object[] }];
    expect(scheduleItems[1]).not.toHaveProperty('subject');
  });

  test('refuses more than 62 days', async () => {
    const { body } = await graph('POST', '/me/calendar/getSchedule', asked({ endTime: utc('2027-02-01T00:00:00') }));
    expect(body.error?.code).toBe('ErrorTimeIntervalTooBig');
  });
});

describe('$batch', () => {
  test('answers each request by itself, and not those whose forerunner failed', async () => {
    const requests = [
      { id: '1', method: 'GET', url: '/me' },
      { id: '2', method: 'GET', url: '/me/events/nothing' },
      { id: '3', method: 'GET', url: '/me', dependsOn: ['2'] },
      { id: '4', method: 'POST', url: events(), body: lesson(16), headers: { 'Content-Type': 'application/json' } },
    ];
    const { status, body } = await graph('POST', '/$batch', { requests });
    expect(status).toBe(200);
    expect(body.responses).toMatchObject([
      { id: '1', status: 200, body: { mail: home.email } },
      { id: '2', status: 404 },
      { id: '3', status: 424 },
      { id: '4', status: 201 },
    ]);
  });

  test('takes twenty requests and no more', async () => {
    const requests = Array.from({ length: 21 }, (_, n) => ({ id: String(n), method: 'GET', url: '/me' }));
    expect(await graph('POST', '/$batch', { requests })).toMatchObject({ status: 400 });
    expect(await graph('POST', '/$batch', { requests: requests.slice(1) })).toMatchObject({ status: 200 });
  });
});
