import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { messageKeys } from '../../lib/messages/queries.ts';
import { apiError, createFakeApi } from '../../testing/fake-api.ts';
import { admin } from '../../testing/practice.ts';
import { renderApp } from '../../testing/render.tsx';
import { receptionist } from '../../testing/visits.ts';
import { Tabs } from './tabs.tsx';

const clinician = { ...receptionist, roles: ['clinician'], isDesk: false } as const;
const unread = '/rest/v1/rpc/unread_conversations';
const patient = { ...receptionist, roles: [], isStaff: false, isDesk: false, isPatient: true };
const rooms = () => within(screen.getByRole('navigation', { name: 'Main' })).getAllByRole('link');
const names = () => rooms().map((link) => link.textContent);

beforeEach(() => window.history.replaceState(null, '', '/messages'));

test.each([
  ['the front desk', receptionist, ['Calendar', 'List', 'Messages', 'Availability']],
  ['an admin', admin, ['Calendar', 'List', 'Messages', 'Availability', 'Practice']],
  ['a clinician', clinician, ['Calendar', 'List', 'Messages', 'Availability', 'Sync']],
  ['a patient', patient, ['Visits', 'Messages']],
] as const)('%s finds their rooms, and where they are', async (_who, viewer, expected) => {
  const api = createFakeApi({ [unread]: () => ({ body: 0 }) });
  await renderApp(<Tabs viewer={viewer} />, api);
  await waitFor(() => expect(api.sent(unread)).toHaveLength(1));
  expect(names()).toEqual(expected);
  expect(screen.getByRole('link', { current: 'page' })).toHaveTextContent('Messages');
});

test('threads with something new are counted beside the room, and said when there are more', async () => {
  let count = 3;
  const api = createFakeApi({ [unread]: () => ({ body: count }) });
  const { client } = await renderApp(<Tabs viewer={patient} />, api);
  expect(await screen.findByRole('link', { name: 'Messages 3 unread conversations' })).toBeVisible();
  count = 4;
  await client.invalidateQueries({ queryKey: messageKeys.all });
  expect(await screen.findByRole('link', { name: /4 unread conversations/ })).toBeVisible();
  await waitFor(
    () => expect(document.querySelector('body > [role="status"]')).toHaveTextContent('4 unread conversations'),
    { timeout: 4000 },
  );
});

test('what cannot be counted is not shown', async () => {
  const api = createFakeApi({ [unread]: () => apiError(403, 'forbidden') });
  await renderApp(<Tabs viewer={patient} />, api);
  await waitFor(() => expect(api.sent(unread)).toHaveLength(1));
  expect(names()).toEqual(['Visits', 'Messages']);
});
