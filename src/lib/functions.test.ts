import { beforeEach, expect, test, vi } from 'vitest';
import { AppError } from './errors.ts';
import { callFunction, ProblemError } from './functions.ts';
import { startSupabase } from './supabase.ts';

const network = vi.fn<typeof fetch>();
const answers = (status: number, body: string | null, type = 'application/json') =>
  network.mockImplementation(async () => new Response(body, { status, headers: { 'content-type': type } }));
const failure = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  );

beforeEach(() => {
  network.mockReset();
  vi.stubGlobal('fetch', network);
  startSupabase(
    { supabaseUrl: 'http://careslot.test/', publishableKey: 'sb_publishable_test', home: 'embedded' },
    { fetch: network, persistSession: false },
  );
});

test('a function is asked with the key and a token, and its answer handed on', async () => {
  answers(200, '{"connections":[]}');
  expect(await callFunction('calendar-sync', { method: 'POST', body: { connection_id: 'c1' } })).toEqual({
    connections: [],
  });
  const [url, init] = network.mock.calls[0]!;
  expect(url).toBe('http://careslot.test/functions/v1/calendar-sync');
  expect(init).toMatchObject({
    method: 'POST',
    body: '{"connection_id":"c1"}',
    headers: { apikey: 'sb_publishable_test', Authorization: 'Bearer sb_publishable_test' },
  });
});

test('an empty answer is null', async () => {
  answers(204, null);
  expect(await callFunction('calendar-connect/c1', { method: 'DELETE' })).toBeNull();
});

test('a problem keeps its own code beside the one of the app', async () => {
  answers(422, '{"status":422,"code":"not_caldav","message":"No calendars there"}', 'application/problem+json');
  const error = await failure(callFunction('calendar-connect/caldav', { method: 'POST', body: {} }));
  expect(error).toBeInstanceOf(ProblemError);
  expect(error).toMatchObject({ problem: 'not_caldav', code: 'unexpected', message: 'No calendars there' });
  answers(429, '{"status":429,"code":"rate_limited"}');
  expect(await failure(callFunction('calendar-sync', { method: 'POST' }))).toMatchObject({ code: 'rate_limited' });
});

test('a gateway’s own page and no answer at all are told as what they are', async () => {
  answers(503, '<html>', 'text/html');
  expect(await failure(callFunction('calendar-sync', { method: 'POST' }))).toMatchObject({ code: 'unreachable' });
  answers(401, '');
  expect(await failure(callFunction('calendar-sync', { method: 'POST' }))).toMatchObject({ code: 'signed_out' });
  network.mockRejectedValue(new TypeError('Failed to fetch'));
  expect(await failure(callFunction('calendar-sync', { method: 'POST' }))).toMatchObject({ code: 'unreachable' });
});

test('whoever loses patience is told that nobody answered; whoever loses interest gets their own reason', async () => {
  network.mockImplementation(
    (_input, init) =>
      new Promise((_resolve, reject) => {
        if (init?.signal?.aborted) reject(init.signal.reason as Error);
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error));
      }),
  );
  const slow = await failure(callFunction('calendar-sync', { method: 'POST', patienceMs: 5 }));
  expect(slow).toBeInstanceOf(AppError);
  expect(slow).toMatchObject({ code: 'unreachable' });
  const leaving = new AbortController();
  const left = failure(callFunction('calendar-sync', { method: 'POST', signal: leaving.signal }));
  leaving.abort(new Error('gone'));
  expect(await left).toMatchObject({ message: 'gone' });
});
