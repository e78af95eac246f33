import { screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AppError } from '../../../lib/errors.ts';
import { apiError, createFakeApi } from '../../../testing/fake-api.ts';
import { renderApp } from '../../../testing/render.tsx';
import { receptionist, visitDetail } from '../../../testing/visits.ts';
import { CancelForm } from './cancel-form.tsx';
import { RefusedMove } from './refused-move.tsx';
import { VisitActions } from './visit-actions.tsx';

const nothing = () => undefined;
const transition = '/rest/v1/rpc/transition_appointment';
const cancel = '/rest/v1/rpc/cancel_appointment';
const reschedule = '/rest/v1/rpc/reschedule_appointment';

test('[R3] a request has its buttons; confirming sends it', async () => {
  const api = createFakeApi({ [transition]: () => ({ body: visitDetail({ status: 'confirmed' }) }) });
  const actions = (
    <VisitActions
      visit={visitDetail({ status: 'requested' })}
      viewer={receptionist}
      onMove={nothing}
      onCancel={nothing}
      onShowCurrent={nothing}
      zone="UTC"
    />
  );
  const { user } = await renderApp(actions, api);
  expect(screen.getAllByRole('button').map((button) => button.textContent)).toEqual([
    'Confirm',
    'Move…',
    'Cancel visit',
  ]);
  await user.click(screen.getByRole('button', { name: 'Confirm' }));
  expect(api.sent(transition)[0]?.body).toEqual({
    appointment_id: visitDetail().appointment_id,
    status: 'confirmed',
    expected_version: 1,
  });
});

test('[R3] a correction is not sent without a reason', async () => {
  const api = createFakeApi({ [transition]: () => ({ body: visitDetail({ status: 'no_show' }) }) });
  const actions = (
    <VisitActions
      visit={visitDetail({ status: 'completed' })}
      viewer={receptionist}
      onMove={nothing}
      onCancel={nothing}
      onShowCurrent={nothing}
      zone="UTC"
    />
  );
  const { user } = await renderApp(actions, api);
  await user.click(screen.getByRole('button', { name: 'No-show' }));
  await user.click(screen.getByRole('button', { name: 'No-show' }));
  const reason = screen.getByRole('textbox', { name: 'Why is the status corrected?' });
  expect(reason).toHaveFocus();
  expect(api.requests).toEqual([]);
  await user.type(reason, 'Wrong patient');
  await user.click(screen.getByRole('button', { name: 'No-show' }));
  expect(api.sent(transition)[0]?.body).toMatchObject({ status: 'no_show', reason: 'Wrong patient' });
});

test('a transition the database refuses is said in words', async () => {
  const api = createFakeApi({ [transition]: () => apiError(409, 'invalid_transition') });
  const actions = (
    <VisitActions
      visit={visitDetail()}
      viewer={receptionist}
      onMove={nothing}
      onCancel={nothing}
      onShowCurrent={nothing}
      zone="UTC"
    />
  );
  const { user } = await renderApp(actions, api);
  await user.click(screen.getByRole('button', { name: 'Start' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('cannot change to that status');
});

test('cancelling wants a reason of staff and sends the version that was seen', async () => {
  const api = createFakeApi({ [cancel]: () => apiError(409, 'version_conflict') });
  const { user } = await renderApp(
    <CancelForm
      visit={visitDetail({ version: 7 })}
      viewer={receptionist}
      zone="UTC"
      onDone={nothing}
      onShowCurrent={nothing}
    />,
    api,
  );
  const reason = screen.getByRole('textbox', { name: 'Reason' });
  await user.click(screen.getByRole('button', { name: 'Cancel visit' }));
  expect(reason).toHaveFocus();
  expect(api.requests).toEqual([]);
  await user.type(reason, 'Patient is ill');
  await user.click(screen.getByRole('button', { name: 'Cancel visit' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('Somebody changed this visit in the meantime.');
  expect(api.sent(cancel)[0]?.body).toMatchObject({ reason: 'Patient is ill', expected_version: 7 });
  expect(reason).toHaveValue('Patient is ill');
});

test('a refused move offers the next free times as buttons, and a way round them with a reason', async () => {
  const slot = { start: '2026-11-24T15:00:00Z', end: '2026-11-24T15:30:00Z' };
  const wanted = { start: '2026-11-24T12:00:00Z', end: '2026-11-24T12:30:00Z' };
  const api = createFakeApi({ [reschedule]: () => apiError(409, 'slot_taken', { alternatives: [slot] }) });
  const { user } = await renderApp(
    <RefusedMove
      move={{ visit: visitDetail(), ...wanted }}
      error={new AppError('outside_availability', { alternatives: [slot] })}
      zone="Europe/London"
      onClose={nothing}
      onOpenVisit={nothing}
    />,
    api,
  );
  const dialog = screen.getByRole('dialog', { name: 'The visit was not moved' });
  expect(within(dialog).getByRole('alert')).toHaveTextContent('outside the hours');
  await user.click(within(dialog).getByRole('button', { name: /Nov 24|24 Nov/ }));
  expect(api.sent(reschedule)[0]?.body).toMatchObject({ slot_start: slot.start });
  expect(await within(dialog).findByText('Taken a moment ago.')).toBeVisible();
  await user.click(within(dialog).getByRole('button', { name: 'Book anyway…' }));
  await user.type(within(dialog).getByRole('textbox', { name: 'Why at a time that is not free?' }), 'Emergency');
  await user.click(within(dialog).getByRole('button', { name: 'Book anyway' }));
  await expect.poll(() => api.sent(reschedule)).toHaveLength(2);
  expect(api.sent(reschedule)[1]?.body).toMatchObject({ overbook_reason: 'Emergency' });
});

describe('a patient', () => {
  const practice = {
    practice_id: visitDetail().practice_id,
    name: 'Harbour Street',
    timezone: 'UTC',
    phone: '+44 20 7946 0100',
    cancellation_notice_minutes: 24 * 60,
    desk_reads_messages: true,
  };
  const patient = { ...receptionist, roles: [], isStaff: false, isDesk: false, practice };
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-24T07:00:00Z') });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const actions = (scheduled_start: string) => (
    <VisitActions
      visit={visitDetail({ scheduled_start })}
      viewer={patient}
      zone="UTC"
      onMove={nothing}
      onCancel={nothing}
      onShowCurrent={nothing}
    />
  );

  test('is told until when the visit can be changed', async () => {
    await renderApp(actions('2026-12-01T10:00:00Z'), createFakeApi({}));
    expect(screen.getByText(/You can change or cancel this visit online until Mon/)).toBeVisible();
    expect(screen.getByRole('button', { name: 'Cancel visit' })).toBeVisible();
  });

  test('inside the notice gets a number to call instead of buttons that would be refused', async () => {
    await renderApp(actions('2026-11-24T10:00:00Z'), createFakeApi({}));
    expect(screen.getByRole('link', { name: /Call the practice/ })).toHaveAttribute('href', 'tel:+442079460100');
    expect(screen.queryByRole('button')).not.toBeInTheDocument();
  });
});
