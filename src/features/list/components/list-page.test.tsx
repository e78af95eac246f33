import { screen, waitFor, within } from '@testing-library/react';
import { useState } from 'react';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Visit } from '../../../lib/appointments/schema.ts';
import { type ApiRequest, apiError, createFakeApi } from '../../../testing/fake-api.ts';
import { renderApp } from '../../../testing/render.tsx';
import { receptionist, visit } from '../../../testing/visits.ts';
import { defaultLocation, type ListLocation } from '../location.ts';
import { ListPage } from './list-page.tsx';

const today = '2026-11-20';
const zone = 'Europe/London';
const practice = {
  practice_id: visit().practice_id,
  name: 'River Practice',
  timezone: zone,
  phone: null,
  cancellation_notice_minutes: 0,
  desk_reads_messages: true,
};
const viewer = { ...receptionist, practice };
const table = '/rest/v1/appointments';
const confirm = '/rest/v1/rpc/transition_appointment';
const cancel = '/rest/v1/rpc/cancel_appointment';

const id = (n: number) => `00000000-0000-4000-8000-0000000001${String(n).padStart(2, '0')}`;
const named = (n: number, full_name: string, change: Partial<Visit> = {}) =>
  visit({
    appointment_id: id(n),
    scheduled_start: `2026-11-24T${String(8 + n).padStart(2, '0')}:00:00+00:00`,
    scheduled_end: `2026-11-24T${String(8 + n).padStart(2, '0')}:30:00+00:00`,
    patient: { full_name },
    ...change,
  });
const three = [
  named(1, 'Ann Able', { status: 'requested', version: 3 }),
  named(2, 'Bob Baker', { status: 'requested' }),
  named(3, 'Cem Can', { status: 'completed' }),
];

// The list draws what has room; without a layout everything would have none.
beforeEach(() => {
  (window as { happyDOM?: { setViewport: (size: { width: number; height: number }) => void } }).happyDOM?.setViewport({
    width: 1440,
    height: 900,
  });
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600);
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(44);
  Element.prototype.scrollTo = () => undefined;
});

const api = (rows: () => readonly Visit[], more: Parameters<typeof createFakeApi>[0] = {}) =>
  createFakeApi({
    [table]: () => ({ body: rows() }),
    '/rest/v1/clinicians': () => ({
      body: [{ clinician_id: visit().clinician_id, display_name: 'Dr. Dee', active: true }],
    }),
    '/rest/v1/appointment_types': () => ({ body: [] }),
    ...more,
  });

const opened = vi.fn();
const booked = vi.fn();

function Page({ first = defaultLocation(today) }: { first?: ListLocation }) {
  const [location, setLocation] = useState(first);
  return (
    <ListPage
      location={location}
      navigate={(change) => {
        if (change.visitId) opened(change.visitId);
        setLocation({ ...location, ...change });
      }}
      hrefOf={(visitId) => `/list?visit=${visitId}`}
      viewer={viewer}
      practice={practice}
      zone={zone}
      today={today}
      onBook={booked}
    />
  );
}

const row = (name: RegExp) => screen.findByRole('row', { name });
const filtersOf = (request: ApiRequest | undefined) => Object.fromEntries(request?.search ?? []);

test('each visit is a row that says when, who, with whom, what, where and how it stands', async () => {
  await renderApp(
    <Page />,
    api(() => three),
  );
  const ann = await row(/Ann Able/);
  await waitFor(() => expect(ann).toHaveTextContent('Dr. Dee'));
  expect(
    within(ann)
      .getAllByRole('gridcell')
      .map((cell) => cell.textContent),
  ).toEqual(['', expect.stringMatching(/Tue.*24.*9:00/), 'Ann Able', 'Dr. Dee', 'Follow-up', 'In person', 'Requested']);
  expect(ann).toHaveAttribute('aria-rowindex', '2');
  expect(screen.getByRole('grid', { name: 'Visits by date' })).toHaveAttribute('aria-rowcount', '4');
  expect(screen.getByRole('heading', { name: '3 visits' })).toBeInTheDocument();
});

