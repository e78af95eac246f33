import { act, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createFakeApi } from '../testing/fake-api.ts';
import { unwrap } from './errors.ts';
import { useSession, watchSession } from './session.ts';
import { sessionKey, startSupabase } from './supabase.ts';

const config = { supabaseUrl: 'http://careslot.test', publishableKey: 'sb_publishable_test', home: 'hosted' } as const;
const rosa = { id: '00000000-0000-4000-8000-000000000009', email: 'rosa@example.org' };
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;
const token = ['{"alg":"HS256"}', `{"sub":"${rosa.id}","exp":${inSeconds(3600)}}`, 'x'].map(btoa).join('.');
const stored = (expires_at: number) =>
  JSON.stringify({
    access_token: token,
    refresh_token: 'r',
    token_type: 'bearer',
    expires_in: 60,
    expires_at,
    user: rosa,
  });

function Shown() {
  const session = useSession();
  return <output>{session.status === 'signed-in' ? session.email : session.status}</output>;
}
const shown = () => screen.getByRole('status').textContent;
let stop = () => {};
const start = (fetch: typeof globalThis.fetch) => {
  const client = startSupabase(config, { fetch });
  act(() => {
    stop = watchSession(client);
  });
  render(<Shown />);
  return client;
};

beforeEach(() => localStorage.clear());
afterEach(() => {
  stop();
  vi.useRealTimers();
});

test('a stored session counts from the first moment', () => {
  localStorage.setItem(sessionKey, stored(inSeconds(3600)));
  start(createFakeApi({}).fetch);
  expect(shown()).toBe(rosa.email);
});

test('nobody is signed out because the token ran out while there was no connection', async () => {
  // The auth client tries for half a minute before it gives up, and then writes a line to the console.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  const complaints = vi.spyOn(console, 'error').mockReturnValue();
  localStorage.setItem(sessionKey, stored(inSeconds(-60)));
  const client = start(() => Promise.reject(new TypeError('Failed to fetch')));
  const asked = client.from('profiles').select('profile_id').then(unwrap);
  const refused = expect(asked).rejects.toMatchObject({ code: 'unreachable' });
  await act(() => vi.advanceTimersByTimeAsync(60_000));
  await refused;
  expect(complaints.mock.calls.flat().map(String)).toHaveLength(1);
  expect(shown()).toBe(rosa.email);
  expect(localStorage.getItem(sessionKey)).not.toBeNull();
});

test('a session the server does not know any more ends', async () => {
  localStorage.setItem(sessionKey, stored(inSeconds(-60)));
  const refused = () => ({ status: 400, body: { code: 400, error_code: 'refresh_token_not_found', msg: 'gone' } });
  start(createFakeApi({ '/auth/v1/token': refused }).fetch);
  await waitFor(() => expect(shown()).toBe('signed-out'));
  expect(localStorage.getItem(sessionKey)).toBeNull();
});

test('a link from a mail signs in, and leaves the address', async () => {
  window.history.replaceState(
    null,
    '',
    `/calendar#access_token=${token}&refresh_token=r&expires_in=3600&token_type=bearer&type=magiclink`,
  );
  start(createFakeApi({ '/auth/v1/user': () => ({ body: rosa }) }).fetch);
  await waitFor(() => expect(shown()).toBe(rosa.email));
  expect(window.location.hash).toBe('');
  window.history.replaceState(null, '', '/');
});
