/** All sections of the page on one server of answers, which is why they stand in one file of over 300 lines. */
import { cleanNotifications, Notifications } from '@mantine/notifications';
import { configure, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { type ApiRequest, apiError, type createFakeApi } from '../../../testing/fake-api.ts';
import { admin, createPracticeApi, people, practiceId, rules } from '../../../testing/practice.ts';
import { renderApp } from '../../../testing/render.tsx';
import { receptionist } from '../../../testing/visits.ts';
import { PracticePage } from './practice-page.tsx';

// Whole pages with dialogs: on a busy machine one second is short.
configure({ asyncUtilTimeout: 5000 });
beforeEach(() => {
  window.history.replaceState(null, '', '/');
  // Toasts outlive the page that showed them.
  cleanNotifications();
});

async function open(path: string, handlers: Parameters<typeof createFakeApi>[0] = {}, viewer = admin) {
  window.history.replaceState(null, '', path);
  const api = createPracticeApi(handlers);
  const page = (
    <>
      <main>
        <PracticePage viewer={viewer} />
      </main>
      <Notifications />
    </>
  );
  const view = await renderApp(page, api);
  const written = (table: string, method: string) =>
    api.sent(`/rest/v1/${table}`).filter((request) => request.method === method);
  return { ...view, api, written };
}
const refusing = (method: string, status: number, code: string, rows: unknown) => (request: ApiRequest) =>
  request.method === method ? apiError(status, code) : { body: rows };

test('whoever is no admin reads who can open the page, and nothing else is asked for', async () => {
  const { api } = await open('/practice/rules', {}, { ...receptionist, practice: admin.practice });
  expect(await screen.findByText('If something has to be changed here, ask Grace Whitfield.')).toBeInTheDocument();
  expect(screen.queryByRole('textbox')).not.toBeInTheDocument();
  expect(api.sent('/rest/v1/practices')).toEqual([]);
});

test('the sections are links, and the shown one is the current page', async () => {
  await open('/practice/types');
  const nav = screen.getByRole('navigation');
  expect(within(nav).getAllByRole('link')).toHaveLength(7);
  expect(within(nav).getByRole('link', { current: 'page' })).toHaveTextContent('Appointment types');
  expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent('Appointment types');
});

test('a second role is given: only what is new is written', async () => {
  const { user, written } = await open('/practice/members');
  await user.click(await screen.findByRole('button', { name: /Rosa Delgado/ }));
  const dialog = await screen.findByRole('dialog', { name: 'Rosa Delgado' });
  await user.click(within(dialog).getByRole('checkbox', { name: 'Clinician' }));
  await user.click(within(dialog).getByRole('button', { name: 'Save' }));
  expect(await screen.findByText(/Rosa Delgado is a clinician now/)).toBeInTheDocument();
  expect(written('practice_members', 'POST').map((request) => request.body)).toEqual([
    [{ practice_id: practiceId, profile_id: people.desk, role: 'clinician', active: true }],
  ]);
  expect(written('practice_members', 'DELETE')).toEqual([]);
  expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
});

test('the last admin is refused in words, and the dialog stays', async () => {
  const rows = [{ profile_id: people.admin, role: 'admin', active: true, profile: null }];
  const { user } = await open(`/practice/members?open=${people.admin}`, {
    '/rest/v1/practice_members': refusing('PATCH', 409, 'last_admin', rows),
  });
  await user.click(await screen.findByRole('button', { name: 'Deactivate' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('A practice needs at least one active admin.');
  expect(screen.getByRole('dialog')).toBeInTheDocument();
});

test('an admin who takes their own role is told what it means; nobody is left without a role', async () => {
  const { user, written } = await open(`/practice/members?open=${people.admin}`);
  await user.click(await screen.findByRole('checkbox', { name: 'Practice admin' }));
  expect(screen.getByText(/you can no longer open these pages/)).toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(screen.getByText(/Choose at least one role/)).toBeInTheDocument();
  expect(screen.getByRole('checkbox', { name: 'Practice admin' })).toHaveFocus();
  expect(written('practice_members', 'DELETE')).toEqual([]);
});

test("a clinician's details are saved; a link that is not https is sent back to its field", async () => {
  const { user, written } = await open(`/practice/members?open=${people.clinician}`, {
    '/rest/v1/clinicians': ({ method }) => ({
      body:
        method === 'PATCH'
          ? [{ clinician_id: people.clinician }]
          : [
              {
                clinician_id: people.clinician,
                display_name: 'Dr Amara Okafor',
                title: null,
                specialty: null,
                color: '#0F766E',
                accepts_self_booking: true,
                video_link: null,
                active: true,
              },
            ],
    }),
  });
  const link = await screen.findByRole('textbox', { name: 'Link of the video room' });
  await user.type(link, 'http://meet.example.org/amara');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(link).toHaveFocus();
  expect(link).toBeInvalid();
  await user.clear(link);
  await user.type(link, 'https://meet.example.org/amara');
  await user.click(screen.getByRole('radio', { name: 'Violet' }));
  await user.click(screen.getByRole('switch', { name: /Patients may book this clinician/ }));
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(written('clinicians', 'PATCH')).toHaveLength(1));
  expect(written('clinicians', 'PATCH')[0]?.body).toMatchObject({
    video_link: 'https://meet.example.org/amara',
    color: '#7C3AED',
    accepts_self_booking: false,
  });
});

test('a deactivated person is brought back by Undo', async () => {
  const { user, written } = await open(`/practice/members?open=${people.desk}`, {
    '/rest/v1/practice_members': ({ method }) => ({
      body:
        method === 'PATCH'
          ? [{ role: 'receptionist' }]
          : [{ profile_id: people.desk, role: 'receptionist', active: true, profile: null }],
    }),
  });
  await user.click(await screen.findByRole('button', { name: 'Deactivate' }));
  await user.click(await screen.findByRole('button', { name: 'Undo' }));
  await waitFor(() =>
    expect(written('practice_members', 'PATCH').map((request) => request.body)).toEqual([
      { active: false },
      { active: true },
    ]),
  );
});

const invited = {
  invitation_id: 'i1',
  email: 'new@example.org',
  role: 'receptionist',
  full_name: null,
  created_at: '2026-11-20T10:00:00Z',
  expires_at: '2126-12-04T10:00:00Z',
};
async function invite(otp: Parameters<typeof createFakeApi>[0][string]) {
  const opened = await open('/practice/members?open=new', {
    '/rest/v1/rpc/invite_member': () => ({ body: invited }),
    '/auth/v1/otp': otp,
  });
  const email = await screen.findByRole('textbox', { name: 'E-mail' });
  const send = () => opened.user.click(screen.getByRole('button', { name: 'Send invitation' }));
  return { ...opened, email, send };
}

test('an invitation is made, then the sign-in mail is asked for', async () => {
  const { api, user, email, send } = await invite(() => ({ body: {} }));
  await user.type(email, 'new');
  await send();
  expect(email).toHaveFocus();
  expect(email).toBeInvalid();
  await user.type(email, '@example.org');
  await send();
  expect(await screen.findByText('Invited: new@example.org')).toBeInTheDocument();
  expect(api.sent('/rest/v1/rpc/invite_member')[0]?.body).toEqual({
    practice_id: practiceId,
    email: 'new@example.org',
    role: 'receptionist',
  });
  expect(api.sent('/auth/v1/otp')[0]?.body).toMatchObject({ email: 'new@example.org', create_user: true });
});

test('a mail that fails does not undo the invitation: the link can be copied', async () => {
  const { user, email, send } = await invite(() => ({ status: 500, body: { message: 'no mail today' } }));
  await user.type(email, 'new@example.org');
  await send();
  expect(await screen.findByRole('alert')).toHaveTextContent(/is invited, but the mail could not be sent/);
  await user.click(screen.getByRole('button', { name: 'Copy link' }));
  expect(await screen.findByRole('button', { name: 'Link copied' })).toBeInTheDocument();
  expect(await navigator.clipboard.readText()).toBe(`${window.location.origin}/sign-in`);
});

test('an open invitation says until when, and can be sent again and revoked', async () => {
  const { api, user } = await open('/practice/members', {
    '/rest/v1/practice_invitations': () => ({
      body: [
        invited,
        { ...invited, invitation_id: 'i2', email: 'late@example.org', expires_at: '2020-01-01T00:00:00Z' },
      ],
    }),
    '/rest/v1/rpc/invite_member': () => ({ body: invited }),
    '/rest/v1/rpc/revoke_invitation': () => ({ body: invited }),
    '/auth/v1/otp': () => ({ body: {} }),
  });
  expect(await screen.findByText(/^Open until/)).toBeInTheDocument();
  expect(screen.getByText(/^Expired on/)).toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Send the invitation to late@example.org again' }));
  await waitFor(() => expect(api.sent('/auth/v1/otp')).toHaveLength(1));
  await user.click(screen.getByRole('button', { name: 'Revoke the invitation of new@example.org' }));
  await waitFor(() => expect(api.sent('/rest/v1/rpc/revoke_invitation')[0]?.body).toEqual({ invitation_id: 'i1' }));
});

test('a type moves down by a button: two rows are written, the focus stays', async () => {
  const { user, written } = await open('/practice/types');
  const down = await screen.findByRole('button', { name: 'Move down: Follow-up' });
  await user.click(down);
  await waitFor(() => expect(written('appointment_types', 'PATCH')).toHaveLength(2));
  const changes = written('appointment_types', 'PATCH').map(({ search, body }) => [
    search.get('appointment_type'),
    body,
  ]);
  expect(changes).toEqual([
    ['eq.home_visit', { position: 1 }],
    ['eq.follow_up', { position: 2 }],
  ]);
  expect(screen.getByRole('button', { name: 'Move down: Follow-up' })).toHaveFocus();
});

test('a new type gets a key of its name, its exact minutes and the last place', async () => {
  const { user, written } = await open('/practice/types?open=new');
  await user.click(await screen.findByRole('button', { name: 'Save' }));
  const name = screen.getByRole('textbox', { name: 'Name' });
  expect(name).toHaveFocus();
  await user.type(name, 'Home visit');
  const length = screen.getByRole('textbox', { name: 'Usual length' });
  await user.clear(length);
  await user.type(length, '1.5');
  await user.selectOptions(screen.getByRole('combobox', { name: 'Unit of: Usual length' }), 'hours');
  const preview = screen.getByRole('region', { name: 'What patients see' });
  expect(preview).toHaveTextContent('Home visit');
  expect(preview).toHaveTextContent('90 minutes');
  await user.click(screen.getByRole('switch', { name: 'Patients may book it online' }));
  expect(preview).toHaveTextContent('Patients do not see this type.');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(written('appointment_types', 'POST')).toHaveLength(1));
  expect(written('appointment_types', 'POST')[0]?.body).toMatchObject({
    appointment_type: 'home_visit_2',
    default_duration_minutes: 90,
    self_bookable: false,
    position: 4,
  });
});

test('a closure of whole days is written as the practice counts days, and taken back by Undo', async () => {
  const { user, written } = await open('/practice/closures?open=new');
  const from = await screen.findByLabelText('First day');
  await user.clear(from);
  await user.type(from, '2027-03-28');
  expect(screen.getByLabelText('Last day')).toHaveValue('2027-03-28');
  await user.type(screen.getByRole('textbox', { name: 'Reason (optional)' }), 'Clocks change');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(written('practice_closures', 'POST')).toHaveLength(1));
  expect(written('practice_closures', 'POST')[0]?.body).toMatchObject({
    during: '[2027-03-28T00:00:00Z,2027-03-28T23:00:00Z)',
    reason: 'Clocks change',
  });
  await user.click(await screen.findByRole('button', { name: 'Undo' }));
  await waitFor(() => expect(written('practice_closures', 'DELETE')).toHaveLength(1));
});

test('an end before the beginning goes back to its field', async () => {
  const { user, written } = await open('/practice/closures?open=new');
  const to = await screen.findByLabelText('Last day');
  await user.clear(to);
  await user.type(to, '2020-01-01');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(to).toHaveFocus();
  expect(screen.getByText('The end must be after the beginning.')).toBeInTheDocument();
  expect(written('practice_closures', 'POST')).toEqual([]);
});

test('a rule is said in words while it is typed and saved in exact minutes over the version that was read', async () => {
  const { user, written } = await open('/practice/rules');
  const notice = await screen.findByRole('textbox', { name: 'Minimum notice' });
  expect(notice).toHaveValue('2');
  await user.clear(notice);
  await user.type(notice, '3');
  expect(screen.getByText('Patients can book until 3 hours before a visit begins.')).toBeInTheDocument();
  await user.selectOptions(screen.getByRole('combobox', { name: 'Unit of: Minimum notice' }), 'days');
  expect(screen.getByText('Patients can book until 3 days before a visit begins.')).toBeInTheDocument();
  expect(screen.getByText('There are unsaved changes.')).toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('The rules are saved.')).toBeInTheDocument();
  expect(written('practices', 'PATCH')[0]?.body).toMatchObject({ min_notice_minutes: 4320, hold_minutes: 5 });
  expect(written('practices', 'PATCH')[0]?.search.get('updated_at')).toBe(`eq.${rules.updated_at}`);
  expect(screen.queryByText('There are unsaved changes.')).not.toBeInTheDocument();
});

