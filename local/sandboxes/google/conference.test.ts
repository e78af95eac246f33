/** Google Meet, freeBusy, import, move and instances, over HTTP as a client meets them. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGoogleSandbox, type GoogleSandbox } from './sandbox.ts';

const email = 'amsler@practice.example';
const now = new Date('2026-11-16T08:00:00Z');
let sandbox: GoogleSandbox;
let url: string;
let token: string;
beforeEach(async () => {
  sandbox = createGoogleSandbox({ now: () => now });
  url = await sandbox.listen();
  sandbox.control.addAccount(email);
  sandbox.control.setConferences({ delay: 0 });
  token = sandbox.control.grant(email).accessToken;
});
afterEach(() => sandbox.close());

type Body = Record<string, unknown> & { error?: { errors: { reason: string }[] } };
async function call(method: string, path: string, body?: object) {
  const response = await fetch(`${url}/calendar/v3${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Body };
}
const reason = ({ body }: { body: Body }) => body.error?.errors[0]?.reason;

const events = '/calendars/primary/events';
const at = (day: number, hour: number) => ({ dateTime: `2026-11-${day}T${String(hour).padStart(2, '0')}:00:00Z` });
const visit = { id: 'visit', start: at(20, 8), end: at(20, 9) };
const asking = (requestId: string, type = 'hangoutsMeet') => ({
  conferenceData: { createRequest: { requestId, conferenceSolutionKey: { type } } },
});
const statusOf = (body: Body) =>
  (body.conferenceData as { createRequest: { status: { statusCode: string } } } | undefined)?.createRequest.status
    .statusCode;
const read = async () => (await call('GET', `${events}/visit`)).body;

describe('conferences', () => {
  it('are pending in the answer of the write and have a link later, as a change of their own', async () => {
    const made = await call('POST', `${events}?conferenceDataVersion=1`, { ...visit, ...asking('one') });
    expect(statusOf(made.body)).toBe('pending');
    expect(made.body).not.toHaveProperty('hangoutLink');
    await expect.poll(async () => statusOf(await read())).toBe('success');
    const event = await read();
    expect(event.etag).not.toBe(made.body.etag);
    expect(event.hangoutLink).toMatch(/^https:\/\/meet\.google\.com\/[a-z]{3}-[a-z]{4}-[a-z]{3}$/);
    expect(event.conferenceData).toMatchObject({
      entryPoints: [{ entryPointType: 'video', uri: event.hangoutLink }],
      conferenceSolution: { key: { type: 'hangoutsMeet' } },
    });
  });

  it('are dropped without conferenceDataVersion=1, and other versions are refused', async () => {
    const made = await call('POST', events, { ...visit, ...asking('one'), hangoutLink: 'https://meet.google.com/x' });
    expect(made.status).toBe(200);
    expect(made.body).not.toHaveProperty('conferenceData');
    expect(made.body).not.toHaveProperty('hangoutLink');
    expect(reason(await call('PATCH', `${events}/visit?conferenceDataVersion=2`, {}))).toBe('invalidParameter');
  });

  it('ignore a request id that was used before, make a new link for a new one, and end with null', async () => {
    await call('POST', `${events}?conferenceDataVersion=1`, { ...visit, ...asking('one') });
    await expect.poll(async () => statusOf(await read())).toBe('success');
    const { hangoutLink } = await read();
    const again = await call('PATCH', `${events}/visit?conferenceDataVersion=1`, asking('one'));
    expect(again.body).toMatchObject({ hangoutLink });
    await call('PATCH', `${events}/visit?conferenceDataVersion=1`, asking('two'));
    await expect.poll(async () => statusOf(await read())).toBe('success');
    expect((await read()).hangoutLink).not.toBe(hangoutLink);
    const ended = await call('PATCH', `${events}/visit?conferenceDataVersion=1`, { conferenceData: null });
    expect(ended.body).not.toHaveProperty('hangoutLink');
  });

  it('stay through writes that know nothing of them, or are stripped where that is set', async () => {
    await call('POST', `${events}?conferenceDataVersion=1`, { ...visit, ...asking('one') });
    await expect.poll(async () => statusOf(await read())).toBe('success');
    const moved = { start: at(21, 8), end: at(21, 9) };
    expect((await call('PATCH', `${events}/visit`, moved)).body).toHaveProperty('hangoutLink');
    expect((await call('PUT', `${events}/visit`, moved)).body).toHaveProperty('hangoutLink');
    sandbox.control.setConferences({ stripsWithoutVersion: true });
    expect((await call('PATCH', `${events}/visit?conferenceDataVersion=1`, moved)).body).toHaveProperty('hangoutLink');
    expect((await call('PATCH', `${events}/visit`, moved)).body).not.toHaveProperty('conferenceData');
  });

  it('fail or wait on demand', async () => {
    sandbox.control.setConferences({ outcome: 'failure' });
    await call('POST', `${events}?conferenceDataVersion=1`, { ...visit, ...asking('one') });
    await expect.poll(async () => statusOf(await read())).toBe('failure');
    expect(await read()).not.toHaveProperty('hangoutLink');
    const set = (conferences: object) =>
      fetch(`${url}/_control/conditions`, { method: 'PUT', body: JSON.stringify({ conferences }) });
    await set({ outcome: 'pending' });
    await call('PATCH', `${events}/visit?conferenceDataVersion=1`, asking('two'));
    expect(statusOf(await read())).toBe('pending');
    await set({ outcome: 'success' });
    await expect.poll(async () => statusOf(await read())).toBe('success');
  });

  it('are only of kinds that the calendar allows', async () => {
    const id = sandbox.control.addCalendar(email, { summary: 'Plain', conferenceSolutions: [] });
    const path = `/calendars/${encodeURIComponent(id)}/events?conferenceDataVersion=1`;
    expect(reason(await call('POST', path, { ...visit, ...asking('one') }))).toBe('invalid');
    const list = await call('GET', '/users/me/calendarList');
    const allowed = (list.body.items as { conferenceProperties: { allowedConferenceSolutionTypes: string[] } }[]).map(
      (one) => one.conferenceProperties.allowedConferenceSolutionTypes,
    );
    expect(allowed).toEqual([['hangoutsMeet'], []]);
  });
});

describe('freeBusy', () => {
  const range = { timeMin: '2026-11-20T00:00:00Z', timeMax: '2026-11-21T00:00:00Z' };
  const scope = (name: string) => `https://www.googleapis.com/auth/${name}`;

  it('merges what is busy and tells of a calendar it cannot read inside an answer of 200', async () => {
    token = sandbox.control.grant(email, [scope('calendar.freebusy')]).accessToken;
    const add = (from: number, to: number, more: object = {}) =>
      sandbox.control.addEvent(email, { start: at(20, from), end: at(20, to), ...more });
    add(8, 10);
    add(9, 11);
    add(12, 13, { transparency: 'transparent' });
    add(14, 15, { attendees: [{ email, self: true, responseStatus: 'declined' }] });
    const answer = await call('POST', '/freeBusy', { ...range, items: [{ id: email }, { id: 'nobody' }] });
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.body.calendars).toEqual({
      [email]: { busy: [{ start: '2026-11-20T08:00:00Z', end: '2026-11-20T11:00:00Z' }] },
      nobody: { busy: [], errors: [{ domain: 'global', reason: 'notFound' }] },
    });
  });

  it('wants a scope of its own, and a range that is neither empty nor longer than 90 days', async () => {
    expect(await call('POST', '/freeBusy', { ...range, items: [] })).toMatchObject({ status: 403 });
    token = sandbox.control.grant(email, [scope('calendar.freebusy')]).accessToken;
    const asked = (timeMax: string) => call('POST', '/freeBusy', { ...range, timeMax, items: [] });
    expect(reason(await asked(range.timeMin))).toBe('timeRangeEmpty');
    expect(reason(await asked('2027-06-01T00:00:00Z'))).toBe('timeRangeTooLong');
  });
});

it('imports by iCalUID, again over what was there or was deleted', async () => {
  const body = { iCalUID: 'abc@elsewhere', start: at(20, 8), end: at(20, 9) };
  const path = `${events}/import`;
  expect(reason(await call('POST', path, { start: body.start, end: body.end }))).toBe('required');
  const { body: first } = await call('POST', path, body);
  await call('DELETE', `${events}/${first.id}`);
  const { body: second } = await call('POST', path, { ...body, end: at(20, 10) });
  expect(second).toMatchObject({ id: first.id, status: 'confirmed', iCalUID: 'abc@elsewhere' });
});

it('moves an event to another calendar and leaves a cancelled one behind', async () => {
  const other = sandbox.control.addCalendar(email, { summary: 'Other' });
  await call('POST', events, visit);
  const to = (id: string) => call('POST', `${events}/visit/move?destination=${encodeURIComponent(id)}`);
  expect(await to('nowhere')).toMatchObject({ status: 404 });
  expect((await to(other)).body).toMatchObject({ id: 'visit', status: 'confirmed' });
  expect(await read()).toMatchObject({ status: 'cancelled' });
  expect(sandbox.control.event(other, 'visit')).toMatchObject({ status: 'confirmed' });
});

it('lists the instances of a series, changed ones as they are now', async () => {
  const { id } = sandbox.control.addEvent(email, { ...visit, recurrence: ['RRULE:FREQ=WEEKLY;COUNT=3'] });
  sandbox.control.moveEvent(email, `${id}_20261127T080000Z`, '2026-11-28T10:00:00Z', '2026-11-28T11:00:00Z');
  const { body } = await call('GET', `${events}/${id}/instances`);
  const starts = (body.items as { start: { dateTime: string } }[]).map(({ start }) => Date.parse(start.dateTime));
  expect(starts).toEqual(['2026-11-20T08:00Z', '2026-11-28T10:00Z', '2026-12-04T08:00Z'].map((one) => Date.parse(one)));
});
