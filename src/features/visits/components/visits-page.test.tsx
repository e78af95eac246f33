import { screen, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { createFakeApi } from '../../../testing/fake-api.ts';
import { renderApp } from '../../../testing/render.tsx';
import { receptionist, visit, visitDetail } from '../../../testing/visits.ts';
import { VisitsPage } from './visits-page.tsx';

const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
const practice = {
  practice_id: visit().practice_id,
  name: 'Harbour Street Practice',
  timezone: 'UTC',
  phone: '+44 20 7946 0000',
  cancellation_notice_minutes: 24 * 60,
  desk_reads_messages: true,
};
const patient = { ...receptionist, roles: [], isStaff: false, isDesk: false, isPatient: true, practice };
const clinicians = [
  {
    clinician_id: visit().clinician_id,
    practice_id: visit().practice_id,
    display_name: 'Dr. Amara Okafor',
    title: null,
    specialty: null,
    color: '#0F766E',
    timezone: undefined,
    video_link: null,
  },
];

async function show(visits: ReturnType<typeof visitDetail>[]) {
  const onOpen = vi.fn();
  const onBook = vi.fn();
  const api = createFakeApi({
    '/rest/v1/appointments': () => ({ body: visits }),
    '/rest/v1/appointment_types': () => ({ body: [] }),
  });
  const view = await renderApp(
    <VisitsPage viewer={patient} clinicians={clinicians} zone="UTC" onOpen={onOpen} onBook={onBook} />,
    api,
  );
  return { ...view, onOpen, onBook };
}

test('the next visit says when, with whom and how to prepare, and can be changed, kept or put into a calendar', async () => {
  const next = visitDetail({
    scheduled_start: inHours(72),
    scheduled_end: inHours(72.5),
    preparation_instructions: 'Please do not eat before.',
  });
  const { user, onOpen } = await show([next]);
  const card = await screen.findByRole('region', { name: 'Your next visit' });
  expect(within(card).getByText('Dr. Amara Okafor')).toBeVisible();
  expect(await within(card).findByText('Please do not eat before.')).toBeVisible();
  expect(within(card).getByText(/You can change or cancel online until/)).toBeVisible();
  expect(within(card).getByRole('button', { name: 'Add to calendar' })).toBeVisible();
  await user.click(within(card).getByRole('button', { name: 'Change or cancel' }));
  expect(onOpen).toHaveBeenCalledWith(next.appointment_id);
});

test('inside the notice period the practice can be called instead', async () => {
  await show([visitDetail({ scheduled_start: inHours(3), scheduled_end: inHours(3.5) })]);
  expect(await screen.findByRole('link', { name: 'Call Harbour Street Practice' })).toHaveAttribute(
    'href',
    'tel:+442079460000',
  );
});

test('a running video visit can be joined from the first page', async () => {
  const running = visitDetail({
    scheduled_start: inHours(-0.1),
    scheduled_end: inHours(0.4),
    location_type: 'video',
    video_call_link: 'https://meet.example.org/room',
  });
  await show([running]);
  expect(await screen.findByRole('link', { name: /join/i })).toHaveAttribute('href', 'https://meet.example.org/room');
});

test('without any visit there is one thing to do', async () => {
  const { user, onBook } = await show([]);
  expect(await screen.findByText('No visit is planned')).toBeVisible();
  const buttons = screen.getAllByRole('button', { name: 'Book a visit' });
  expect(buttons).toHaveLength(1);
  await user.click(buttons[0] as HTMLElement);
  expect(onBook).toHaveBeenCalled();
});

test('of many earlier visits five are shown until somebody asks for the rest', async () => {
  const past = Array.from({ length: 8 }, (_, index) =>
    visitDetail({
      appointment_id: `00000000-0000-4000-8000-0000000001${String(index).padStart(2, '0')}`,
      scheduled_start: inHours(-24 * (index + 1)),
      scheduled_end: inHours(-24 * (index + 1) + 0.5),
      status: 'completed',
    }),
  );
  const { user } = await show(past);
  const list = await screen.findByRole('region', { name: 'Earlier and cancelled' });
  expect(within(list).getAllByRole('listitem')).toHaveLength(5);
  await user.click(screen.getByRole('button', { name: 'Show 3 more' }));
  expect(within(list).getAllByRole('listitem')).toHaveLength(8);
});

test('[NT20] on the card of the next visit the patient says that they will come, once', async () => {
  const next = visitDetail({ scheduled_start: inHours(72), scheduled_end: inHours(72.5) });
  const confirm = '/rest/v1/rpc/confirm_attendance';
  let said: string | null = null;
  const api = createFakeApi({
    '/rest/v1/appointments': () => ({ body: [{ ...next, attendance_confirmed_at: said }] }),
    '/rest/v1/appointment_types': () => ({ body: [] }),
    [confirm]: () => {
      said = new Date().toISOString();
      return { body: {} };
    },
  });
  const { user } = await renderApp(
    <VisitsPage viewer={patient} clinicians={clinicians} zone="UTC" onOpen={vi.fn()} onBook={vi.fn()} />,
    api,
  );
  await user.click(await screen.findByRole('button', { name: 'I’ll be there' }));
  expect(await screen.findByText('You said you’ll be there')).toBeVisible();
  expect(screen.queryByRole('button', { name: 'I’ll be there' })).toBeNull();
  expect(api.sent(confirm)).toHaveLength(1);
});