test('whether the front desk reads messages is a switch that says what it means', async () => {
  const { user, written } = await open('/practice/rules');
  const reads = await screen.findByRole('switch', { name: /^Front desk reads messages/ });
  expect(reads).toBeChecked();
  await user.click(reads);
  expect(screen.getByText('Only the clinician of a conversation reads it and answers.')).toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('The rules are saved.')).toBeInTheDocument();
  expect(written('practices', 'PATCH')[0]?.body).toMatchObject({ desk_reads_messages: false });
});

test('a rule outside its bounds is named with them, and takes the focus', async () => {
  const { user, written } = await open('/practice/rules');
  const ahead = await screen.findByRole('textbox', { name: 'How far ahead' });
  await user.clear(ahead);
  await user.type(ahead, '900');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(ahead).toHaveFocus();
  expect(ahead).toHaveAccessibleDescription('Enter a value from 1 day to 2 years.');
  expect(written('practices', 'PATCH')).toEqual([]);
});

test("somebody else's change in between is not overwritten: theirs can be loaded", async () => {
  let stored = rules;
  const { user } = await open('/practice/rules', {
    '/rest/v1/practices': ({ method }) => ({ body: method === 'GET' ? stored : [] }),
  });
  const name = await screen.findByRole('textbox', { name: 'Name of the practice' });
  await user.type(name, ' Ltd');
  stored = { ...rules, name: 'Harbour Clinic', updated_at: '2026-11-20T11:00:00+00:00' };
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('Somebody else changed the rules');
  expect(name).toHaveValue('Harbour Street Practice Ltd');
  await user.click(screen.getByRole('button', { name: 'Load the new values' }));
  await waitFor(() =>
    expect(screen.getByRole('textbox', { name: 'Name of the practice' })).toHaveValue('Harbour Clinic'),
  );
});

