import { configure, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { apiError } from '../../../testing/fake-api.ts';
import {
  conversation,
  createServer,
  desk,
  ids,
  lastMessage,
  openRoom,
  paths,
  patient,
  setViewport,
  uuid,
} from '../testing.tsx';

// Whole pages: on a busy machine one second is short.
configure({ asyncUtilTimeout: 5000 });
beforeEach(() => {
  setViewport(1440);
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-21T10:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

const named = (n: number, patient_name: string, change = {}) =>
  conversation({
    conversation_id: uuid(100 + n),
    patient_name,
    last_message: lastMessage(),
    last_message_at: new Date(Date.parse('2026-11-20T09:00:00Z') - n * 60_000).toISOString(),
    ...change,
  });
const list = () => screen.findByRole('list', { name: 'Conversations' });
const rows = async () => within(await list()).getAllByRole('link');

test('a row says who, when, what was said last, how much is new and what waits', async () => {
  const server = createServer({
    conversations: [
      named(0, 'Oliver Hughes', {
        unread_count: 2,
        awaits_me: true,
        last_message_at: '2026-11-21T09:30:00Z',
        last_message: lastMessage({ kind: 'offer', offer: { slot_type: 'request', status: 'pending', options: 0 } }),
      }),
      named(1, 'Lucía Fernández', { unread_count: 100, clinicians: [], subject: 'Results' }),
      named(2, '', { last_message: lastMessage({ mine: true, body: 'See you\nthen' }) }),
    ],
  });
  await openRoom(server, { viewer: desk });
  const [first, second, third] = await rows();
  expect(first).toHaveAccessibleName(
    'Oliver Hughes 9:30 AM Dr Okafor Asked for times 2 unread messages Waiting for your answer',
  );
  expect(second).toHaveAccessibleName(
    'Lucía Fernández Yesterday Front desk · Results Good morning More than 99 unread messages',
  );
  expect(third).toHaveAccessibleName('Patient without a name Yesterday Dr Okafor You: See you then');
  expect(first).not.toHaveAttribute('aria-current');
});

test('patients see with whom they write and no search', async () => {
  const server = createServer({
    conversations: [
      named(0, 'Oliver Hughes', { viewer_side: 'patient' }),
      named(1, 'Oliver Hughes', { viewer_side: 'patient', clinicians: [] }),
    ],
  });
  await openRoom(server, { viewer: patient });
  const [first, second] = await rows();
  expect(first).toHaveAccessibleName(/^Dr Okafor /);
  expect(second).toHaveAccessibleName(/^Harbour Street Practice /);
  expect(screen.queryByRole('searchbox')).not.toBeInTheDocument();
});

test('filters and search are in the address and asked of the database', async () => {
  const server = createServer({
    conversations: [named(0, 'Ann Able', { unread_count: 1 }), named(1, 'Bob Baker', { awaits_me: true })],
  });
  const { user } = await openRoom(server, { query: '?filter=unread' });
  expect(await rows()).toHaveLength(1);
  expect(screen.getByRole('button', { name: 'Unread' })).toHaveAttribute('aria-pressed', 'true');
  await user.click(screen.getByRole('button', { name: 'Waiting' }));
  expect(await screen.findByRole('link', { name: /Bob Baker/ })).toBeVisible();
  expect(window.location.search).toBe('?filter=waiting');
  await user.type(screen.getByRole('searchbox', { name: 'Search patients' }), 'zoe');
  expect(await screen.findByText('No conversation found')).toBeVisible();
  expect(window.location.search).toBe('?filter=waiting&search=zoe');
  // Typed letter by letter, asked once.
  expect(server.sent(paths.list).map(({ body }) => [body.filter, body.search])).toEqual([
    ['unread', undefined],
    ['waiting', undefined],
    ['waiting', 'zoe'],
  ]);
  await user.click(screen.getByRole('button', { name: 'Show all conversations' }));
  expect(await rows()).toHaveLength(2);
  expect(screen.getByRole('searchbox', { name: 'Search patients' })).toHaveValue('');
});

test('more are loaded behind the last one that has messages', async () => {
  const many = Array.from({ length: 40 }, (_, n) => named(n, `Patient ${n}`));
  const silent = { last_message: null, last_message_at: null };
  const conversations = many.map((one, n) => (n === 29 ? { ...one, ...silent } : one));
  const server = createServer({ conversations });
  const { user } = await openRoom(server);
  expect(await rows()).toHaveLength(30);
  await user.click(screen.getByRole('button', { name: 'Show more conversations' }));
  await waitFor(async () => expect(await rows()).toHaveLength(40));
  expect(server.sent(paths.list).at(-1)?.body).toMatchObject({
    before: many[28]?.last_message_at,
    before_id: uuid(128),
  });
  expect(screen.queryByRole('button', { name: 'Show more conversations' })).not.toBeInTheDocument();
});

test.each([
  ['', 'No messages yet', 'New message'],
  ['?filter=unread', 'Nothing new', 'Show all conversations'],
  ['?filter=waiting', 'Nobody waits for you', 'Show all conversations'],
])('nothing to show on %s: why, and what to do', async (query, title, action) => {
  await openRoom(createServer({ conversations: [] }), { query });
  expect(await screen.findByText(title)).toBeVisible();
  expect(screen.getAllByRole('button', { name: action }).at(-1)).toBeVisible();
});

test('a front desk that reads no messages is told so, and cannot begin any', async () => {
  const practice = desk.practice && { ...desk.practice, desk_reads_messages: false };
  await openRoom(createServer({ conversations: [] }), { viewer: { ...desk, practice } });
  expect(await screen.findByText(/patients write to their clinicians/)).toBeVisible();
  expect(screen.queryByRole('button', { name: 'New message' })).not.toBeInTheDocument();
});

test('a list that cannot be read says so, and can be asked again', async () => {
  let broken = true;
  const server = createServer({
    handlers: { [paths.list]: () => (broken ? apiError(403, 'forbidden') : { body: [named(0, 'Ann Able')] }) },
  });
  const { user } = await openRoom(server);
  expect(await screen.findByRole('alert')).toHaveTextContent('You may not do this.');
  broken = false;
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await rows()).toHaveLength(1);
});

test('opening a thread marks its row and goes on in the composer', async () => {
  const server = createServer({ conversations: [named(0, 'Ann Able')] });
  const { user } = await openRoom(server);
  const [row] = await rows();
  row?.focus();
  await user.keyboard('{Enter}');
  expect(await screen.findByRole('textbox', { name: 'Message to Ann Able' })).toHaveFocus();
  expect((await rows())[0]).toHaveAttribute('aria-current', 'true');
  expect(window.location.search).toBe(`?thread=${ids.thread}`);
});

test('on a phone the heading takes the focus, and back leads to the row', async () => {
  setViewport(390);
  const server = createServer({ conversations: [named(1, 'Bob Baker'), named(0, 'Ann Able')] });
  const { user } = await openRoom(server);
  await user.click(await screen.findByRole('link', { name: /Ann Able/ }));
  expect(await screen.findByRole('heading', { level: 1, name: 'Ann Able' })).toHaveFocus();
  await user.click(screen.getByRole('button', { name: 'Back to the conversations' }));
  expect(await screen.findByRole('link', { name: /Ann Able/ })).toHaveFocus();
  await user.click(screen.getByRole('link', { name: /Ann Able/ }));
  await user.click(await screen.findByRole('textbox', { name: 'Message to Ann Able' }));
  await user.keyboard('{Escape}');
  expect(screen.getByRole('link', { name: /Ann Able/ })).toHaveFocus();
  expect(screen.queryByRole('textbox', { name: /Message to/ })).not.toBeInTheDocument();
});
