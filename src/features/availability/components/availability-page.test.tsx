import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Clinician } from '../../../lib/practice/schema.ts';
import { type ApiRequest, apiError, createFakeApi } from '../../../testing/fake-api.ts';
import { renderApp } from '../../../testing/render.tsx';
import { receptionist } from '../../../testing/visits.ts';
import { AvailabilityPage } from './availability-page.tsx';

const zone = 'Europe/Berlin';
const clinician: Clinician = {
  clinician_id: 'c1',
  practice_id: 'p1',
  display_name: 'Dr Amara Okafor',
  title: null,
  specialty: null,
  color: '#0F766E',
  timezone: zone,
};
const row = (day: number, change: Record<string, unknown> = {}) => ({
  availability_id: `a${day}`,
  day_of_week: day,
  start_time: '09:00:00',
  end_time: '17:00:00',
  slot_duration_minutes: 30,
  timezone: zone,
  location_type: 'any',
  appointment_types: [],
  buffer_minutes: 0,
  max_appointments_per_day: null,
  valid_from: null,
  valid_until: null,
  updated_at: '2026-11-01T10:00:00.123456+00:00',
  ...change,
});
const followUp = {
  practice_id: 'p1',
  appointment_type: 'follow_up',
  name: 'Follow-up',
  default_duration_minutes: 30,
  default_location_type: 'in_person',
  buffer_minutes: 0,
  self_bookable: true,
  auto_confirm: true,
  active: true,
  color: '#0F766E',
  position: 1,
  preparation_instructions: null,
};
const savePath = '/rest/v1/rpc/save_weekly_hours';
const daysPath = '/rest/v1/clinician_date_overrides';

type World = {
  rows?: () => unknown[];
  save?: (request: ApiRequest) => { status?: number; body: unknown };
  days?: unknown[];
  selfBooking?: boolean;
  section?: 'hours' | 'exceptions' | 'preview';
};
async function openPage({ rows = () => [row(1)], save, days = [], selfBooking = true, section }: World = {}) {
  const api = createFakeApi({
    '/rest/v1/clinician_availability': () => ({ body: rows() }),
    '/rest/v1/appointment_types': () => ({ body: [followUp] }),
    '/rest/v1/clinicians': () => ({ body: { accepts_self_booking: selfBooking, video_link: null } }),
    '/rest/v1/practices': () => ({ body: { min_notice_minutes: 120, booking_horizon_days: 60, timezone: zone } }),
    '/rest/v1/practice_closures': () => ({ body: [] }),
    '/rest/v1/appointments': () => ({ body: [] }),
    '/rest/v1/rpc/available_slots': () => ({ body: [] }),
    [daysPath]: ({ method }) => ({ body: method === 'GET' ? days : [] }),
    [savePath]: save ?? (({ body }) => ({ body: rowsOf(body) })),
  });
  const view = await renderApp(
    <AvailabilityPage
      viewer={receptionist}
      clinicians={[clinician]}
      clinician={clinician}
      location={{ section, clinicianId: 'c1', month: '2126-03-01' }}
      navigate={() => undefined}
    />,
    api,
  );
  await screen.findByText('Weekly hours', { selector: 'h2' });
  return { ...view, api };
}
const rowsOf = (body: Record<string, unknown>) =>
  (body.rows as Record<string, unknown>[]).map((saved, index) => ({
    availability_id: `new${index}`,
    updated_at: '2026-11-02T10:00:00.654321+00:00',
    ...saved,
  }));
const time = (name: string): HTMLInputElement => screen.getByLabelText(name);
const type = (name: string, value: string) => fireEvent.change(time(name), { target: { value } });

test('only what was changed is sent as changed, together with what was seen', async () => {
  const { api, user } = await openPage();
  expect(screen.queryByRole('button', { name: 'Save hours' })).not.toBeInTheDocument();
  type('Monday, hours 1, until', '16:00');
  await user.click(screen.getByRole('button', { name: 'Save hours' }));
  await waitFor(() => expect(api.sent(savePath)).toHaveLength(1));
  expect(api.sent(savePath)[0]?.body).toMatchObject({
    clinician_id: 'c1',
    rows: [{ availability_id: 'a1', end_time: '16:00:00' }],
    seen: [{ availability_id: 'a1', updated_at: '2026-11-01T10:00:00.123456+00:00' }],
  });
  await waitFor(() => expect(screen.queryByText('Not saved yet')).not.toBeInTheDocument());
});

