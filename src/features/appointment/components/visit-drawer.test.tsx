import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { apiError, createFakeApi } from '../../../testing/fake-api.ts';
import { admin } from '../../../testing/practice.ts';
import { renderApp } from '../../../testing/render.tsx';
import { receptionist, visitDetail } from '../../../testing/visits.ts';
import { VisitDrawer } from './visit-drawer.tsx';

const rest = '/rest/v1';
const anna = visitDetail().clinician_id;
const bert = '00000000-0000-4000-8000-00000000000b';
const clinician = (clinician_id: string, display_name: string) => ({
  clinician_id,
  practice_id: visitDetail().practice_id,
  display_name,
  title: null,
  specialty: null,
  color: '#0F766E',
  video_link: null,
  profile: { timezone: 'UTC' },
});
const slot = { slot_start: '2099-11-24T12:00:00Z', slot_end: '2099-11-24T12:30:00Z' };
const visit = visitDetail({
  scheduled_start: '2099-11-24T10:00:00Z',
  scheduled_end: '2099-11-24T10:30:00Z',
  patient: { full_name: 'Oliver Hughes', email: 'oliver@example.org', phone: '+44 20 7946 0110' },
});

const serve = (more: Parameters<typeof createFakeApi>[0] = {}) =>
  createFakeApi({
    [`${rest}/appointments`]: () => ({ body: visit }),
    [`${rest}/appointment_types`]: () => ({ body: [] }),
    [`${rest}/clinicians`]: () => ({ body: [clinician(anna, 'Dr. Anna'), clinician(bert, 'Dr. Bert')] }),
    [`${rest}/rpc/available_slots`]: () => ({ body: [slot] }),
    ...more,
  });
const nothing = () => undefined;
const drawer = (onClose = nothing) => (
  <>
    <button type="button">Somewhere else</button>
    <VisitDrawer docked appointmentId={visit.appointment_id} viewer={receptionist} zone="UTC" onClose={onClose} />
  </>
);

test('is a region with a heading that takes the focus, not a dialog; contacts are links', async () => {
  await renderApp(drawer(), serve());
  const region = screen.getByRole('complementary', { name: 'Visit' });
  expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  expect(within(region).getByRole('heading', { name: 'Visit' })).toHaveFocus();
  expect(await within(region).findByText('Oliver Hughes')).toBeVisible();
  expect(within(region).getByRole('link', { name: '+44 20 7946 0110' })).toHaveAttribute('href', 'tel:+442079460110');
  expect(within(region).getByRole('link', { name: 'oliver@example.org' })).toHaveAttribute(
    'href',
    'mailto:oliver@example.org',
  );
});

test('Escape leaves a form first and the panel then', async () => {
  let closed = 0;
  const { user } = await renderApp(
    drawer(() => {
      closed += 1;
    }),
    serve(),
  );
  await user.click(await screen.findByRole('button', { name: 'Cancel visit' }));
  expect(screen.getByRole('textbox', { name: 'Reason' })).toHaveFocus();
  await user.keyboard('{Escape}');
  expect(screen.getByRole('heading', { name: 'Visit' })).toHaveFocus();
  expect(closed).toBe(0);
  await user.keyboard('{Escape}');
  expect(closed).toBe(1);
});

test('the desk moves to a colleague: their free times are asked for and the hand-over is sent', async () => {
  const reschedule = `${rest}/rpc/reschedule_appointment`;
  const api = serve({
    [reschedule]: ({ body }) => ({
      body: { ...visit, scheduled_start: body.slot_start, scheduled_end: body.slot_end, version: 2 },
    }),
  });
  const { user } = await renderApp(drawer(), api);
  await user.click(await screen.findByRole('button', { name: 'Move…' }));
  await user.selectOptions(screen.getByRole('combobox', { name: /^Clinician/ }), 'Dr. Bert');
  await waitFor(() =>
    expect(api.sent(`${rest}/rpc/available_slots`).at(-1)?.body).toMatchObject({ clinician_id: bert }),
  );
  await user.click(await screen.findByRole('radio', { name: /^12:00/ }));
  await user.click(screen.getByRole('button', { name: 'Move the visit' }));
  await waitFor(() => expect(api.sent(reschedule)[0]?.body).toMatchObject({ clinician_id: bert, expected_version: 1 }));
  expect(await screen.findByRole('heading', { name: 'Visit' })).toHaveFocus();
});

