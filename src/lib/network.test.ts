import { expect, test, vi } from 'vitest';
import { AppError, toAppError } from './errors.ts';
import { createApiFetch, withTimeout } from './network.ts';

/** A server that takes the request and never answers; like fetch, it lets go when the signal says so. */
const silent: typeof fetch = (_, init) =>
  new Promise((_resolve, reject) => {
    init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
  });
const answering = () => vi.fn<typeof fetch>(async () => new Response('{}'));
const api = 'http://careslot.test/rest/v1/appointments';

test('a request nobody answers ends as unreachable', async () => {
  await expect(withTimeout(silent, 20)(api)).rejects.toMatchObject({ name: 'AppError', code: 'unreachable' });
});

test('the abort of whoever asked stays an abort', async () => {
  const controller = new AbortController();
  const asked = withTimeout(silent, 10_000)(api, { signal: controller.signal });
  controller.abort();
  await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
});

test('a broken connection is unreachable, too, and keeps its cause', async () => {
  const cause = new TypeError('Failed to fetch');
  const error = await withTimeout(() => Promise.reject(cause))(api).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(AppError);
  expect(error).toMatchObject({ code: 'unreachable', cause });
});

test('each request carries the key, and the token of the person who is signed in', async () => {
  const send = answering();
  await createApiFetch(send, 'sb_publishable_test', async () => 'token-of-rosa')(api, { headers: { accept: 'x' } });
  const headers = new Headers(send.mock.calls[0]?.[1]?.headers);
  expect(headers.get('accept')).toBe('x');
  expect(headers.get('apikey')).toBe('sb_publishable_test');
  expect(headers.get('authorization')).toBe('Bearer token-of-rosa');
});

test('without a session the key stands in for the token', async () => {
  const send = answering();
  await createApiFetch(send, 'sb_publishable_test', async () => undefined)(api);
  expect(new Headers(send.mock.calls[0]?.[1]?.headers).get('authorization')).toBe('Bearer sb_publishable_test');
});

test('when the token cannot be renewed, nothing is sent as a stranger', async () => {
  const send = answering();
  const noToken = () => Promise.reject(Object.assign(new Error('fetch failed'), { name: 'AuthRetryableFetchError' }));
  const error = await createApiFetch(send, 'key', noToken)(api).catch((reason: unknown) => reason);
  expect(send).not.toHaveBeenCalled();
  expect(toAppError(error).code).toBe('unreachable');
});

test('waiting for a token counts as waiting for the answer', async () => {
  const never = new Promise<string>(() => {});
  const error = await createApiFetch(answering(), 'key', () => never, 20)(api).catch((reason: unknown) => reason);
  expect(toAppError(error).code).toBe('unreachable');
});
