import { act, configure, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { messageKeys } from '../../../lib/messages/queries.ts';
import { apiError } from '../../../testing/fake-api.ts';
import type { Message } from '../schema.ts';
import {
  clinician,
  conversation,
  createServer,
  fromOkafor,
  fromSystem,
  ids,
  lastMessage,
  message,
  openThread,
  paths,
  patient,
  setViewport,
  uuid,
} from '../testing.tsx';

// Whole pages: on a busy machine one second is short.
configure({ asyncUtilTimeout: 5000 });
beforeEach(() => {
  setViewport(1440);
  sessionStorage.clear();
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-21T10:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

const log = () => screen.findByRole('log', { name: 'Messages with Oliver Hughes' });
const lines = async () =>
  within(await log())
    .getAllByRole('listitem')
    .map((item) => item.textContent);
const many = (count: number) => Array.from({ length: count }, (_, n) => message(n + 1));

test('messages stand by day with who said them; what was read is said', async () => {
  const messages = [
    message(1, { created_at: '2026-11-10T09:00:00Z' }),
    message(2, { ...fromOkafor, created_at: '2026-11-20T09:00:00Z', body: 'How are you?' }),
    message(3, { ...fromOkafor, created_at: '2026-11-20T09:05:00Z', body: 'Better?' }),
    message(4, { ...fromOkafor, created_at: '2026-11-21T09:05:00Z', body: 'Call me.' }),
  ];
  const server = createServer({
    conversations: [conversation({ read_by_other_at: '2026-11-20T09:05:00Z', subject: 'Results' })],
    messages,
  });
  await openThread(server);
  const days = within(await log()).getAllByRole('heading', { level: 3 });
  expect(days.map((day) => day.textContent)).toEqual([expect.stringMatching(/^Tuesday/), 'Yesterday', 'Today']);
  expect(await lines()).toEqual([
    expect.stringMatching(/^Oliver HughesMessage 1/),
    expect.stringMatching(/^YouHow are you\?/),
    expect.stringMatching(/^YouBetter\?.*Read$/),
    expect.stringMatching(/^YouCall me\.[^R]*$/),
  ]);
  expect(screen.getByRole('heading', { level: 2, name: 'Oliver Hughes' })).toBeVisible();
  expect(within(screen.getByRole('region', { name: 'Oliver Hughes' })).getByText('Results')).toBeVisible();
});

test('what the system says is in the reader’s language, on their clock', async () => {
  const payload = { event: 'offer_accepted', start: '2026-12-01T10:30:00Z', end: '2026-12-01T11:00:00Z' };
  const messages = [
    message(1, { ...fromSystem, body: 'It was accepted.', payload }),
    message(2, { ...fromSystem, body: 'It snows.', payload: { event: 'weather' } }),
  ];
  const server = createServer({ conversations: [conversation({ practice_timezone: 'America/New_York' })], messages });
  await openThread(server);
  expect(await lines()).toEqual([
    expect.stringMatching(/^Accepted: Tue.*December.*10:30.*11:00.*, London \(GMT/),
    'It snows.',
  ]);
});

test('earlier messages come page by page until the beginning', async () => {
  const { user, server } = await openThread(createServer({ messages: many(70) }));
  expect(await lines()).toHaveLength(50);
  await user.click(screen.getByRole('button', { name: 'Show earlier messages' }));
  await waitFor(async () => expect(await lines()).toHaveLength(70));
  expect(server.sent(paths.messages).map(({ body }) => body.before_position)).toEqual([undefined, 21]);
  expect(screen.getByText('This is the beginning of the conversation.')).toBeInTheDocument();
  // The button has gone; the focus has not.
  await waitFor(async () => expect(await log()).toHaveFocus());
});

test('a line stands above the first unread message, and stays there', async () => {
  const last = lastMessage({ message_id: uuid(1004) });
  const server = createServer({
    conversations: [conversation({ unread_count: 2, last_message: last })],
    messages: many(4),
  });
  const { client } = await openThread(server);
  const expected = [
    expect.stringMatching(/Message 1/),
    expect.stringMatching(/Message 2/),
    'New',
    expect.stringMatching(/Message 3/),
    expect.stringMatching(/Message 4/),
  ];
  await waitFor(async () => expect(await lines()).toEqual(expected));
  server.state.messages = many(5);
  await act(() => client.invalidateQueries({ queryKey: messageKeys.all }));
  expect(await lines()).toEqual([...expected, expect.stringMatching(/Message 5/)]);
});

describe('reading', () => {
  const look = (state: DocumentVisibilityState) => vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state);
  beforeEach(() => void look('visible'));

  test('is told once for each latest message of somebody else', async () => {
    const { server, client } = await openThread(createServer({ messages: many(2) }));
    await waitFor(() => expect(server.sent(paths.read)).toHaveLength(1));
    expect(server.sent(paths.read)[0]?.body).toEqual({ conversation_id: ids.thread, message_id: uuid(1002) });
    await act(() => client.invalidateQueries({ queryKey: messageKeys.all }));
    server.state.messages = many(3);
    await act(() => client.invalidateQueries({ queryKey: messageKeys.all }));
    await waitFor(() => expect(server.sent(paths.read)).toHaveLength(2));
    expect(server.sent(paths.read)[1]?.body).toMatchObject({ message_id: uuid(1003) });
    // One's own is read as it is written.
    server.state.messages = [...many(3), message(4, fromOkafor)];
    await act(() => client.invalidateQueries({ queryKey: messageKeys.all }));
    await expect(settledCount(server)).resolves.toBe(2);
  });

  test('waits until the page is looked at', async () => {
    look('hidden');
    const { server } = await openThread(createServer({ messages: many(2) }));
    await log();
    await expect(settledCount(server)).resolves.toBe(0);
    look('visible');
    act(() => void document.dispatchEvent(new Event('visibilitychange')));
    await waitFor(() => expect(server.sent(paths.read)).toHaveLength(1));
  });
});

/** After longer than it takes to tell. */
async function settledCount(server: ReturnType<typeof createServer>): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 600));
  return server.sent(paths.read).length;
}

