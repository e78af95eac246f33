import { screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { apiError, createFakeApi } from '../../../testing/fake-api.ts';
import { renderApp } from '../../../testing/render.tsx';
import { paths, uuid } from '../testing.tsx';
import { SyncBanner } from './sync-banner.tsx';

const waiting = (n: number, change = {}) => ({
  connection_id: uuid(n),
  provider: 'google',
  account_email: 'amara@example.org',
  state: 'needs_reauth',
  ...change,
});
async function open(answer: () => { status?: number; body: unknown }) {
  const api = createFakeApi({ [paths.connections]: answer });
  return { ...(await renderApp(<SyncBanner />, api)), api };
}
const outOfStep = 'Until then, your calendars are not in step.';

test.each([
  [
    'a lost sign-in, once for all calendars of the account',
    [waiting(1), waiting(2)],
    `Google Calendar (amara@example.org) needs you to sign in again. ${outOfStep}`,
  ],
  [
    'an account without a name',
    [waiting(1, { provider: 'apple', account_email: null })],
    `iCloud needs you to sign in again. ${outOfStep}`,
  ],
  [
    'a pause',
    [waiting(1, { provider: 'microsoft', state: 'paused' })],
    'The sync with Microsoft 365 (amara@example.org) is paused and waits for your decision.',
  ],
  [
    'several accounts',
    [waiting(1), waiting(2, { provider: 'apple' })],
    `2 of your calendar accounts wait for you. ${outOfStep}`,
  ],
])('%s is told wherever its owner is, with the way there', async (_what, rows, words) => {
  const { api } = await open(() => ({ body: rows }));
  const banner = await screen.findByRole('region', { name: 'Calendar sync needs you' });
  expect(banner).toHaveTextContent(words);
  expect(screen.getByRole('link', { name: 'Put it right' })).toHaveAttribute('href', '/sync');
  const asked = api.sent(paths.connections)[0]?.search;
  expect(asked?.get('state')).toBe('in.(needs_reauth,paused)');
  expect(asked?.get('sync_enabled')).toBe('eq.true');
});

test('nobody is disturbed while all is well, or while nobody knows', async () => {
  for (const answer of [() => ({ body: [] }), () => apiError(403, 'forbidden')]) {
    const { api, unmount } = await open(answer);
    await waitFor(() => expect(api.sent(paths.connections)).toHaveLength(1));
    expect(screen.queryByRole('region')).not.toBeInTheDocument();
    unmount();
  }
});
