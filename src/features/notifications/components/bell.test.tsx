import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { type ApiRequest, apiError, createFakeApi } from '../../../testing/fake-api.ts';
import { renderApp } from '../../../testing/render.tsx';
import { noticeKeys } from '../queries.ts';
import { Bell } from './bell.tsx';

const path = '/rest/v1/notifications';
const appointment_id = '00000000-0000-4000-8000-00000000000a';
const stored = (number: number, change: Record<string, unknown> = {}) => ({
  notification_id: `00000000-0000-4000-8000-00000000010${number}`,
  kind: 'visit_confirmed',
  appointment_id,
  conversation_id: null,
  payload: { start: '2026-11-24T10:00:00Z' },
  appointment: null,
  read_at: null as string | null,
  created_at: `2026-11-20T0${number}:00:00Z`,
  ...change,
});
type Stored = ReturnType<typeof stored>;

/** Keeps rows as the database does, for the filters the bell uses. */
function server(rows: Stored[]) {
  const answer = ({ method, search, body }: ApiRequest) => {
    const id = search.get('notification_id')?.replace('eq.', '');
    const upTo = search.get('created_at')?.replace('lte.', '');
    const found = rows.filter(
      (row) =>
        (search.get('read_at') !== 'is.null' || row.read_at === null) &&
        (!id || row.notification_id === id) &&
        (!upTo || row.created_at <= upTo),
    );
    if (method === 'PATCH') for (const row of found) row.read_at = String(body.read_at);
    return { body: [...found].sort((a, b) => b.created_at.localeCompare(a.created_at)) };
  };
  return createFakeApi({ [path]: answer });
}

beforeEach(() => window.history.replaceState(null, '', '/messages'));
const show = (rows: Stored[], isStaff = false) => renderApp(<Bell isStaff={isStaff} zone="UTC" />, server(rows));

test('what is unread is counted, said in words with its time, and leads to the visit', async () => {
  const moved = stored(2, {
    kind: 'visit_moved',
    payload: { start: '2026-11-25T09:00:00Z', from: '2026-11-24T10:00:00Z' },
  });
  const rows = [stored(1, { read_at: '2026-11-20T02:00:00Z' }), moved];
  const { user } = await show(rows);
  await user.click(await screen.findByRole('button', { name: 'Notifications, 1 unread' }));
  const items = within(await screen.findByRole('list', { name: 'Notifications' })).getAllByRole('listitem');
  expect(items.map((item) => item.textContent)).toEqual([
    expect.stringMatching(/^Unread:Appointment moved.*25.*9:00.*It was.*24.*10:00/),
    expect.stringMatching(/^Appointment confirmed/),
  ]);
  await user.click(screen.getByRole('link', { name: /Appointment moved/ }));
  expect(`${window.location.pathname}${window.location.search}`).toBe(`/visits?visit=${appointment_id}`);
  await waitFor(() => expect(moved.read_at).not.toBeNull());
  expect(await screen.findByRole('button', { name: 'Notifications' })).toHaveAttribute('aria-expanded', 'false');
});

test('one is marked by its own button, all up to the newest shown by another', async () => {
  const rows = [stored(1), stored(2), stored(3)];
  const { user } = await show(rows, true);
  await user.click(await screen.findByRole('button', { name: 'Notifications, 3 unread' }));
  const [first] = await screen.findAllByRole('button', { name: /^Mark as read: Appointment confirmed/ });
  if (!first) throw new Error('there is no such button');
  await user.click(first);
  expect(await screen.findByRole('button', { name: 'Notifications, 2 unread' })).toBeVisible();
  await waitFor(() => expect(rows.map(({ read_at }) => read_at !== null)).toEqual([false, false, true]));
  const late = stored(9);
  rows.push(late);
  await user.click(screen.getByRole('button', { name: 'Mark all as read' }));
  await waitFor(() => expect(rows.filter(({ read_at }) => read_at === null)).toEqual([late]));
  expect(await screen.findByRole('button', { name: 'Notifications, 1 unread' })).toBeVisible();
});

test('what comes later is said once, what was there is not', async () => {
  const rows = [stored(1)];
  const { client } = await show(rows);
  await screen.findByRole('button', { name: 'Notifications, 1 unread' });
  rows.push(stored(2));
  await client.invalidateQueries({ queryKey: noticeKeys.all });
  await screen.findByRole('button', { name: 'Notifications, 2 unread' });
  await waitFor(
    () => expect(document.querySelector('body > [role="status"]')).toHaveTextContent('2 unread notifications'),
    { timeout: 4000 },
  );
});

test('nothing new is said as such', async () => {
  const { user } = await show([]);
  await user.click(await screen.findByRole('button', { name: 'Notifications' }));
  expect(await screen.findByText('Nothing new')).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Mark all as read' })).toBeNull();
});

test('what cannot be read says so, and a mark that failed is taken back', async () => {
  const row = stored(1);
  const api = createFakeApi({
    [path]: ({ method }) => (method === 'PATCH' ? apiError(403, 'forbidden') : { body: [row] }),
  });
  const { user } = await renderApp(<Bell isStaff={false} zone="UTC" />, api);
  await user.click(await screen.findByRole('button', { name: 'Notifications, 1 unread' }));
  await user.click(await screen.findByRole('button', { name: /^Mark as read/ }));
  expect(await screen.findByRole('alert')).toBeVisible();
  expect(await screen.findByRole('button', { name: 'Notifications, 1 unread' })).toBeVisible();
});