test('[NT20] the row of a visit that the patient said yes to says so', async () => {
  const attending = named(1, 'Ann Able', { attendance_confirmed_at: '2026-11-23T08:00:00Z' });
  await renderApp(
    <Page />,
    api(() => [attending, named(2, 'Bob Baker')]),
  );
  expect(await row(/Ann Able/)).toHaveTextContent('ConfirmedWill attend');
  expect(await row(/Bob Baker/)).not.toHaveTextContent('Will attend');
});

test('the filters go to the database, the words of a search as one condition', async () => {
  const server = api(() => three);
  const { user } = await renderApp(<Page />, server);
  await row(/Ann Able/);
  await user.click(screen.getByRole('button', { name: 'Requests waiting' }));
  await user.type(screen.getByRole('searchbox', { name: 'Search patients' }), 'able ann');
  await waitFor(() => expect(server.sent(table).at(-1)?.search.get('patient.or')).toBeTruthy());
  const request = server.sent(table).findLast(({ method }) => method === 'GET');
  expect(filtersOf(request)).toMatchObject({
    practice_id: `eq.${practice.practice_id}`,
    status: 'in.(requested)',
    scheduled_start: 'gte.2026-11-20T00:00:00Z',
    order: 'scheduled_start.asc,appointment_id.asc',
    limit: '200',
    'patient.or': expect.stringMatching(/^\(and\(or\(full_name\.ilike\.\*able\*.*or\(full_name\.ilike\.\*ann\*/),
  });
});

test('arrow keys move between visits, Space selects, Shift and Space the range, Enter opens', async () => {
  const { user } = await renderApp(
    <Page />,
    api(() => three),
  );
  (await row(/Ann Able/)).focus();
  await user.keyboard(' ');
  expect(await row(/Ann Able/)).toHaveAttribute('aria-selected', 'true');
  await user.keyboard('{ArrowDown}{ArrowDown}');
  await waitFor(async () => expect(await row(/Cem Can/)).toHaveFocus());
  await user.keyboard('{Shift>} {/Shift}');
  expect(screen.getAllByRole('row', { selected: true })).toHaveLength(3);
  await user.keyboard('{Enter}');
  expect(opened).toHaveBeenLastCalledWith(id(3));
  await user.keyboard('{Control>}a{/Control}');
  expect(screen.queryAllByRole('row', { selected: true })).toHaveLength(0);
});

test('what cannot be confirmed is told with its reason and stays selected', async () => {
  const rows = [...three];
  const server = api(() => rows, {
    [confirm]: ({ body }) => {
      if (body.appointment_id === id(2)) return apiError(409, 'invalid_transition');
      rows[0] = named(1, 'Ann Able', { status: 'confirmed', version: 4 });
      return { body: rows[0] };
    },
  });
  const { user } = await renderApp(<Page />, server);
  await row(/Ann Able/);
  await user.click(screen.getByRole('checkbox', { name: 'Select all visits shown' }));
  await user.click(screen.getByRole('button', { name: 'Confirm' }));
  const report = await screen.findByRole('region', { name: 'What was done' });
  expect(within(report).getByRole('heading', { name: '1 visit confirmed.' })).toHaveFocus();
  expect(
    within(report)
      .getAllByRole('listitem')
      .map((item) => item.textContent),
  ).toEqual([
    expect.stringMatching(/^Bob Baker.*10:00.*The visit cannot change to that status any more\.$/),
    expect.stringMatching(/^Cem Can.*It is completed already\.$/),
  ]);
  // The completed one is not even sent.
  expect(server.sent(confirm).map(({ body }) => [body.appointment_id, body.expected_version])).toEqual([
    [id(1), 3],
    [id(2), 1],
  ]);
  expect(await row(/Ann Able.*Confirmed/)).toHaveAttribute('aria-selected', 'false');
  expect(screen.getAllByRole('row', { selected: true })).toHaveLength(2);
  await user.click(within(report).getByRole('link', { name: /Open the visit of Bob Baker/ }));
  expect(opened).toHaveBeenLastCalledWith(id(2));
});

test('cancelling asks for the reason once, and sends the version that was on the screen', async () => {
  const server = api(() => three, { [cancel]: () => apiError(409, 'version_conflict') });
  const { user } = await renderApp(<Page />, server);
  await user.click(await screen.findByRole('checkbox', { name: /Select Ann Able/ }));
  await user.click(screen.getByRole('button', { name: 'Cancel visits…' }));
  const dialog = await screen.findByRole('dialog', { name: 'Cancel 1 visit' });
  await user.click(within(dialog).getByRole('button', { name: 'Cancel 1 visit' }));
  const reason = within(dialog).getByRole('textbox', { name: 'Reason for cancelling' });
  expect(reason).toHaveFocus();
  expect(reason).toHaveAccessibleDescription('Please give a reason.');
  await user.type(reason, ' Clinic closed ');
  await user.click(within(dialog).getByRole('button', { name: 'Cancel 1 visit' }));
  const report = await screen.findByRole('region', { name: 'What was done' });
  expect(report).toHaveTextContent('No visit was cancelled.');
  expect(report).toHaveTextContent('Somebody changed this visit in the meantime.');
  expect(server.sent(cancel)[0]?.body).toEqual({ appointment_id: id(1), reason: 'Clinic closed', expected_version: 3 });
});

test('when nothing matches, the filters can be cleared', async () => {
  const { user } = await renderApp(
    <Page first={{ ...defaultLocation(today), types: ['follow_up'] }} />,
    api(() => []),
  );
  await screen.findByText('No visit matches these filters');
  await user.click(screen.getAllByRole('button', { name: 'Clear filters' }).at(-1) as HTMLElement);
  await screen.findByText('No visits in the next four weeks');
  await user.click(screen.getByRole('button', { name: 'New appointment' }));
  expect(booked).toHaveBeenCalled();
});

test('a list that cannot be read says so, and can be asked again', async () => {
  let broken = true;
  const server = api(() => three, {
    [table]: () => (broken ? apiError(403, 'forbidden') : { body: three }),
  });
  const { user } = await renderApp(<Page />, server);
  const alert = await screen.findByRole('alert');
  expect(alert).toHaveTextContent('You may not do this.');
  broken = false;
  await user.click(within(alert).getByRole('button', { name: 'Try again' }));
  await row(/Ann Able/);
});

const recording = '/rest/v1/rpc/record_export';

test('an export is written to the audit trail first: its filters, of the search only that there was one', async () => {
  // The file is handed out by a click on its link, which would leave the page of the test.
  const file = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockReturnValue();
  const before: number[] = [];
  const first = { ...defaultLocation(today), search: 'Able', to: undefined };
  const server = api(() => three, {
    [recording]: () => {
      before.push(file.mock.calls.length);
      return { body: null };
    },
  });
  const { user } = await renderApp(<Page first={first} />, server);
  await row(/Ann Able/);
  await user.click(screen.getByRole('button', { name: 'Export CSV' }));
  await waitFor(() => expect(file).toHaveBeenCalledTimes(1));
  expect(before).toEqual([0]);
  expect(server.sent(recording).map(({ body }) => body)).toEqual([
    {
      practice_id: practice.practice_id,
      entity: 'appointment',
      filter: { status: [...first.status], from: today, q: true },
      row_count: 3,
    },
  ]);
  file.mockRestore();
});

test('without its entry in the trail there is no file, and the reason is said', async () => {
  // The file is handed out by a click on its link, which would leave the page of the test.
  const file = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockReturnValue();
  const server = api(() => three, { [recording]: () => apiError(429, 'rate_limited') });
  const { user } = await renderApp(<Page />, server);
  await row(/Ann Able/);
  await user.click(screen.getByRole('button', { name: 'Export CSV' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('Too many tries in a short time.');
  expect(file).not.toHaveBeenCalled();
  file.mockRestore();
});
