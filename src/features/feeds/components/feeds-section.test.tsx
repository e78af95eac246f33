import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { apiError, createFakeApi } from '../../../testing/fake-api.ts';
import { renderApp } from '../../../testing/render.tsx';
import type { Feed } from '../queries.ts';
import { FeedsSection } from './feeds-section.tsx';

const token = 'A'.repeat(43);
const feed = (number: number, change: Partial<Feed> = {}): Feed => ({
  feed_id: `00000000-0000-4000-8000-00000000030${number}`,
  label: 'Phone',
  last_read_at: null,
  created_at: '2026-11-20T08:00:00Z',
  ...change,
});

function server(rows: Feed[]) {
  return createFakeApi({
    '/rest/v1/calendar_feeds': () => ({ body: rows }),
    '/rest/v1/rpc/create_calendar_feed': ({ body }) => {
      if (rows.length >= 10) return apiError(400, 'rate_limited');
      const made = feed(rows.length, { label: typeof body.label === 'string' ? body.label : null });
      rows.push(made);
      return { body: { ...made, token } };
    },
    '/rest/v1/rpc/revoke_calendar_feed': ({ body }) => {
      rows.splice(0, rows.length, ...rows.filter(({ feed_id }) => feed_id !== body.feed_id));
      return { body: null };
    },
  });
}

test('an address is made, shown once for copying and subscribing, and then forgotten', async () => {
  const rows: Feed[] = [];
  const { user } = await renderApp(<FeedsSection zone="UTC" />, server(rows));
  await user.type(await screen.findByRole('textbox', { name: 'Name' }), ' Tablet ');
  await user.click(screen.getByRole('button', { name: 'Make a calendar address' }));
  const address = `http://careslot.test/functions/v1/calendar-feed/${token}.ics`;
  expect(await screen.findByRole('textbox', { name: 'Address' })).toHaveValue(address);
  expect(screen.getByRole('link', { name: 'Open in calendar' })).toHaveAttribute(
    'href',
    address.replace('http:', 'webcal:'),
  );
  await user.click(screen.getByRole('button', { name: 'Copy the address' }));
  expect(await navigator.clipboard.readText()).toBe(address);
  await user.click(screen.getByRole('button', { name: 'Done' }));
  expect(screen.queryByDisplayValue(address)).toBeNull();
  const list = await screen.findByRole('list', { name: 'Your visits in your calendar app' });
  expect(list).toHaveTextContent(/Tablet.*not read yet/);
});

test('an address ends after a question only', async () => {
  const rows = [feed(1, { last_read_at: '2026-11-21T09:30:00Z' }), feed(2, { label: null })];
  const api = server(rows);
  const { user } = await renderApp(<FeedsSection zone="UTC" />, api);
  expect(await screen.findByText(/^Last read/)).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'End the address: Phone' }));
  const question = await screen.findByRole('dialog', { name: 'End the address “Phone”?' });
  await user.click(within(question).getByRole('button', { name: 'Cancel' }));
  expect(api.sent('/rest/v1/rpc/revoke_calendar_feed')).toEqual([]);
  await user.click(screen.getByRole('button', { name: 'End the address: Phone' }));
  await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'End the address' }));
  await waitFor(() => expect(rows.map(({ label }) => label)).toEqual([null]));
  await waitFor(() => expect(screen.queryByText('Phone')).toBeNull());
});

test('the eleventh is refused in words', async () => {
  const rows = Array.from({ length: 10 }, (_, number) => feed(number));
  const { user } = await renderApp(<FeedsSection zone="UTC" />, server(rows));
  await user.click(await screen.findByRole('button', { name: 'Make a calendar address' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('Ten addresses are in use');
});
