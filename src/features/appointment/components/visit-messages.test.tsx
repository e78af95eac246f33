import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { apiError, createFakeApi } from '../../../testing/fake-api.ts';
import { renderApp } from '../../../testing/render.tsx';
import { receptionist, visitDetail } from '../../../testing/visits.ts';
import { VisitDrawer } from './visit-drawer.tsx';

const rest = '/rest/v1';
const visit = visitDetail({ scheduled_start: '2099-11-24T10:00:00Z', scheduled_end: '2099-11-24T10:30:00Z' });
const patient = {
  ...receptionist,
  profileId: visit.patient_id,
  roles: [],
  isStaff: false,
  isDesk: false,
  isPatient: true,
};
const serve = (more: Parameters<typeof createFakeApi>[0] = {}, said: () => string | null = () => null) =>
  createFakeApi({
    [`${rest}/appointments`]: () => ({ body: { ...visit, attendance_confirmed_at: said() } }),
    [`${rest}/appointment_types`]: () => ({ body: [] }),
    [`${rest}/clinicians`]: () => ({ body: [] }),
    ...more,
  });
const drawer = (viewer = receptionist) => (
  <VisitDrawer appointmentId={visit.appointment_id} viewer={viewer} zone="UTC" onClose={() => undefined} />
);
const message = (message_id: string, change: object) => ({
  message_id,
  kind: 'reminder',
  delivery_method: 'email',
  to_patient: true,
  status: 'sent',
  due_at: '2026-11-20T10:00:00Z',
  sent_at: '2026-11-20T10:00:05Z',
  reason: null,
  delivery_status: null,
  delivery_status_at: null,
  ...change,
});
const rpc = `${rest}/rpc/visit_messages`;

test('[NT9] staff read what was sent to whom, what is planned and why something was not sent', async () => {
  const api = serve({
    [rpc]: () => ({
      body: [
        message('a', { kind: 'visit_confirmed', delivery_status: 'bounced' }),
        message('b', { delivery_method: 'sms', status: 'cancelled', sent_at: null, reason: 'opted_out' }),
        message('c', { delivery_method: 'push', to_patient: false, status: 'pending', due_at: '2099-11-24T09:00:00Z' }),
      ],
    }),
  });
  const { user } = await renderApp(drawer(), api);
  const button = await screen.findByRole('button', { name: 'Messages' });
  expect(api.sent(rpc)).toEqual([]);
  await user.click(button);
  const list = await screen.findByRole('list', { name: 'Messages' });
  expect(
    within(list)
      .getAllByRole('listitem')
      .map((item) => item.textContent),
  ).toEqual([
    expect.stringMatching(/Visit confirmed, by e-mail, to the patient.*Not delivered: the address does not exist/),
    expect.stringMatching(/Reminder, by text message, to the patient.*Not sent: the reader does not want messages/),
    expect.stringMatching(/Reminder, by push, to the practice.*Planned/),
  ]);
});

test('[NT9] a patient without messages reads so, and a failure is said', async () => {
  let fails = true;
  const api = serve({ [rpc]: () => (fails ? apiError(403, 'forbidden') : { body: [] }) });
  const { user } = await renderApp(drawer(patient), api);
  await user.click(await screen.findByRole('button', { name: 'Messages' }));
  expect(await screen.findByRole('alert')).toBeVisible();
  fails = false;
  await user.click(screen.getByRole('button', { name: 'Messages' }));
  await user.click(screen.getByRole('button', { name: 'Messages' }));
  expect(await screen.findByText('No messages to you about this visit.')).toBeVisible();
});

test('[NT20] the patient says that they will come, once, and reads that they did', async () => {
  let said: string | null = null;
  const confirm = `${rest}/rpc/confirm_attendance`;
  const api = serve(
    {
      [confirm]: () => {
        said = '2026-11-20T10:00:00Z';
        return { body: {} };
      },
    },
    () => said,
  );
  const { user } = await renderApp(drawer(patient), api);
  await user.click(await screen.findByRole('button', { name: 'I’ll be there' }));
  expect(await screen.findByText('You said you’ll be there')).toBeVisible();
  expect(api.sent(confirm).map(({ body }) => body)).toEqual([{ appointment_id: visit.appointment_id }]);
  expect(screen.queryByRole('button', { name: 'I’ll be there' })).not.toBeInTheDocument();
});

test('[NT20] staff see the sign and get no button; without it neither', async () => {
  const { unmount } = await renderApp(
    drawer(),
    serve({}, () => '2026-11-20T10:00:00Z'),
  );
  expect(await screen.findByText('Patient confirmed')).toBeVisible();
  unmount();
  const api = serve();
  await renderApp(drawer(), api);
  await screen.findByRole('button', { name: 'Messages' });
  expect(screen.queryByText('Patient confirmed')).not.toBeInTheDocument();
  expect(screen.queryByRole('button', { name: 'I’ll be there' })).not.toBeInTheDocument();
});
