import { configure, screen, waitFor, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { apiError } from '../../../testing/fake-api.ts';
import type { Connection } from '../schema.ts';
import {
  connection,
  createServer,
  ids,
  job,
  massDeletion,
  minutesAgo,
  openSync,
  paths,
  problem,
  work,
} from '../testing.tsx';

// Whole pages with dialogs: on a busy machine one second is short.
configure({ asyncUtilTimeout: 5000 });
const card = async (name = 'Private') =>
  (await screen.findByRole('heading', { level: 3, name: new RegExp(`^${name}`) })).closest('li') as HTMLElement;
const spoken = () => document.querySelector('body > [role="status"]');

test('a connection says what it is, what travels, how it goes and since when', async () => {
  await openSync(createServer({ connections: [connection(), work()] }));
  const main = within(await card());
  expect(main.getByRole('heading')).toHaveTextContent('PrivateMain calendar');
  expect(main.getByText(/Google Calendar/)).toHaveTextContent('Google Calendar · amara@example.org');
  expect(main.getByText('Visits go out, busy times come in')).toBeVisible();
  expect(main.getByText('In step · 2 minutes ago')).toBeVisible();
  expect(main.getByText(/^Last sync: /)).toBeVisible();
  const second = within(await card('Work'));
  expect(second.getByText('Busy times come in, nothing goes out')).toBeVisible();
  expect(second.getByText(/Microsoft 365/)).toBeVisible();
});

test('nothing connected yet: what it is for, and one button', async () => {
  const { user } = await openSync(createServer({ connections: [] }));
  expect(await screen.findByText('No calendar is connected')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Connect a calendar' }));
  expect(await screen.findByRole('dialog', { name: 'Connect a calendar' })).toBeVisible();
});

test('what cannot be read says so and can be asked for again', async () => {
  let broken = true;
  const server = createServer({
    handlers: { [paths.connections]: () => (broken ? apiError(403, 'forbidden') : { body: [connection()] }) },
  });
  const { user } = await openSync(server);
  expect(await screen.findByRole('alert')).toHaveTextContent('You may not do this.');
  broken = false;
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await card()).toBeVisible();
});

test.each([
  ['waiting for its first sync', { last_sync_at: null, last_sync_status: 'pending' }, 'Waiting for the first sync'],
  ['with a lost sign-in', { state: 'needs_reauth' }, 'Needs you: sign in again'],
  ['paused', { state: 'paused' }, 'Paused'],
  ['switched off', { sync_enabled: false }, 'Switched off'],
  ['late', { last_sync_at: minutesAgo(185) }, 'Late: last sync 3 hours ago'],
  ['that is unknown over there', failed('not_found'), 'Google Calendar no longer knows this calendar'],
  ['that has to wait', failed('rate_limited'), 'Google Calendar asks us to wait'],
  ['that refuses', failed('refused'), 'Google Calendar refuses what we ask'],
  ['that keeps changing', failed('changing'), 'The calendar kept changing while we synced it'],
  ['with a fault of ours', failed('internal'), 'Something went wrong on our side'],
  ['with a strange answer', failed('something_new'), /gave an answer we do not understand/],
] satisfies [string, Partial<Connection>, string | RegExp][])(
  'a connection %s says so in words',
  async (_name, change, words) => {
    await openSync(createServer({ connections: [connection(change)] }));
    expect(within(await card()).getByText(words)).toBeVisible();
  },
);

function failed(code: string): Partial<Connection> {
  return { last_sync_status: 'failed', sync_errors: [{ at: minutesAgo(1), code }] };
}

test('a service that cannot be reached is tried again, at a time that is told', async () => {
  const next = job({ kind: 'pull', status: 'pending', attempts: 2, visit: null, run_after: minutesAgo(-90) });
  const { unmount } = await openSync(createServer({ connections: [connection(failed('unreachable'))], jobs: [next] }));
  const found = within(await card());
  expect(found.getByText(/^Google Calendar cannot be reached; trying again at .*\d:\d\d/)).toBeVisible();
  expect(found.getByRole('button', { name: 'Try now: Private' })).toBeVisible();
  unmount();
});

test('a lost sign-in is mended at the provider, and the person comes back here', async () => {
  const leave = vi.fn();
  const server = createServer({
    connections: [connection({ state: 'needs_reauth' })],
    handlers: {
      [paths.connect('google/start')]: () => ({ body: { authorization_url: 'https://accounts.example/auth?x=1' } }),
    },
  });
  const { user } = await openSync(server, { leave });
  const found = within(await card());
  expect(found.queryByRole('button', { name: /^Sync now/ })).not.toBeInTheDocument();
  await user.click(found.getByRole('button', { name: 'Reconnect: Private' }));
  await waitFor(() => expect(leave).toHaveBeenCalledWith('https://accounts.example/auth?x=1'));
  expect(server.sent(paths.connect('google/start'))[0]).toMatchObject({ method: 'POST', body: { return_to: '/sync' } });
});

test('an address that is no web address is not opened', async () => {
  const leave = vi.fn();
  const server = createServer({
    connections: [connection({ state: 'needs_reauth' })],
    handlers: { [paths.connect('google/start')]: () => ({ body: { authorization_url: 'javascript:alert(1)' } }) },
  });
  const { user } = await openSync(server, { leave });
  await user.click(within(await card()).getByRole('button', { name: 'Reconnect: Private' }));
  expect(await within(await card()).findByRole('alert')).toHaveTextContent('That did not work');
  expect(leave).not.toHaveBeenCalled();
});

test('a lost password is asked for in a form that knows whose it is', async () => {
  const apple = connection({ provider: 'apple', state: 'needs_reauth', account_email: 'amara@icloud.example' });
  const { user } = await openSync(createServer({ connections: [apple] }));
  await user.click(within(await card()).getByRole('button', { name: 'Reconnect: Private' }));
  const dialog = await screen.findByRole('dialog', { name: 'Sign in again to Private' });
  expect(within(dialog).getByRole('textbox', { name: 'Apple Account' })).toHaveValue('amara@icloud.example');
});

test('a pause is ended, and something switched off is switched on', async () => {
  const server = createServer({
    connections: [connection({ state: 'paused' }), work({ sync_enabled: false })],
    handlers: { [paths.resume]: () => ({ body: {} }) },
  });
  const { user } = await openSync(server);
  await user.click(within(await card()).getByRole('button', { name: 'Resume: Private' }));
  await waitFor(() => expect(server.sent(paths.resume)[0]?.body).toEqual({ connection_id: ids.private }));
  await user.click(within(await card('Work')).getByRole('button', { name: 'Switch on: Work' }));
  await waitFor(() => expect(server.written(paths.connections)[0]?.body).toEqual({ sync_enabled: true }));
  expect(server.written(paths.connections)[0]?.search.get('connection_id')).toBe(`eq.${ids.work}`);
});

test('more deletions than usual: a slip is put right with one press', async () => {
  const server = createServer({
    connections: [connection({ state: 'paused' })],
    conflicts: [massDeletion()],
    handlers: { [paths.resolve]: () => ({ body: {} }) },
  });
  const { user } = await openSync(server);
  const found = within(await card());
  expect(await found.findByText('Paused: more deletions than usual')).toBeVisible();
  expect(found.getByText(/^7 of 9 visits disappeared/)).toBeVisible();
  expect(found.queryByRole('button', { name: /^Resume/ })).not.toBeInTheDocument();
  await user.click(found.getByRole('button', { name: 'A mistake: put them back: Private' }));
  await waitFor(() =>
    expect(server.sent(paths.resolve)[0]?.body).toEqual({ conflict_id: ids.conflict, resolution: 'keep_ours' }),
  );
  expect(await screen.findByText('The visits are put back into the calendar.')).toBeVisible();
});

test.each([
  ['ask', 'Each of these visits is then listed here for your decision.'],
  ['cancel', 'Each of these visits is then cancelled, and each patient is told.'],
  ['restore', /put back into the calendar, as its settings say/],
] as const)('taking deletions over says first what the policy “%s” makes of it', async (policy, words) => {
  const server = createServer({
    connections: [connection({ state: 'paused', on_external_delete: policy })],
    conflicts: [massDeletion()],
    handlers: { [paths.resolve]: () => ({ body: {} }) },
  });
  const { user } = await openSync(server);
  await user.click(await screen.findByRole('button', { name: 'I deleted them: Private' }));
  const dialog = await screen.findByRole('dialog', { name: 'Take the deletions over?' });
  expect(within(dialog).getByText(words)).toBeVisible();
  expect(server.sent(paths.resolve)).toEqual([]);
  await user.click(within(dialog).getByRole('button', { name: 'Take them over' }));
  await waitFor(() => expect(server.sent(paths.resolve)[0]?.body).toMatchObject({ resolution: 'take_theirs' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
});

test('changes that were given up are tried again from the card', async () => {
  const server = createServer({
    jobs: [job(), job({ job_id: 'second' })],
    handlers: { [paths.retry]: () => ({ body: {} }) },
  });
  const { user } = await openSync(server);
  const found = within(await card());
  expect(await found.findByText('2 changes could not be written')).toBeVisible();
  await user.click(found.getByRole('button', { name: 'Try again: Private' }));
  await waitFor(() =>
    expect(server.sent(paths.retry).map(({ body }) => body)).toEqual([{ job_id: ids.job }, { job_id: 'second' }]),
  );
});

const synced = { connection_id: ids.private, pulled: 0, pushed: 0, conflicts: 0 };
test.each([
  ['nothing new', { connections: [synced] }, 'Done. Nothing had changed.'],
  ['something new', { connections: [{ ...synced, pulled: 12, pushed: 3 }] }, 'Done. Read: 12, written: 3.'],
  ['a decision', { connections: [{ ...synced, pulled: 1, conflicts: 1 }] }, /1 decision waits for you\.$/],
  ['a failure', { connections: [{ ...synced, error: 'unreachable' }] }, /did not get through/],
  ['much to do', { connections: [{ ...synced, error: 'still_running' }] }, /under way and goes on by itself/],
] as const)('“Sync now” has it done and tells of %s', async (_name, body, words) => {
  const server = createServer({ handlers: { [paths.sync]: () => ({ body }) } });
  const { user } = await openSync(server);
  await user.click(within(await card()).getByRole('button', { name: 'Sync now: Private' }));
  expect(await within(await card()).findByText(words)).toBeVisible();
  await waitFor(() => expect(spoken()).toHaveTextContent(words));
  expect(server.sent(paths.sync)[0]?.body).toEqual({ connection_id: ids.private });
});

test('while it runs, how much is left is counted down', async () => {
  let finish = () => {};
  const done = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const pending = (n: number) => job({ job_id: `j${n}`, status: 'pending', attempts: 0 });
  const server = createServer({
    jobs: [pending(1), pending(2), pending(3)],
    handlers: {
      [paths.sync]: async () => {
        await done;
        return { body: { connections: [synced] } };
      },
    },
  });
  const { user } = await openSync(server);
  const found = within(await card());
  await user.click(found.getByRole('button', { name: 'Sync now: Private' }));
  expect(await found.findByText('3 changes still to be written')).toBeVisible();
  server.state.jobs = [pending(3)];
  expect(await found.findByText('Asking Google Calendar what has changed')).toBeVisible();
  finish();
  expect(await found.findByText('Done. Nothing had changed.')).toBeVisible();
});

test('asking too often, and a service nobody can reach, are told apart', async () => {
  let answer = problem(429, 'rate_limited');
  const { user } = await openSync(createServer({ handlers: { [paths.sync]: () => answer } }));
  const button = within(await card()).getByRole('button', { name: 'Sync now: Private' });
  await user.click(button);
  expect(await screen.findByRole('alert')).toHaveTextContent('Please wait ten seconds.');
  answer = problem(503, 'provider_unreachable');
  await user.click(button);
  await waitFor(() => expect(screen.getByRole('alert')).toHaveTextContent('calendar service cannot be reached'));
});

test('without a main calendar it says so on the page, with the way out', async () => {
  const server = createServer({ connections: [connection({ is_primary: false }), work({ can_write: false })] });
  const { user } = await openSync(server);
  expect(await screen.findByText('No main calendar')).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Choose Work' })).not.toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Choose Private' }));
  await waitFor(() => expect(screen.queryByText('No main calendar')).not.toBeInTheDocument());
  expect(server.written(paths.connections).map(({ body }) => body)).toEqual([{ is_primary: true }]);
});

test.each([
  [{ connected: ids.private }, 'Private is connected. The first sync begins by itself.'],
  [{ connected: ids.job }, 'The calendar is connected. The first sync begins by itself.'],
  [{ error: 'access_denied' }, /you did not allow the access/],
  [{ error: 'scopes_missing' }, /leave every box ticked/],
  [{ error: 'state_invalid' }, /took too long or was already used/],
  [{ error: 'provider_unreachable' }, /cannot be reached at the moment/],
  [{ error: 'account_taken' }, 'This account is already connected by somebody else.'],
  [{ error: 'unexpected' }, /could not be connected, and nothing was changed/],
] as const)('coming back from the provider with %o is told in words', async (returned, words) => {
  await openSync(createServer(), { returned });
  const role = 'error' in returned ? 'alert' : 'note';
  expect(await screen.findByRole(role)).toHaveTextContent(words);
});
