import { configure, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { type ApiRequest, apiError } from '../../../testing/fake-api.ts';
import { connection, createServer, ids, openSync, paths, type Server, work } from '../testing.tsx';

configure({ asyncUtilTimeout: 5000 });

async function openSettings(server: Server, id = ids.private) {
  const view = await openSync(server, { query: `?open=settings-${id}` });
  const dialog = await screen.findByRole('dialog', { name: /^Settings of/ });
  return { ...view, dialog, save: () => view.user.click(within(dialog).getByRole('button', { name: 'Save' })) };
}
const changes = (server: Server) =>
  server.written(paths.connections).map(({ body, search }) => [search.get('connection_id')?.replace('eq.', ''), body]);

test('every setting can be changed, and only what was changed is sent', async () => {
  const server = createServer();
  const { dialog, save, user } = await openSettings(server);
  const inside = within(dialog);
  const name = inside.getByRole('textbox', { name: 'Name shown here' });
  await user.clear(name);
  await user.type(name, 'My own');
  await user.click(inside.getByRole('switch', { name: /^Sync this calendar/ }));
  await user.click(inside.getByRole('radio', { name: 'Busy times come in only' }));
  await user.click(inside.getByRole('radio', { name: 'Cancel the visit and tell the patient' }));
  await user.selectOptions(inside.getByRole('combobox', { name: 'Look for changes' }), 'Every 1 hour');
  await user.selectOptions(inside.getByRole('combobox', { name: 'All-day events' }), 'Leave the time free');
  await user.selectOptions(
    inside.getByRole('combobox', { name: 'Events you have not confirmed yet' }),
    'Leave the time free',
  );
  await save();
  expect(await screen.findByText('The settings of My own are saved.')).toBeVisible();
  expect(changes(server)).toEqual([
    [
      ids.private,
      {
        calendar_name: 'My own',
        sync_enabled: false,
        sync_direction: 'from_external',
        on_external_delete: 'cancel',
        sync_interval_minutes: 60,
        all_day_events: 'free',
        tentative_events: 'free',
      },
    ],
  ]);
});

test('one change is one value; none is no request', async () => {
  const server = createServer();
  const first = await openSettings(server);
  await first.save();
  await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  expect(changes(server)).toEqual([]);
  first.unmount();
  const { dialog, save, user } = await openSettings(server);
  await user.click(within(dialog).getByRole('radio', { name: 'Put it back into the calendar' }));
  await save();
  await waitFor(() => expect(changes(server)).toEqual([[ids.private, { on_external_delete: 'restore' }]]));
});

test('a calendar that is not read has nothing to set about reading', async () => {
  const { dialog, user } = await openSettings(createServer());
  await user.click(within(dialog).getByRole('radio', { name: 'Visits go out only' }));
  expect(within(dialog).queryByRole('combobox')).not.toBeInTheDocument();
});

test('an unusual interval is kept as it is', async () => {
  const { dialog } = await openSettings(createServer({ connections: [connection({ sync_interval_minutes: 45 })] }));
  expect(within(dialog).getByRole('combobox', { name: 'Look for changes' })).toHaveDisplayValue('Every 45 minutes');
});

test('a name is needed, and what the server refuses stays in the form', async () => {
  const server = createServer({
    handlers: {
      [paths.connections]: ({ method }) => (method === 'PATCH' ? { body: [] } : { body: [connection()] }),
    },
  });
  const { dialog, save, user } = await openSettings(server);
  const name = within(dialog).getByRole('textbox', { name: 'Name shown here' });
  await user.clear(name);
  await save();
  expect(name).toHaveFocus();
  expect(name).toHaveAccessibleDescription('Enter a name, so that you can tell your calendars apart.');
  await user.type(name, 'Mine');
  await save();
  expect(await within(dialog).findByRole('alert')).toHaveTextContent('It does not exist any more');
  expect(name).toHaveValue('Mine');
});

test('the main calendar is handed on: the former steps back first', async () => {
  const server = createServer({ connections: [connection(), work()] });
  const { dialog, user } = await openSettings(server, ids.work);
  expect(within(dialog).getByText('Your visits are written to Private.')).toBeVisible();
  await user.click(within(dialog).getByRole('button', { name: 'Make this the main calendar' }));
  expect(await within(dialog).findByText('Your visits are written to this calendar.')).toBeVisible();
  expect(changes(server)).toEqual([
    [ids.private, { is_primary: false }],
    [ids.work, { is_primary: true }],
  ]);
});

/** Refuses the nth write. */
function refusing(...refused: number[]) {
  let count = 0;
  const server: Server = createServer({
    handlers: {
      [paths.connections]: ({ method, body, search }: ApiRequest) => {
        if (method !== 'PATCH') return { body: server.state.connections };
        count += 1;
        if (refused.includes(count)) return apiError(403, 'forbidden');
        const id = search.get('connection_id')?.replace('eq.', '');
        server.state.connections = server.state.connections.map((one) =>
          one.connection_id === id ? { ...one, ...body } : one,
        );
        return { body: [{ connection_id: id }] };
      },
    },
    connections: [connection(), work()],
  });
  return server;
}
const press = 'Make this the main calendar';

test('a refused change is undone: the former is the main calendar again', async () => {
  const server = refusing(2);
  const { dialog, user } = await openSettings(server, ids.work);
  await user.click(within(dialog).getByRole('button', { name: press }));
  expect(await within(dialog).findByRole('alert')).toHaveTextContent(
    'That did not work: Private is still the main calendar. You may not do this.',
  );
  expect(changes(server).at(-1)).toEqual([ids.private, { is_primary: true }]);
});

test('a change that cannot even be undone says that there is no main calendar now, here and on the page', async () => {
  const server = refusing(2, 3);
  const { dialog, user } = await openSettings(server, ids.work);
  await user.click(within(dialog).getByRole('button', { name: press }));
  expect(await within(dialog).findByRole('alert')).toHaveTextContent('now no calendar is the main one');
  expect(await screen.findByText('No main calendar')).toBeInTheDocument();
  await user.click(within(dialog).getByRole('button', { name: press }));
  expect(await within(dialog).findByText('Your visits are written to this calendar.')).toBeVisible();
});

test('what can only be read cannot be the main calendar', async () => {
  const server = createServer({ connections: [connection(), work({ can_write: false })] });
  const { dialog } = await openSettings(server, ids.work);
  expect(within(dialog).queryByRole('button', { name: press })).not.toBeInTheDocument();
  expect(within(dialog).getByText(/can only be read/)).toBeVisible();
});

test('the settings lead to more calendars and to leaving', async () => {
  const { dialog, user } = await openSettings(createServer());
  expect(within(dialog).getByRole('button', { name: 'Add another calendar of this account' })).toBeVisible();
  await user.click(within(dialog).getByRole('button', { name: 'Disconnect' }));
  expect(await screen.findByRole('dialog', { name: 'Disconnect Private?' })).toBeVisible();
});