describe('what arrives', () => {
  /** A log three times as high as what is seen of it; happy-dom has no layout of its own. */
  function layout() {
    let top = 0;
    vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(400);
    vi.spyOn(HTMLElement.prototype, 'scrollHeight', 'get').mockReturnValue(1200);
    vi.spyOn(Element.prototype, 'scrollTop', 'get').mockImplementation(() => top);
    vi.spyOn(Element.prototype, 'scrollTop', 'set').mockImplementation((value) => {
      top = Math.min(value, 800);
    });
    return { top: () => top, scrollTo: (value: number) => (top = value) };
  }

  test('is announced, and offered where one reads further up', async () => {
    const place = layout();
    const { server, client, user } = await openThread(createServer({ messages: many(3) }));
    const messages = await log();
    expect(place.top()).toBe(800);
    place.scrollTo(100);
    act(() => void messages.dispatchEvent(new Event('scroll')));
    expect(screen.queryByRole('button', { name: 'New messages' })).not.toBeInTheDocument();
    server.state.messages = many(4);
    await act(() => client.invalidateQueries({ queryKey: messageKeys.all }));
    await waitFor(() =>
      expect(document.querySelector('body > [role="status"]')).toHaveTextContent('Message from Oliver Hughes'),
    );
    expect(place.top()).toBe(100);
    await user.click(await screen.findByRole('button', { name: 'New messages' }));
    expect(place.top()).toBe(800);
    await waitFor(() => expect(screen.queryByRole('button', { name: 'New messages' })).not.toBeInTheDocument());
  });

  test('moves the end along with somebody who is there', async () => {
    const place = layout();
    const { server, client } = await openThread(createServer({ messages: many(3) }));
    await log();
    place.scrollTo(790);
    server.state.messages = many(4);
    await act(() => client.invalidateQueries({ queryKey: messageKeys.all }));
    await waitFor(() => expect(place.top()).toBe(800));
    expect(screen.queryByRole('button', { name: 'New messages' })).not.toBeInTheDocument();
  });
});

test('a thread that cannot be seen says so; one that could not be read is asked for again', async () => {
  await openThread(createServer({ conversations: [] }), patient);
  expect(await screen.findByRole('alert')).toHaveTextContent('It does not exist any more, or you may not see it.');
});

test('without a connection the thread can be asked for again', async () => {
  let broken = true;
  const messages: Message[] = many(1);
  const server = createServer({
    handlers: { [paths.messages]: () => (broken ? apiError(403, 'forbidden') : { body: messages }) },
  });
  const { user } = await openThread(server, clinician);
  await screen.findByRole('alert');
  broken = false;
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await lines()).toHaveLength(1);
});