const healthPath = '/rest/v1/rpc/practice_sync_health';
const health = (change = {}) => ({
  clinician_id: people.clinician,
  provider: 'google',
  state: 'active',
  last_sync_at: '2026-11-24T10:00:00+00:00',
  last_sync_status: 'success',
  pending_jobs: 0,
  dead_jobs: 0,
  open_conflicts: 0,
  ...change,
});

test('the calendars of clinicians are shown by their health alone', async () => {
  const rows = [
    // More than it should: what the page does not know, it cannot show.
    health({ account_email: 'amara@example.org', calendar_name: 'Private' }),
    health({ state: 'needs_reauth', pending_jobs: 2, dead_jobs: 1, open_conflicts: 3 }),
    health({ clinician_id: people.patient, provider: 'apple', last_sync_at: null, last_sync_status: 'pending' }),
    health({ state: 'paused' }),
    health({ last_sync_status: 'failed' }),
  ];
  const { api } = await open('/practice/sync', { [healthPath]: () => ({ body: rows }) });
  const table = await screen.findByRole('table');
  const told = within(table)
    .getAllByRole('row')
    .slice(1)
    .map((row) => row.textContent);
  const name = 'Dr Amara OkaforGoogle Calendar';
  const when = 'Tue, Nov 24, 10:00 AM';
  expect(told).toEqual([
    `${name}In step${when}Nothing`,
    `${name}The clinician has to sign in again${when}3 decisions of the clinician · 1 change given up · 2 changes under way`,
    `${name}Paused, waits for the clinician${when}Nothing`,
    `${name}The last sync failed, it is tried again${when}Nothing`,
    'Somebody who has leftiCloudWaiting for the first syncNot synced yetNothing',
  ]);
  expect(document.body).not.toHaveTextContent('amara@example.org');
  expect(within(table).queryByRole('button')).not.toBeInTheDocument();
  expect(api.sent(healthPath)[0]?.body).toEqual({ practice_id: practiceId });
});