test('a patient who is too late gets the number as a link, and what was typed stays', async () => {
  const api = serve({
    [`${rest}/rpc/cancel_appointment`]: () => apiError(409, 'too_late', { practice_phone: '+44 20 7946 0100' }),
  });
  const patient = { ...receptionist, roles: [], isStaff: false, isDesk: false };
  const { user } = await renderApp(
    <VisitDrawer docked appointmentId={visit.appointment_id} viewer={patient} zone="UTC" onClose={nothing} />,
    api,
  );
  await user.click(await screen.findByRole('button', { name: 'Cancel visit' }));
  await user.type(screen.getByRole('textbox', { name: /Reason/ }), 'Ill');
  await user.click(screen.getByRole('button', { name: 'Cancel visit' }));
  const alert = await screen.findByRole('alert');
  expect(within(alert).getByRole('link')).toHaveAttribute('href', 'tel:+442079460100');
  expect(screen.getByRole('textbox', { name: /Reason/ })).toHaveValue('Ill');
});

test('a change by somebody else can be looked at', async () => {
  const api = serve({ [`${rest}/rpc/cancel_appointment`]: () => apiError(409, 'version_conflict') });
  const { user } = await renderApp(drawer(), api);
  await user.click(await screen.findByRole('button', { name: 'Cancel visit' }));
  await user.type(screen.getByRole('textbox', { name: 'Reason' }), 'Ill');
  await user.click(screen.getByRole('button', { name: 'Cancel visit' }));
  const before = api.sent(`${rest}/appointments`).length;
  await user.click(await screen.findByRole('button', { name: 'Show the current state' }));
  expect(screen.getByRole('heading', { name: 'Visit' })).toBeVisible();
  await waitFor(() => expect(api.sent(`${rest}/appointments`).length).toBeGreaterThan(before));
});

test('the history is fetched when it is opened and speaks in sentences', async () => {
  const api = serve({
    [`${rest}/audit_events`]: () => ({
      body: [
        {
          event_id: 2,
          actor_id: receptionist.profileId,
          actor_role: 'staff',
          action: 'reassigned',
          changes: { clinician_id: { from: bert, to: anna } },
          occurred_at: '2026-11-20T10:00:00Z',
        },
        {
          event_id: 1,
          actor_id: null,
          actor_role: 'service',
          action: 'confirmed',
          changes: {},
          occurred_at: '2026-11-20T09:00:00Z',
        },
      ],
    }),
    [`${rest}/profiles`]: () => ({ body: [{ profile_id: receptionist.profileId, full_name: 'Rosa Delgado' }] }),
  });
  const { user } = await renderApp(drawer(), api);
  const button = await screen.findByRole('button', { name: 'History' });
  expect(api.sent(`${rest}/audit_events`)).toEqual([]);
  expect(button).toHaveAttribute('aria-expanded', 'false');
  await user.click(button);
  expect(await screen.findByText('Rosa Delgado handed the visit from Dr. Bert to Dr. Anna.')).toBeVisible();
  expect(screen.getByText('The system confirmed the visit.')).toBeVisible();
});

test('[R3] a step done: the next one has the focus, is sent with the new version, and nothing runs ahead of it', async () => {
  let current = visitDetail({ status: 'confirmed', version: 3 });
  let answer: () => void = () => undefined;
  const waiting = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const transition = `${rest}/rpc/transition_appointment`;
  const api = serve({
    [`${rest}/appointments`]: () => ({ body: current }),
    [transition]: async ({ body }) => {
      await waiting;
      current = visitDetail({ status: body.status as 'in_progress', version: current.version + 1 });
      return { body: current };
    },
  });
  const { user } = await renderApp(drawer(), api);
  await user.click(await screen.findByRole('button', { name: 'Start' }));
  expect(screen.getByRole('button', { name: 'Complete' })).toBeDisabled();
  answer();
  await waitFor(() => expect(screen.getByRole('button', { name: 'Complete' })).toBeEnabled());
  await waitFor(() => expect(screen.getByRole('button', { name: 'Complete' })).toHaveFocus());
  await user.keyboard('{Enter}');
  await waitFor(() =>
    expect(api.sent(transition).map(({ body }) => [body.status, body.expected_version])).toEqual([
      ['in_progress', 3],
      ['completed', 4],
    ]),
  );
});

test('staff find the patient’s messages beside the other contacts, if they may read them', async () => {
  const { unmount } = await renderApp(drawer(), serve());
  await screen.findByRole('link', { name: 'oliver@example.org' });
  expect(screen.queryByRole('link', { name: 'Message' })).not.toBeInTheDocument();
  unmount();
  const viewer = { ...receptionist, practice: admin.practice };
  await renderApp(
    <VisitDrawer appointmentId={visit.appointment_id} viewer={viewer} zone="UTC" onClose={nothing} />,
    serve(),
  );
  expect(await screen.findByRole('link', { name: 'Message' })).toHaveAttribute(
    'href',
    `/messages?patient=${visit.patient_id}&clinician=${visit.clinician_id}`,
  );
});
