import { configure, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { type ApiRequest, apiError } from '../../../testing/fake-api.ts';
import { connection, createServer, ids, job, logEntry, openSync, paths, work } from '../testing.tsx';

configure({ asyncUtilTimeout: 5000 });
const mentioned = { scheduled_start: '2026-11-24T10:00:00Z', patient: { full_name: 'Oliver Hughes' } };
const log = () => screen.getByRole('region', { name: 'Log' });

test('what happened is told in sentences, by day, failures as such', async () => {
  const server = createServer({
    log: [
      logEntry(3, { action: 'update', status: 'failed', error_message: 'google: 503', sync_direction: 'to_external' }),
      logEntry(2, { action: 'create', sync_direction: 'to_external', visit: mentioned }),
      logEntry(1, { synced_at: '2026-11-23T23:30:00Z', action: 'delete' }),
    ],
  });
  await openSync(server);
  const items = await within(await screen.findByRole('region', { name: 'Log' })).findAllByRole('listitem');
  expect(items.map((item) => item.textContent)).toEqual([
    '9:00 AMFailed: Visit changed in Privategoogle: 503',
    '9:00 AMVisit added to Private · Oliver Hughes, Tue, Nov 24, 10:00 AM',
    '11:30 PMDeleted in Private',
  ]);
  expect(
    within(log())
      .getAllByRole('heading', { level: 3 })
      .map((day) => day.textContent),
  ).toEqual(['Tuesday, November 24, 2026', 'Monday, November 23, 2026']);
});

test('filters are in the address and in the question; days are those of the viewer', async () => {
  const server = createServer({ connections: [connection(), work()], log: [] });
  const { user } = await openSync(server, { query: '?from=2026-11-01&to=2026-11-30' });
  expect(await screen.findByText('Nothing matches these filters')).toBeVisible();
  const choose = (label: string, option: string) =>
    user.selectOptions(within(log()).getByRole('combobox', { name: label }), option);
  await choose('Calendar', 'Work');
  await choose('Direction', 'Going out');
  await choose('What', 'Changed');
  await choose('Result', 'Failed');
  await waitFor(() => expect(server.sent(paths.log).at(-1)?.search.get('status')).toBe('eq.failed'));
  const asked = server.sent(paths.log).at(-1)?.search;
  expect(asked?.get('connection_id')).toBe(`eq.${ids.work}`);
  expect(asked?.get('sync_direction')).toBe('eq.to_external');
  expect(asked?.get('action')).toBe('eq.update');
  expect(asked?.getAll('synced_at')).toEqual(['gte.2026-11-01T00:00:00Z', 'lt.2026-12-01T00:00:00Z']);
  expect(window.location.search).toBe(
    `?calendar=${ids.work}&direction=to_external&action=update&result=failed&from=2026-11-01&to=2026-11-30`,
  );
  await choose('Result', 'Worked');
  await waitFor(() => expect(server.sent(paths.log).at(-1)?.search.get('status')).toBe('neq.failed'));
  await user.click(within(log()).getByRole('button', { name: 'Clear the filters' }));
  expect(await screen.findByText('Nothing has happened yet')).toBeVisible();
});

test('earlier entries come page by page', async () => {
  const all = Array.from({ length: 51 }, (_, n) => logEntry(51 - n));
  const page = ({ search }: ApiRequest) => {
    const before = Number(search.get('log_id')?.replace('lt.', '') ?? Number.POSITIVE_INFINITY);
    return { body: all.filter((one) => one.log_id < before).slice(0, Number(search.get('limit'))) };
  };
  const { user } = await openSync(createServer({ handlers: { [paths.log]: page } }));
  const more = await screen.findByRole('button', { name: 'Show earlier entries' });
  expect(within(log()).getAllByRole('listitem')).toHaveLength(50);
  await user.click(more);
  await waitFor(() => expect(within(log()).getAllByRole('listitem')).toHaveLength(51));
  expect(more).not.toBeInTheDocument();
});

test('a log that cannot be read says so, without taking the page down', async () => {
  await openSync(createServer({ handlers: { [paths.log]: () => apiError(403, 'forbidden') } }));
  expect(await within(await screen.findByRole('region', { name: 'Log' })).findByRole('alert')).toHaveTextContent(
    'You may not do this.',
  );
  expect(screen.getByRole('heading', { name: /^Private/ })).toBeVisible();
});

const troubles = () => screen.findByRole('region', { name: /^Changes that did not get through/ });

test('what did not get through is listed with its error, and can be tried again', async () => {
  const tried = job({
    job_id: 'tried',
    status: 'failed',
    attempts: 3,
    kind: 'delete',
    error_message: null,
    run_after: '2026-11-24T09:05:00Z',
  });
  const server = createServer({
    jobs: [
      job(),
      tried,
      job({ job_id: 'once', status: 'failed', attempts: 1 }),
      job({ job_id: 'pull', kind: 'pull', status: 'failed', visit: null }),
    ],
    handlers: { [paths.retry]: () => ({ body: {} }) },
  });
  const { user } = await openSync(server);
  const found = within(await troubles());
  expect(found.getAllByRole('listitem').map((item) => item.textContent)).toEqual([
    'Write the visit to Private · Oliver Hughes, Tue, Nov 24, 10:00 AMGiven up after 10 tries · Tue, Nov 24, 9:00 AMgoogle: 400Try again',
    'Remove the visit from Private · Oliver Hughes, Tue, Nov 24, 10:00 AM3 tries so far · next at Tue, Nov 24, 9:05 AMTry again',
  ]);
  await user.click(found.getByRole('button', { name: /^Try again: Remove the visit from Private/ }));
  await waitFor(() => expect(server.sent(paths.retry).map(({ body }) => body)).toEqual([{ job_id: 'tried' }]));
  await user.click(found.getByRole('button', { name: /^Try all again/ }));
  await waitFor(() => expect(server.sent(paths.retry)).toHaveLength(3));
});

test('the last one tried again is told, although its list is gone', async () => {
  const server = createServer({
    jobs: [job()],
    handlers: {
      [paths.retry]: () => {
        server.state.jobs = [];
        return { body: {} };
      },
    },
  });
  const { user } = await openSync(server);
  await user.click(within(await troubles()).getByRole('button', { name: /^Try again/ }));
  await waitFor(() =>
    expect(document.querySelector('body > [role="status"]')).toHaveTextContent('1 change is tried again.'),
  );
  expect(screen.queryByRole('region', { name: /^Changes that/ })).not.toBeInTheDocument();
});

test('a retry that is refused says so; with everything through there is no such list', async () => {
  const server = createServer({
    jobs: [job()],
    handlers: { [paths.retry]: () => apiError(404, 'not_found') },
  });
  const { user } = await openSync(server);
  await user.click(within(await troubles()).getByRole('button', { name: /^Try again/ }));
  server.state.jobs = [];
  expect(await within(await troubles()).findByRole('alert')).toHaveTextContent('It does not exist any more');
});

const healthRow = {
  connection_id: ids.private,
  day_synced: 0,
  day_failed: 0,
  day_latency_ms: null,
  month_synced: 412,
  month_failed: 3,
  month_latency_ms: 1400,
  pending_jobs: 0,
  dead_jobs: 0,
  open_conflicts: 0,
};

test('success and latency are told for a day and a month, by calendar', async () => {
  await openSync(createServer({ health: [healthRow] }));
  const table = await screen.findByRole('table', { name: /^Changes of your visits that reached the calendar/ });
  expect(
    within(table)
      .getAllByRole('columnheader')
      .map((cell) => cell.textContent),
  ).toEqual(['Calendar', '24 hours', '30 days']);
  const row = within(table).getByRole('row', { name: /^Private/ });
  expect(
    within(row)
      .getAllByRole('cell')
      .map((cell) => cell.textContent),
  ).toEqual(['No changes', '99.2% got through412 of 415 changes · typically 1.4 s']);
});

test('figures that cannot be read say so', async () => {
  await openSync(createServer({ handlers: { [paths.health]: () => apiError(403, 'forbidden') } }));
  const region = await screen.findByRole('region', { name: 'How well it works' });
  expect(within(region).getByRole('alert')).toHaveTextContent('You may not do this.');
});
