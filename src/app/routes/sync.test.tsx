import { configure, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { clinician, createServer, ids } from '../../features/sync/testing.tsx';
import { renderApp } from '../../testing/render.tsx';
import { SyncRoute } from './sync.tsx';

configure({ asyncUtilTimeout: 5000 });

const open = (query: string) => {
  window.history.replaceState(null, '', `/sync${query}`);
  return renderApp(<SyncRoute viewer={clinician} />, createServer());
};

test('what the provider says on the way back is told once, and cleared from the address', async () => {
  const { user } = await open(`?connected=${ids.private}&action=update`);
  expect(await screen.findByRole('note')).toHaveTextContent('Private is connected.');
  await waitFor(() => expect(window.location.search).toBe('?action=update'));
  expect(screen.getByRole('note')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Close' }));
  expect(screen.queryByRole('note')).not.toBeInTheDocument();
});

test('a sign-in that failed is told the same way', async () => {
  await open('?error=access_denied');
  expect(await screen.findByRole('alert')).toHaveTextContent('you did not allow the access');
  await waitFor(() => expect(window.location.search).toBe(''));
});

test('a dialog of the page is part of its address', async () => {
  const { user } = await open('');
  await user.click(await screen.findByRole('button', { name: 'Settings: Private' }));
  expect(await screen.findByRole('dialog', { name: 'Settings of Private' })).toBeVisible();
  expect(window.location.search).toBe(`?open=settings-${ids.private}`);
  await user.click(screen.getByRole('button', { name: 'Cancel' }));
  await waitFor(() => expect(window.location.search).toBe(''));
});
