/** Writing in a thread: what is sent, what could not be, and what has only been begun. */
import { configure, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, test } from 'vitest';
import { apiError } from '../../../testing/fake-api.ts';
import {
  conversation,
  createServer,
  ids,
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
});

const log = () => screen.findByRole('log', { name: 'Messages with Oliver Hughes' });
const lines = async () =>
  within(await log())
    .getAllByRole('listitem')
    .map((item) => item.textContent);
const many = (count: number) => Array.from({ length: count }, (_, n) => message(n + 1));
const composer = () => screen.findByRole('textbox', { name: 'Message to Oliver Hughes' });

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
