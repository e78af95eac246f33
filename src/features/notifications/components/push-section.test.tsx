import { screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { type ApiRequest, apiError, createFakeApi } from '../../../testing/fake-api.ts';
import { renderApp } from '../../../testing/render.tsx';
import { type PushBrowser, thisBrowser } from '../push-browser.ts';
import type { SubscribedBrowser } from '../schema.ts';
import { BlockedAddresses } from './blocked-addresses.tsx';
import { PushSection } from './push-section.tsx';

const me = '00000000-0000-4000-8000-000000000009';
const own = '00000000-0000-4000-8000-000000000201';
const keys = { endpoint: 'https://push.example/abc', p256dh: 'BPk', auth: 'c2VjcmV0' };
const phone: SubscribedBrowser = {
  subscription_id: '00000000-0000-4000-8000-000000000202',
  user_agent: 'Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36',
  created_at: '2026-11-20T08:00:00Z',
};

/** A browser whose person answers `answer` when asked. */
function browserWith(permission: ReturnType<PushBrowser['permission']>, answer: NotificationPermission = 'granted') {
  const state = { permission, subscribed: false, id: undefined as string | undefined };
  const browser: PushBrowser = {
    userAgent: 'Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/150.0',
    permission: () => state.permission,
    ask: async () => {
      state.permission = answer;
      return answer;
    },
    subscribe: async () => {
      state.subscribed = true;
      return keys;
    },
    unsubscribe: async () => {
      state.subscribed = false;
    },
    isSubscribed: async () => state.subscribed,
    remember: (_, id) => {
      state.id = id;
    },
    remembered: () => state.id,
  };
  return { browser, state };
}

function server(rows: SubscribedBrowser[], { key = 'BKey' as string | null, refuses = false } = {}) {
  return createFakeApi({
    '/functions/v1/notifications/config': () => ({ body: { channels: {}, vapid_public_key: key } }),
    '/rest/v1/push_subscriptions': ({ method, body, search }: ApiRequest) => {
      if (method === 'GET') return { body: rows };
      if (method === 'DELETE') {
        const id = search.get('subscription_id')?.replace('eq.', '');
        return { body: rows.splice(0, rows.length, ...rows.filter((row) => row.subscription_id !== id)) };
      }
      if (refuses) return apiError(403, 'forbidden');
      const row = { subscription_id: own, user_agent: String(body.user_agent), created_at: '2026-11-21T08:00:00Z' };
      rows.push(row);
      return { status: 201, body: row };
    },
  });
}

async function show(browser: PushBrowser, api: ReturnType<typeof server>) {
  const { fetch: before } = globalThis;
  // Functions are asked with the page's own fetch.
  globalThis.fetch = api.fetch;
  const view = await renderApp(<PushSection profileId={me} zone="UTC" browser={browser} />, api);
  return { ...view, restore: () => Object.assign(globalThis, { fetch: before }) };
}

test('a browser is switched on, told to the server, and off again', async () => {
  const { browser, state } = browserWith('default');
  const rows: SubscribedBrowser[] = [];
  const api = server(rows);
  const { user, restore } = await show(browser, api);
  expect(await screen.findByText(/does not show push messages yet/)).toBeVisible();
  await waitFor(() => expect(screen.getByRole('button', { name: 'Switch push on' })).toBeEnabled());
  await user.click(screen.getByRole('button', { name: 'Switch push on' }));
  expect(await screen.findByText('This browser shows push messages.')).toBeVisible();
  expect(api.requests.find(({ method }) => method === 'POST')?.body).toEqual({
    profile_id: me,
    user_agent: browser.userAgent,
    ...keys,
  });
  await user.click(screen.getByRole('button', { name: 'Switch push off' }));
  expect(await screen.findByRole('button', { name: 'Switch push on' })).toBeVisible();
  expect([rows, state.subscribed]).toEqual([[], false]);
  restore();
});

test('a person who says no is told how to change their mind; nothing is subscribed', async () => {
  const { browser, state } = browserWith('default', 'denied');
  const { user, restore } = await show(browser, server([]));
  await waitFor(() => expect(screen.getByRole('button', { name: 'Switch push on' })).toBeEnabled());
  await user.click(screen.getByRole('button', { name: 'Switch push on' }));
  expect(await screen.findByText(/in the browser’s settings/)).toBeVisible();
  expect(state.subscribed).toBe(false);
  restore();
});

test('what the server refuses leaves no subscription behind', async () => {
  const { browser, state } = browserWith('granted');
  const { user, restore } = await show(browser, server([], { refuses: true }));
  await waitFor(() => expect(screen.getByRole('button', { name: 'Switch push on' })).toBeEnabled());
  await user.click(screen.getByRole('button', { name: 'Switch push on' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('Push could not be switched on');
  expect(state).toMatchObject({ subscribed: false, id: undefined });
  restore();
});

test.each([
  ['unsupported', 'BKey', /Home Screen/],
  ['denied', 'BKey', /does not let Careslot show messages/],
  ['default', null, /not set up here/],
] as const)('%s, key %s: says why, and offers no button', async (permission, key, words) => {
  const { restore } = await show(browserWith(permission).browser, server([], { key }));
  expect(await screen.findByText(words)).toBeVisible();
  expect(screen.queryByRole('button')).toBeNull();
  restore();
});

test('another browser is named and can be removed', async () => {
  const rows = [phone];
  const { user, restore } = await show(browserWith('default').browser, server(rows));
  await user.click(await screen.findByRole('button', { name: 'Remove Chrome, Android' }));
  await waitFor(() => expect(screen.queryByRole('list', { name: 'Other browsers with push' })).toBeNull());
  expect(rows).toEqual([]);
  restore();
});

test('a browser without push says so', () => {
  expect(thisBrowser.permission()).toBe('unsupported');
});

test('addresses that get nothing say how to change that; one’s own mailbox is tried again', async () => {
  const blocks = [
    { delivery_method: 'email', address: 'me@example.org', reason: 'bounced' },
    { delivery_method: 'sms', address: '+447700900123', reason: 'opted_out' },
  ];
  const api = createFakeApi({
    '/rest/v1/notification_blocks': () => ({ body: blocks }),
    '/rest/v1/rpc/unblock_my_email': () => {
      blocks.shift();
      return { body: true };
    },
  });
  const { user } = await renderApp(<BlockedAddresses />, api);
  const list = await screen.findByRole('list', { name: 'Addresses that get nothing' });
  expect(list).toHaveTextContent(/me@example.org.*came back.*\+447700900123.*Reply START/);
  await user.click(screen.getByRole('button', { name: 'Try me@example.org again' }));
  await waitFor(() => expect(list).not.toHaveTextContent('me@example.org'));
  expect(list).toHaveTextContent('+447700900123');
  expect(screen.queryByRole('button')).toBeNull();
});
