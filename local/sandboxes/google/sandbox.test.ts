/** What the adapter's tests do not reach: the page of a person, the control over HTTP, the log, the rules of the API. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createGoogleSandbox, type GoogleSandbox } from './sandbox.ts';

const email = 'amsler@practice.example';
let now = new Date('2026-11-16T08:00:00Z');
let sandbox: GoogleSandbox;
let url: string;
let token: string;
beforeEach(async () => {
  now = new Date('2026-11-16T08:00:00Z');
  sandbox = createGoogleSandbox({ now: () => now });
  url = await sandbox.listen();
  sandbox.control.addAccount(email);
  token = sandbox.control.grant(email).accessToken;
});
afterEach(() => sandbox.close());

async function call(method: string, path: string, body?: object, headers: Record<string, string> = {}) {
  const response = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, ...headers },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : (JSON.parse(text) as Record<string, unknown>) };
}

const events = '/calendar/v3/calendars/primary/events';
const reason = ({ body }: Awaited<ReturnType<typeof call>>) =>
  (body?.error as { errors: { reason: string }[] } | undefined)?.errors[0]?.reason;
const lunch = { id: 'lunch', start: { dateTime: '2026-11-20T11:00:00Z' }, end: { dateTime: '2026-11-20T12:00:00Z' } };

it('shows a person a page with both answers, and takes neither for granted', async () => {
  const query = new URLSearchParams({
    client_id: sandbox.environment().GOOGLE_CLIENT_ID ?? '',
    redirect_uri: 'https://careslot.example/callback',
    response_type: 'code',
    scope: 'openid https://www.googleapis.com/auth/calendar.events',
    state: '"><script>alert(1)</script>',
  });
  const page = await fetch(`${url}/o/oauth2/v2/auth?${query}`, { headers: { accept: 'text/html' } });
  const html = await page.text();
  expect(page.status).toBe(200);
  expect(html).toContain('>Allow</button>');
  expect(html).toContain('>Cancel</button>');
  expect(html).toContain(email);
  expect(html).not.toContain('<script>');
});

it('keeps the rules of the API for ids, ranges, versions and deleted events', async () => {
  expect(reason(await call('POST', events, { ...lunch, id: 'XYZ_1' }))).toBe('invalid');
  expect(reason(await call('POST', events, { ...lunch, end: lunch.start }))).toBe('timeRangeEmpty');
  const made = await call('POST', events, lunch);
  expect(made).toMatchObject({ status: 200, body: { id: 'lunch', status: 'confirmed', etag: expect.any(String) } });
  expect(reason(await call('POST', events, lunch))).toBe('duplicate');
  expect(await call('PATCH', `${events}/lunch`, {}, { 'if-match': '"1"' })).toMatchObject({ status: 412 });
  const put = await call('PUT', `${events}/lunch`, { start: lunch.start, end: lunch.end, summary: 'Lunch' });
  expect(put.body).toMatchObject({ summary: 'Lunch', iCalUID: made.body?.iCalUID });
  expect(await call('DELETE', `${events}/lunch`)).toEqual({ status: 204, body: null });
  expect(await call('DELETE', `${events}/lunch`)).toMatchObject({ status: 410 });
  expect(await call('DELETE', `${events}/nothing`)).toMatchObject({ status: 404 });
  expect(await call('GET', `${events}/lunch`)).toMatchObject({ status: 200, body: { status: 'cancelled' } });
  expect(reason(await call('POST', events, lunch))).toBe('duplicate');
});

it('gives sync tokens as Google does, and refuses them with other restrictions', async () => {
  await call('POST', events, lunch);
  const first = await call('GET', `${events}?timeMin=2026-11-01T00:00:00Z`);
  expect(first.body?.items).toHaveLength(1);
  const syncToken = String(first.body?.nextSyncToken);
  expect((await call('GET', `${events}?syncToken=${syncToken}`)).body?.items).toEqual([]);
  const restricted = await call('GET', `${events}?syncToken=${syncToken}&timeMin=2026-11-01T00:00:00Z`);
  expect(reason(restricted)).toBe('syncTokenWithRequestRestrictions');
  expect(await call('GET', `${events}?syncToken=${syncToken}&singleEvents=true`)).toMatchObject({ status: 400 });
  await call('DELETE', `${events}/lunch`);
  const second = await call('GET', `${events}?syncToken=${syncToken}`);
  expect(second.body?.items).toEqual([
    { kind: 'calendar#event', etag: expect.any(String), id: 'lunch', status: 'cancelled' },
  ]);
  sandbox.control.expireSyncTokens(email);
  expect(reason(await call('GET', `${events}?syncToken=${syncToken}`))).toBe('fullSyncRequired');
});

it('gives the fields that were asked for', async () => {
  await call('POST', events, { ...lunch, summary: 'Secret', extendedProperties: { private: { a: '1' } } });
  const { body } = await call('GET', `${events}?fields=items(id,extendedProperties/private,start(dateTime))`);
  expect(body).toEqual({
    items: [
      { id: 'lunch', extendedProperties: { private: { a: '1' } }, start: { dateTime: '2026-11-20T12:00:00+01:00' } },
    ],
  });
  expect(await call('GET', `${events}?fields=items(id`)).toMatchObject({ status: 400 });
});

it('ends access tokens by the clock and with the grant', async () => {
  expect(await call('GET', events)).toMatchObject({ status: 200 });
  now = new Date('2026-11-16T09:00:00Z');
  expect(reason(await call('GET', events))).toBe('authError');
  token = sandbox.control.grant(email).accessToken;
  sandbox.control.revoke(email);
  expect(await call('GET', events)).toMatchObject({ status: 401 });
});

it('lets a page play the phone', async () => {
  const calendar = `/_control/calendars/${encodeURIComponent(email)}`;
  expect((await call('GET', '/_control/accounts')).body).toMatchObject([{ email, calendars: [{ id: email }] }]);
  const made = await call('POST', `${calendar}/events`, { ...lunch, summary: 'Lunch' });
  await call('PATCH', `${calendar}/events/lunch`, { summary: 'Late lunch' });
  await call('POST', `${calendar}/events/lunch/copy`);
  await call('DELETE', `${calendar}/events/lunch`);
  expect((await call('GET', `${calendar}/events`)).body).toMatchObject([
    { id: made.body?.id, summary: 'Late lunch', status: 'cancelled' },
    { summary: 'Late lunch', status: 'confirmed' },
  ]);
  expect(await call('POST', '/_control/calendars', { email, id: 'team@group.calendar.google.com' })).toMatchObject({
    body: { id: 'team@group.calendar.google.com' },
  });
  expect(await call('POST', '/_control/calendars', { email: 'nobody@practice.example' })).toMatchObject({
    status: 404,
  });
  expect(await call('PATCH', `${calendar}/events/nothing`, {})).toMatchObject({ status: 404 });
  await call('POST', '/_control/faults', { kind: 503, retryAfter: 5 });
  expect(await call('GET', events)).toMatchObject({ status: 503 });
  await call('PUT', '/_control/conditions', { quota: 0 });
  expect(reason(await call('GET', events))).toBe('userRateLimitExceeded');
  await call('DELETE', '/_control/faults');
  expect(await call('GET', events)).toMatchObject({ status: 200 });
  expect((await call('GET', '/_control/requests')).body).toMatchObject([
    { status: 503 },
    { status: 403 },
    { status: 200 },
  ]);
  expect(await call('GET', '/_control/nothing')).toMatchObject({ status: 404 });
});

it('logs what was told, without secrets', async () => {
  await call('POST', events, { ...lunch, summary: 'Lunch with Anna' });
  const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'precious', client_secret: 'shh' });
  await fetch(`${url}/token`, { method: 'POST', body: form });
  const log = JSON.stringify(sandbox.control.requests());
  expect(log).toContain('Lunch with Anna');
  expect(log).not.toContain(token);
  expect(log).not.toMatch(/precious|shh/);
});

it('is served under a path of another server', async () => {
  const inner = createGoogleSandbox({ now: () => now, origin: 'https://stack.example/google' });
  const outer = http.createServer(inner.handler);
  await new Promise<void>((resolve) => outer.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(outer.address() as AddressInfo).port}/google`;
  expect(inner.environment()).toMatchObject({
    GOOGLE_API_URL: 'https://stack.example/google',
    GOOGLE_TOKEN_URL: 'https://stack.example/google/token',
  });
  expect((await fetch(`${address}/_control/accounts`)).status).toBe(200);
  expect((await fetch(`${address}${events}`)).status).toBe(401);
  outer.close();
});