test('a practice without connected calendars is told who connects them', async () => {
  await open('/practice/sync', { [healthPath]: () => ({ body: [] }) });
  expect(await screen.findByText('No clinician has connected a calendar')).toBeInTheDocument();
});

const moved = {
  event_id: 7,
  actor_id: people.desk,
  actor_role: 'staff',
  action: 'moved',
  entity: 'appointment',
  entity_id: '00000000-0000-4000-8000-00000000000a',
  changes: {
    scheduled_start: { from: '2026-11-24T10:00:00+00:00', to: '2026-11-25T11:30:00+00:00' },
    title: 'changed',
  },
  occurred_at: '2026-11-20T10:15:00+00:00',
};
const trail = {
  '/rest/v1/audit_events': () => ({ body: [moved] }),
  '/rest/v1/profiles': () => ({
    body: [{ profile_id: people.desk, full_name: 'Rosa Delgado', email: null, phone: null }],
  }),
  '/rest/v1/appointments': () => ({
    body: [
      {
        appointment_id: moved.entity_id,
        scheduled_start: '2026-11-25T11:30:00+00:00',
        patient: { full_name: 'Oliver Hughes' },
      },
    ],
  }),
};

test('the trail is told in words, with old and new values beneath', async () => {
  const { user } = await open('/practice/audit', trail);
  expect(
    await screen.findByText(/^Rosa Delgado moved the visit of Oliver Hughes from .*24.* to .*25/),
  ).toBeInTheDocument();
  expect(screen.queryByRole('table')).not.toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: /^What changed/ }));
  const table = screen.getByRole('table');
  expect(within(table).getByRole('row', { name: /^Begins .*24.* .*25/ })).toBeInTheDocument();
  expect(within(table).getByRole('row', { name: /^Title .*not kept/ })).toBeInTheDocument();
});

