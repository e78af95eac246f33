import { screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { apiError, createFakeApi } from '../../../testing/fake-api.ts';
import { renderApp } from '../../../testing/render.tsx';
import { Invitations } from './invitations.tsx';

const invitation = {
  invitation_id: 'i1',
  practice_id: 'p1',
  practice_name: 'Harbour Street Practice',
  role: 'receptionist',
  invited_by_name: 'Grace Whitfield',
  expires_at: '2126-12-04T10:00:00Z',
};
const accept = 'Accept: Harbour Street Practice, Front desk';
const decline = 'Decline: Harbour Street Practice, Front desk';

beforeEach(() => window.history.replaceState(null, '', '/account'));

async function open(respond: Parameters<typeof createFakeApi>[0][string]) {
  let answered = false;
  const api = createFakeApi({
    '/rest/v1/rpc/my_invitations': () => ({ body: answered ? [] : [invitation] }),
    '/rest/v1/rpc/respond_to_invitation': async (request) => {
      const answer = await respond(request);
      answered = (answer.status ?? 200) < 400;
      return answer;
    },
  });
  const view = await renderApp(
    <main id="main" tabIndex={-1}>
      <Invitations />
    </main>,
    api,
  );
  return { ...view, api };
}

test('accepting answers, reads again who somebody is, and goes to the start page', async () => {
  const { api, client, user } = await open(() => ({ body: {} }));
  client.setQueryData(['viewer', 'u1'], 'as they were');
  await screen.findByText('Harbour Street Practice invites you to join as Front desk');
  expect(screen.getByText(/^Grace Whitfield invited you/)).toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: accept }));
  await waitFor(() => expect(screen.queryByRole('button', { name: accept })).not.toBeInTheDocument());
  expect(api.sent('/rest/v1/rpc/respond_to_invitation')[0]?.body).toEqual({ invitation_id: 'i1', accept: true });
  expect(client.getQueryState(['viewer', 'u1'])?.isInvalidated).toBe(true);
  expect(window.location.pathname).toBe('/');
  expect(screen.getByRole('main')).toHaveFocus();
});

test('declining answers and stays on the page', async () => {
  const { api, user } = await open(() => ({ body: {} }));
  await user.click(await screen.findByRole('button', { name: decline }));
  await waitFor(() => expect(screen.queryByRole('button', { name: decline })).not.toBeInTheDocument());
  expect(api.sent('/rest/v1/rpc/respond_to_invitation')[0]?.body).toEqual({ invitation_id: 'i1', accept: false });
  expect(window.location.pathname).toBe('/account');
});

test('an invitation that was revoked meanwhile says so and stays', async () => {
  const { user } = await open(() => apiError(409, 'invitation_closed'));
  await user.click(await screen.findByRole('button', { name: accept }));
  expect(await screen.findByRole('alert')).toHaveTextContent('This invitation is no longer open.');
  expect(screen.getByRole('button', { name: accept })).toBeEnabled();
});