test('an empty time is told on saving, and gets the focus; nothing is sent', async () => {
  const { api, user } = await openPage();
  type('Monday, hours 1, until', '');
  expect(screen.queryByText('Enter when these hours end.')).not.toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Save hours' }));
  expect(screen.getByText('Enter when these hours end.')).toBeInTheDocument();
  expect(time('Monday, hours 1, until')).toHaveFocus();
  expect(time('Monday, hours 1, until')).toHaveAccessibleDescription('Enter when these hours end.');
  expect(api.sent(savePath)).toHaveLength(0);
});

test('a failed write says so and keeps what was typed', async () => {
  const { user } = await openPage({ save: () => apiError(403, 'forbidden') });
  type('Monday, hours 1, from', '10:00');
  await user.click(screen.getByRole('button', { name: 'Save hours' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('You may not do this');
  expect(time('Monday, hours 1, from').value).toBe('10:00');
});

test('after a clash, mine is saved on top of what the others saved', async () => {
  let theirs = row(1);
  const { api, user } = await openPage({
    rows: () => [theirs],
    save: ({ body }) => {
      const [seen] = body.seen as { updated_at: string }[];
      return seen?.updated_at === theirs.updated_at ? { body: rowsOf(body) } : apiError(409, 'version_conflict');
    },
  });
  type('Monday, hours 1, from', '10:00');
  theirs = row(1, { end_time: '12:00:00', updated_at: '2026-11-01T11:00:00.5+00:00' });
  await user.click(screen.getByRole('button', { name: 'Save hours' }));
  await user.click(await screen.findByRole('button', { name: 'Save mine instead' }));
  await waitFor(() => expect(api.sent(savePath)).toHaveLength(2));
  expect(api.sent(savePath)[1]?.body).toMatchObject({
    rows: [{ availability_id: 'a1', start_time: '10:00:00', end_time: '17:00:00' }],
    seen: [{ updated_at: '2026-11-01T11:00:00.5+00:00' }],
  });
});

test('an empty week offers a usual one', async () => {
  const { api, user } = await openPage({ rows: () => [] });
  await user.click(screen.getByRole('button', { name: 'Start with Monday to Friday, 9 to 5' }));
  await user.click(screen.getByRole('button', { name: 'Save hours' }));
  await waitFor(() => expect(api.sent(savePath)).toHaveLength(1));
  expect(api.sent(savePath)[0]?.body.rows).toHaveLength(5);
});

test('a range says in words what differs from the others', async () => {
  await openPage({
    rows: () => [
      row(1),
      row(2),
      row(3, { location_type: 'video', appointment_types: ['follow_up'], slot_duration_minutes: 20 }),
    ],
  });
  expect(screen.getByText('Video · Follow-up · every 20 minutes')).toBeInTheDocument();
});

test('the front desk sees the settings for patients, and who may change them', async () => {
  await openPage();
  await screen.findByText('Patients may book themselves');
  expect(screen.getByRole('switch', { name: /^Patients may book themselves/ })).toBeDisabled();
  expect(screen.getByText('Patients book at least 2 hours ahead.', { exact: false })).toBeInTheDocument();
  expect(screen.queryByLabelText('Your video room')).not.toBeInTheDocument();
});

test('a day is chosen and taken off with the keyboard', async () => {
  const { api, user } = await openPage({ section: 'exceptions' });
  const grid = screen.getByRole('grid', { name: 'Days of March 2126' });
  const day = within(grid).getByRole('gridcell', { name: /Friday.*March 1,/ });
  day.focus();
  await user.keyboard('{ArrowDown}{Shift>}{ArrowRight}{/Shift}');
  expect(within(grid).getAllByRole('gridcell', { selected: true })).toHaveLength(2);
  await user.keyboard('{Enter}');
  await screen.findByLabelText('What is it?');
  const dialog = screen.getByRole('dialog');
  await user.selectOptions(within(dialog).getByLabelText('What is it?'), 'Sick leave');
  await user.click(within(dialog).getByRole('button', { name: 'Save' }));
  const written = () => api.sent(daysPath).filter(({ method }) => method === 'POST');
  await waitFor(() => expect(written()).toHaveLength(1));
  expect(written()[0]?.body).toMatchObject([
    {
      clinician_id: 'c1',
      override_date: '2126-03-08',
      override_type: 'sick_leave',
      is_available: false,
      start_time: null,
    },
    { override_date: '2126-03-09' },
  ]);
});

test('the preview asks as a patient would, and says why it is empty', async () => {
  const { api } = await openPage({ section: 'preview', rows: () => [], selfBooking: false });
  expect(await screen.findByText(/self-booking is switched off/)).toBeInTheDocument();
  await waitFor(() => expect(api.sent('/rest/v1/rpc/available_slots')[0]?.body).toMatchObject({ for_patients: true }));
  expect(await screen.findByText('No free times in the next two weeks.')).toBeInTheDocument();
});