test('filters are in the address and in the question', async () => {
  const { api, user } = await open('/practice/audit?from=2026-11-01&to=2026-11-30', trail);
  await screen.findByText(/^Rosa Delgado moved/);
  await screen.findByRole('option', { name: 'Rosa Delgado' });
  await user.selectOptions(screen.getByRole('combobox', { name: 'Who' }), 'Rosa Delgado');
  await user.selectOptions(screen.getByRole('combobox', { name: 'What' }), 'Visits');
  await user.selectOptions(screen.getByRole('combobox', { name: 'Action' }), 'Moved');
  await waitFor(() => expect(api.sent('/rest/v1/audit_events').at(-1)?.search.get('action')).toBe('eq.moved'));
  const asked = api.sent('/rest/v1/audit_events').at(-1)?.search;
  expect(asked?.get('actor_id')).toBe(`eq.${people.desk}`);
  expect(asked?.get('entity')).toBe('eq.appointment');
  expect(asked?.getAll('occurred_at')).toEqual(['gte.2026-11-01T00:00:00Z', 'lt.2026-12-01T00:00:00Z']);
  expect(window.location.search).toBe(
    `?who=${people.desk}&action=moved&from=2026-11-01&to=2026-11-30&kind=appointment`,
  );
  await user.click(screen.getByRole('button', { name: 'Clear filters' }));
  expect(window.location.search).toBe('');
});

