import { screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import {
  createServer,
  desk,
  ids,
  message,
  openAddress,
  paths,
  patient,
  setViewport,
} from '../../features/messages/testing.tsx';
import { apiError } from '../../testing/fake-api.ts';
import { MessagesRoute } from './messages.tsx';

beforeEach(() => setViewport(1440));

test('an address that names people opens their thread, and becomes its address', async () => {
  const server = createServer({ messages: [message(1)] });
  await openAddress(`/messages?patient=${ids.oliver}&clinician=${ids.okafor}`, <MessagesRoute viewer={desk} />, server);
  expect(await screen.findByRole('log', { name: 'Messages with Oliver Hughes' })).toBeVisible();
  expect(window.location.search).toBe(`?thread=${ids.thread}`);
  expect(server.sent(paths.start).map(({ body }) => body)).toEqual([
    { patient_id: ids.oliver, clinician_id: ids.okafor },
  ]);
});

test('a thread that cannot be opened says why; the conversations are one step away', async () => {
  let refused = true;
  const server = createServer({
    conversations: [],
    handlers: {
      [paths.start]: () => (refused ? apiError(404, 'not_found') : { body: { conversation_id: ids.thread } }),
    },
  });
  const address = `/messages?clinician=${ids.okafor}`;
  const { user } = await openAddress(address, <MessagesRoute viewer={patient} />, server);
  expect(await screen.findByRole('alert')).toHaveTextContent('It does not exist any more, or you may not see it.');
  refused = false;
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  await waitFor(() => expect(server.sent(paths.start)).toHaveLength(2));
  await waitFor(() => expect(window.location.search).toBe(`?thread=${ids.thread}`));
});

test('nothing that asks for a new message opens the booking of a visit', async () => {
  await openAddress('/messages?new=1', <MessagesRoute viewer={patient} />, createServer());
  expect(await screen.findByRole('dialog', { name: 'New message' })).toBeVisible();
});
