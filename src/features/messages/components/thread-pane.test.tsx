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
const composer = () => screen.findByRole('textbox', { name: 'Message to Oliver Hughes' });

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

describe('sending', () => {
  test('Enter sends, the message is there at once, and once when it has arrived', async () => {
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const server = createServer({ messages: many(1) });
    const insert = server.fetch;
    server.fetch = async (input, init) => {
      if (String(input).includes(paths.insert) && init?.method === 'POST') await gate;
      return insert(input, init);
    };
    const { user } = await openThread(server);
    await user.type(await composer(), 'One{Shift>}{Enter}{/Shift}two{Enter}');
    expect(await composer()).toHaveValue('');
    expect((await lines()).at(-1)).toMatch(/^YouOne\ntwo.*Sending…$/s);
    open();
    await waitFor(async () => expect((await lines()).at(-1)).not.toMatch(/Sending/));
    await waitFor(async () => expect((await lines()).filter((line) => /One\ntwo/.test(line ?? ''))).toHaveLength(1));
    const [sent] = server.sent(paths.insert);
    expect(sent?.body).toEqual({
      message_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      conversation_id: ids.thread,
      sender_id: ids.okafor,
      body: 'One\ntwo',
    });
  });

  test('what failed stays, is sent again under the same id, and may have arrived before', async () => {
    let answers = [apiError(429, 'rate_limited'), apiError(409, '23505')];
    const server = createServer({
      messages: many(1),
      handlers: { [paths.insert]: () => answers.shift() ?? { status: 201, body: null } },
    });
    const { user } = await openThread(server);
    await user.type(await composer(), 'Hello{Enter}');
    const again = await screen.findByRole('button', { name: 'Try again' });
    expect((await lines()).at(-1)).toMatch(/Hello.*Not sent.*Too many tries/s);
    await user.click(again);
    await waitFor(async () => expect((await lines()).join()).not.toMatch(/Not sent/));
    const [first, second] = server.sent(paths.insert);
    expect(second?.body).toEqual(first?.body);
    answers = [apiError(429, 'rate_limited')];
    await user.type(await composer(), 'Bye{Enter}');
    await user.click(await screen.findByRole('button', { name: 'Discard' }));
    expect((await lines()).join()).not.toMatch(/Bye/);
  });

  test('what failed is still there after looking at another thread', async () => {
    const server = createServer({
      conversations: [conversation(), conversation({ conversation_id: uuid(101), patient_name: 'Ann Able' })],
      messages: many(1),
      handlers: { [paths.insert]: () => apiError(429, 'rate_limited') },
    });
    const { user } = await openThread(server);
    await user.type(await composer(), 'Hello{Enter}');
    await screen.findByRole('button', { name: 'Try again' });
    await user.click(screen.getByRole('link', { name: /Ann Able/ }));
    const other = await screen.findByRole('log', { name: 'Messages with Ann Able' });
    expect(within(other).queryByText('Hello')).not.toBeInTheDocument();
    await user.click(screen.getByRole('link', { name: /Oliver Hughes.*Not sent/ }));
    expect((await lines()).at(-1)).toMatch(/Hello.*Not sent/s);
    // And the browser asks before the page is left.
    const leaving = new Event('beforeunload', { cancelable: true });
    window.dispatchEvent(leaving);
    expect(leaving.defaultPrevented).toBe(true);
  });

  test('white space is no message, and on a phone Enter is a new line', async () => {
    setViewport(390);
    const { user, server } = await openThread(createServer({ messages: many(1) }));
    await user.type(await composer(), ' {Enter}');
    await user.click(screen.getByRole('button', { name: 'Send' }));
    expect(server.sent(paths.insert)).toEqual([]);
    await user.type(await composer(), 'Hello{Enter}you');
    expect(server.sent(paths.insert)).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Send' }));
    await waitFor(() => expect(server.sent(paths.insert)[0]?.body).toMatchObject({ body: 'Hello\nyou' }));
  });

  test('near the longest message the room left is said', async () => {
    const { user } = await openThread(createServer({ messages: many(1) }));
    const field = await composer();
    await user.click(field);
    await user.paste('x'.repeat(9_999));
    expect(screen.getByText('1 character left')).toBeVisible();
    await user.keyboard('yz');
    expect(field).toHaveValue(`${'x'.repeat(9_999)}y`);
  });
});

test('a draft is kept for its thread and its author, marked in the list, and gone when it is sent', async () => {
  const server = createServer({ messages: many(1) });
  const { user, unmount } = await openThread(server);
  await user.type(await composer(), 'Not yet');
  expect(await screen.findByRole('link', { name: /Oliver Hughes.*Draft/ })).toBeVisible();
  unmount();
  // The page is loaded again.
  const again = await openThread(createServer({ messages: many(1) }));
  expect(await composer()).toHaveValue('Not yet');
  await again.user.type(await composer(), '{Enter}');
  expect(screen.queryByRole('link', { name: /Draft/ })).not.toBeInTheDocument();
  expect(sessionStorage).toHaveLength(0);
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

test('staff send forms from a menu, patients ask for an appointment', async () => {
  const { user, unmount } = await openThread(createServer({ messages: many(1) }));
  await composer();
  await user.click(screen.getByRole('button', { name: 'Send form' }));
  expect(await screen.findByRole('menuitem', { name: 'Offer appointment times' })).toBeVisible();
  unmount();
  await openThread(createServer({ conversations: [conversation({ viewer_side: 'patient' })] }), patient);
  expect(await screen.findByRole('button', { name: 'Ask for an appointment' })).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Send form' })).not.toBeInTheDocument();
});