test('nothing found says what to do', async () => {
  await open('/practice/audit?action=moved');
  expect(await screen.findByText('Nothing matches these filters')).toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Export as CSV' })).toBeDisabled();
});

const recording = '/rest/v1/rpc/record_export';

test('an export is written to the trail first, with its filters', async () => {
  // The file is handed out by a click on its link, which would leave the page of the test.
  const file = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockReturnValue();
  const before: number[] = [];
  const { api, user } = await open(`/practice/audit?who=${people.desk}&action=moved&from=2026-11-01`, {
    ...trail,
    [recording]: () => {
      before.push(file.mock.calls.length);
      return { body: null };
    },
  });
  await screen.findByText(/^Rosa Delgado moved/);
  await user.click(screen.getByRole('button', { name: 'Export as CSV' }));
  await waitFor(() => expect(file).toHaveBeenCalledTimes(1));
  expect(before).toEqual([0]);
  expect(api.sent(recording).map(({ body }) => body)).toEqual([
    {
      practice_id: practiceId,
      entity: 'audit_event',
      filter: { actor_id: people.desk, action: 'moved', from: '2026-11-01' },
      row_count: 1,
    },
  ]);
  file.mockRestore();
});

test('what the trail cannot write down is not exported', async () => {
  // The file is handed out by a click on its link, which would leave the page of the test.
  const file = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockReturnValue();
  const { user } = await open('/practice/audit', { ...trail, [recording]: () => apiError(403, 'forbidden') });
  await screen.findByText(/^Rosa Delgado moved/);
  await user.click(screen.getByRole('button', { name: 'Export as CSV' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('You may not do this.');
  expect(file).not.toHaveBeenCalled();
  file.mockRestore();
});

test('an export is told with its filters in words, and is no visit to look at alone', async () => {
  const filter = { is: { status: ['requested'], clinician_id: [people.desk], from: '2026-11-01', q: true } };
  const exported = { ...moved, action: 'export', entity_id: practiceId, changes: { filter, rows: { is: 41 } } };
  const { api } = await open('/practice/audit', { ...trail, '/rest/v1/audit_events': () => ({ body: [exported] }) });
  const said = await screen.findByText(/^Rosa Delgado exported visits as a file\. Rows: 41\. Filters: /);
  for (const words of ['Status: Requested', 'Clinician: Rosa Delgado', /From: .*2026/, 'Patient searched for: Yes'])
    expect(said).toHaveTextContent(words);
  expect(screen.queryByRole('button', { name: /^Only this visit/ })).not.toBeInTheDocument();
  expect(api.sent('/rest/v1/appointments')).toEqual([]);
});

test('of the trail itself only exports are asked for', async () => {
  const { api, user } = await open('/practice/audit?action=moved', trail);
  await screen.findByText(/^Rosa Delgado moved/);
  await user.selectOptions(screen.getByRole('combobox', { name: 'What' }), 'Exports of this trail');
  await waitFor(() => expect(api.sent('/rest/v1/audit_events').at(-1)?.search.get('entity')).toBe('eq.audit_event'));
  expect(api.sent('/rest/v1/audit_events').at(-1)?.search.get('action')).toBeNull();
  const actions = within(screen.getByRole('combobox', { name: 'Action' })).getAllByRole('option');
  expect(actions.map((option) => option.textContent)).toEqual(['Any action', 'Exported']);
});
