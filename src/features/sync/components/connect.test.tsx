import { configure, screen, waitFor, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { apiError } from '../../../testing/fake-api.ts';
import { connection, createServer, ids, openSync, paths, problem, work } from '../testing.tsx';

configure({ asyncUtilTimeout: 5000 });
const caldav = paths.connect('caldav');
const list = paths.connect(`${ids.private}/calendars`);
const remote = (id: string, change = {}) => ({
  id,
  name: id,
  is_primary: false,
  can_write: true,
  connected: false,
  ...change,
});

test.each([
  ['Google Calendar', 'google'],
  ['Microsoft 365 or Outlook.com', 'microsoft'],
] as const)('%s takes the person to its own page', async (name, provider) => {
  const leave = vi.fn();
  const url = `https://login.example/${provider}`;
  const server = createServer({
    connections: [],
    handlers: { [paths.connect(`${provider}/start`)]: () => ({ body: { authorization_url: url } }) },
  });
  const { user } = await openSync(server, { query: '?open=connect', leave });
  const dialog = await screen.findByRole('dialog', { name: 'Connect a calendar' });
  await user.click(within(dialog).getByRole('button', { name: new RegExp(`^${name}`) }));
  await waitFor(() => expect(leave).toHaveBeenCalledWith(url));
  expect(within(dialog).getByText(/^Taking you to/)).toBeVisible();
  for (const button of within(within(dialog).getByRole('list')).getAllByRole('button')) expect(button).toBeDisabled();
});

test('a provider that cannot be reached is told, and another can be chosen', async () => {
  const server = createServer({
    connections: [],
    handlers: { [paths.connect('google/start')]: () => problem(503, 'provider_unreachable') },
  });
  const { user } = await openSync(server, { query: '?open=connect' });
  const dialog = await screen.findByRole('dialog');
  await user.click(within(dialog).getByRole('button', { name: /^Google/ }));
  expect(await within(dialog).findByRole('alert')).toHaveTextContent('calendar service cannot be reached');
  expect(within(dialog).getByRole('button', { name: /^Microsoft/ })).toBeEnabled();
});

test('iCloud is asked with an app-specific password, of which the form says where to make it', async () => {
  const server = createServer({
    connections: [],
    handlers: {
      [caldav]: () => ({ body: { connection_ids: ['a'], calendars: [remote('Home', { connected: true })] } }),
    },
  });
  const { user } = await openSync(server, { query: '?open=connect' });
  await user.click(await screen.findByRole('button', { name: /^Apple iCloud/ }));
  const dialog = await screen.findByRole('dialog', { name: 'Connect iCloud' });
  expect(within(dialog).getByRole('link', { name: /account\.apple\.com$/ })).toHaveAttribute(
    'href',
    expect.stringMatching(/^https:\/\/account\.apple\.com\//),
  );
  expect(within(dialog).queryByRole('textbox', { name: 'Address of the server' })).not.toBeInTheDocument();
  await user.type(within(dialog).getByRole('textbox', { name: 'Apple Account' }), ' amara@icloud.example ');
  await user.type(within(dialog).getByLabelText('App-specific password'), 'abcd-efgh-ijkl-mnop');
  await user.click(within(dialog).getByRole('button', { name: 'Connect' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  expect(server.sent(caldav).map(({ body }) => body)).toEqual([
    { username: 'amara@icloud.example', password: 'abcd-efgh-ijkl-mnop' },
  ]);
  expect(screen.getByText('1 calendar is connected.')).toBeVisible();
});

async function openServer(answer: () => { status?: number; body: unknown }) {
  const server = createServer({ connections: [], handlers: { [caldav]: answer } });
  const view = await openSync(server, { query: '?open=caldav' });
  const dialog = await screen.findByRole('dialog', { name: 'Connect a calendar server' });
  const fields = {
    server: within(dialog).getByRole('textbox', { name: 'Address of the server' }),
    username: within(dialog).getByRole('textbox', { name: 'User name' }),
    password: within(dialog).getByLabelText('Password'),
  };
  const send = () => view.user.click(within(dialog).getByRole('button', { name: 'Connect' }));
  const fill = async () => {
    await view.user.type(fields.server, 'https://cloud.example.org');
    await view.user.type(fields.username, 'amara');
    await view.user.type(fields.password, 'secret');
  };
  return { ...view, server, dialog, fields, send, fill };
}

test('what is missing is named at its field, and the first one takes the focus', async () => {
  const { server, fields, send, user } = await openServer(() => ({ body: {} }));
  await send();
  expect(fields.server).toHaveFocus();
  expect(fields.server).toHaveAccessibleDescription(/Enter the address of your calendar server/);
  expect(fields.username).toHaveAccessibleDescription('Enter the name you sign in with.');
  expect(fields.password).toHaveAccessibleDescription('Enter the password.');
  await user.type(fields.server, 'ftp://cloud.example.org');
  await user.type(fields.username, 'amara');
  await user.type(fields.password, 'secret');
  await send();
  expect(fields.server).toHaveFocus();
  expect(server.sent(caldav)).toEqual([]);
});

test.each([
  ['invalid_credentials', 401, 'password', 'The user name or the password is not right.'],
  ['address_refused', 422, 'server', /may not connect to this address/],
  ['not_caldav', 422, 'server', /no calendar server at this address/],
] as const)('%s is told at the field it is about', async (code, status, field, words) => {
  const { fields, send, fill } = await openServer(() => problem(status, code));
  await fill();
  await send();
  await waitFor(() => expect(fields[field]).toHaveAccessibleDescription(words));
  expect(fields[field]).toHaveFocus();
});

test.each([
  ['provider_unreachable', 503, 'The calendar service cannot be reached at the moment.'],
  ['invalid_input', 422, 'Something in the form is not valid.'],
  ['rate_limited', 429, 'Too many tries in a short time.'],
] as const)('%s is told in the form, which keeps what was typed', async (code, status, words) => {
  const { dialog, fields, send, fill } = await openServer(() => problem(status, code));
  await fill();
  await send();
  const alert = await within(dialog).findByRole('alert');
  expect(alert).toHaveTextContent(words);
  await waitFor(() => expect(alert).toHaveFocus());
  expect(fields.username).toHaveValue('amara');
});

test('at Apple a refused password is most likely the wrong kind, and that is said', async () => {
  const server = createServer({ connections: [], handlers: { [caldav]: () => problem(401, 'invalid_credentials') } });
  const { user } = await openSync(server, { query: '?open=icloud' });
  const password = await screen.findByLabelText('App-specific password');
  await user.type(screen.getByRole('textbox', { name: 'Apple Account' }), 'a@b.example');
  await user.type(password, 'mine');
  await user.click(screen.getByRole('button', { name: 'Connect' }));
  await waitFor(() => expect(password).toHaveAccessibleDescription(/Use an app-specific password/));
});

test('a server’s address may be typed as people do; other calendars of the account are offered at once', async () => {
  const calendars = [remote('Home', { connected: true }), remote('Team')];
  const server = createServer({
    connections: [],
    handlers: {
      [caldav]: () => {
        server.state.connections = [connection({ provider: 'caldav' })];
        return { body: { connection_ids: [ids.private], calendars } };
      },
      [list]: () => ({ body: { calendars } }),
    },
  });
  const { user } = await openSync(server, { query: '?open=caldav' });
  await user.type(await screen.findByRole('textbox', { name: 'Address of the server' }), 'cloud.example.org');
  await user.type(screen.getByRole('textbox', { name: 'User name' }), 'amara');
  await user.type(screen.getByLabelText('Password'), 'secret');
  await user.click(screen.getByRole('button', { name: 'Connect' }));
  const dialog = await screen.findByRole('dialog', { name: /^Calendars of/ });
  expect(await within(dialog).findByRole('button', { name: 'Add: Team' })).toBeVisible();
  expect(server.sent(caldav)[0]?.body).toEqual({
    server_url: 'cloud.example.org',
    username: 'amara',
    password: 'secret',
  });
});

test('an installation without a service says so', async () => {
  const server = createServer({
    connections: [],
    handlers: { [paths.connect('google/start')]: () => problem(503, 'not_configured') },
  });
  const { user } = await openSync(server, { query: '?open=connect' });
  await user.click(await screen.findByRole('button', { name: /^Google/ }));
  expect(await screen.findByRole('alert')).toHaveTextContent('not set up for this service yet');
});

test('signing in to a server again brings its address along', async () => {
  const server = createServer({
    connections: [connection({ provider: 'caldav', server_url: 'https://dav.example.org/', account_email: 'amara' })],
    handlers: { [caldav]: () => ({ body: { connection_ids: [ids.private], calendars: [] } }) },
  });
  const { user } = await openSync(server, { query: `?open=reconnect-${ids.private}` });
  const dialog = await screen.findByRole('dialog', { name: 'Sign in again to Private' });
  await user.type(within(dialog).getByLabelText('Password'), 'new');
  await user.click(within(dialog).getByRole('button', { name: 'Reconnect' }));
  await waitFor(() =>
    expect(server.sent(caldav)[0]?.body).toEqual({
      server_url: 'https://dav.example.org/',
      username: 'amara',
      password: 'new',
    }),
  );
});

test('another calendar of a connected account needs no new sign-in', async () => {
  const calendars = [
    remote('Private', { connected: true, is_primary: true }),
    remote('Team'),
    remote('Holidays', { can_write: false }),
  ];
  const server = createServer({
    connections: [connection(), connection({ connection_id: ids.job }), work({ state: 'needs_reauth' })],
    handlers: { [list]: () => ({ body: { calendars } }), [paths.add]: () => ({ body: {} }) },
  });
  const { user } = await openSync(server, { query: '?open=connect' });
  const accounts = await screen.findByRole('region', { name: 'Another calendar of a connected account' });
  // Each account once, and none whose sign-in is lost.
  expect(within(accounts).getAllByRole('button')).toHaveLength(1);
  await user.click(within(accounts).getByRole('button', { name: /^amara@example\.org/ }));
  const dialog = await screen.findByRole('dialog', { name: 'Calendars of amara@example.org' });
  const rows = await within(dialog).findAllByRole('listitem');
  expect(rows.map((row) => row.textContent)).toEqual([
    'PrivateMain calendar of the accountConnected',
    'TeamAdd',
    'HolidaysRead only: busy times come in, visits cannot go outAdd',
  ]);
  await user.click(within(dialog).getByRole('button', { name: 'Add: Holidays' }));
  await waitFor(() =>
    expect(server.sent(paths.add)[0]?.body).toEqual({
      connection_id: ids.private,
      calendar_id: 'Holidays',
      calendar_name: 'Holidays',
      can_write: false,
    }),
  );
  // What is connected now is told by whoever lists the calendars.
  await waitFor(() => expect(server.sent(list)).toHaveLength(2));
});

test('calendars that cannot be listed say why', async () => {
  const server = createServer({ handlers: { [list]: () => problem(409, 'needs_reauth') } });
  await openSync(server, { query: `?open=calendars-${ids.private}` });
  expect(await screen.findByRole('alert')).toHaveTextContent('Reconnect the account first.');
});

const removal = paths.connect(ids.private);
test.each([
  ['removed', true],
  ['left', false],
] as const)('disconnecting asks whether our events are %s', async (_what, remove) => {
  const server = createServer({
    handlers: {
      [removal]: () => {
        server.state.connections = [];
        return { body: null };
      },
    },
  });
  const { user } = await openSync(server, { query: `?open=disconnect-${ids.private}` });
  const dialog = await screen.findByRole('dialog', { name: 'Disconnect Private?' });
  expect(within(dialog).getByText(/^It is your main calendar/)).toBeVisible();
  if (!remove) await user.click(within(dialog).getByRole('radio', { name: /^Leave them there/ }));
  await user.click(within(dialog).getByRole('button', { name: 'Disconnect' }));
  expect(await screen.findByText('Private is disconnected.')).toBeVisible();
  expect(server.sent(removal)[0]).toMatchObject({ method: 'DELETE', body: { remove_events: remove } });
  expect(await screen.findByText('No calendar is connected')).toBeVisible();
});

test('without a valid sign-in nothing can be removed, and the dialog says so', async () => {
  const server = createServer({
    connections: [connection({ state: 'needs_reauth' })],
    handlers: { [removal]: () => apiError(500, 'internal') },
  });
  const { user } = await openSync(server, { query: `?open=disconnect-${ids.private}` });
  const dialog = await screen.findByRole('dialog');
  expect(within(dialog).getByRole('radio', { name: /^Remove them/ })).toBeDisabled();
  expect(within(dialog).getByText(/nothing can be removed from that calendar/)).toBeVisible();
  await user.click(within(dialog).getByRole('button', { name: 'Disconnect' }));
  expect(await within(dialog).findByRole('alert')).toHaveTextContent('That did not work, and nothing was changed.');
  expect(server.sent(removal)[0]?.body).toEqual({ remove_events: false });
});
