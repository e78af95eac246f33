import { configure, screen, waitFor, within } from '@testing-library/react';
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
import { visitDetail } from '../../testing/visits.ts';
import { MessagesRoute } from './messages.tsx';

// Parts of the page come as chunks of their own: on a busy machine one second is short.
configure({ asyncUtilTimeout: 5000 });
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

test('a visit named in the address opens above the thread, and closing it leads back to it', async () => {
  const visit = visitDetail();
  const server = createServer({
    messages: [message(1)],
    handlers: { '/rest/v1/appointments': () => ({ body: visit }) },
  });
  const address = `/messages?thread=${ids.thread}&visit=${visit.appointment_id}`;
  const { user } = await openAddress(address, <MessagesRoute viewer={patient} />, server);
  const dialog = await screen.findByRole('dialog', { name: 'Visit' });
  await user.click(within(dialog).getByRole('button', { name: 'Close' }));
  await waitFor(() => expect(window.location.search).toBe(`?thread=${ids.thread}`));
});
