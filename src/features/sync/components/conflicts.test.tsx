import { configure, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { apiError } from '../../../testing/fake-api.ts';
import { visit } from '../../../testing/visits.ts';
import { conflict, connection, createServer, ids, openSync, paths, range } from '../testing.tsx';

configure({ asyncUtilTimeout: 5000 });
const slots = '/rest/v1/rpc/available_slots';
const row = async () =>
  (await screen.findByRole('heading', { level: 3, name: /^Oliver Hughes/ })).closest('li') as HTMLElement;
const about = 'Oliver Hughes, Tue, Nov 24, 10:00 AM';
const decided = (resolution: string) => ({ conflict_id: ids.conflict, resolution });
const accepting = { [paths.resolve]: () => ({ body: {} }) };

test('without anything to decide there is no such section', async () => {
  await openSync(createServer());
  await screen.findByRole('heading', { name: /^Private/ });
  expect(screen.queryByRole('heading', { name: /Your decision/ })).not.toBeInTheDocument();
});

test.each([
  ['slot_taken', 'You have another visit at that time.'],
  ['patient_busy', 'The patient has another visit at that time.'],
  ['outside_availability', 'That is outside your hours.'],
  ['invalid_time', 'That time is in the past or too long.'],
  ['other_code', 'That time cannot be used.'],
] as const)('a clash (%s) tells both sides and why the other one does not fit', async (code, words) => {
  const theirs = { ...range('2026-11-24T11:00:00Z'), code };
  await openSync(createServer({ conflicts: [conflict('clash', { theirs })] }));
  const found = within(await row());
  expect(found.getByRole('heading')).toHaveTextContent(about);
  expect(found.getByText('Moved in Private to Tue, Nov 24, 11:00 AM, which cannot be booked here.')).toBeVisible();
  expect(found.getByText(words)).toBeVisible();
  expect(found.getAllByRole('button').map((button) => button.textContent)).toEqual([
    'Keep Tue, Nov 24, 10:00 AM',
    'Take Tue, Nov 24, 11:00 AM',
    'Choose another time',
  ]);
});

test('keeping our side takes one press; the decision is gone and the focus is not lost', async () => {
  const server = createServer({
    conflicts: [conflict('clash')],
    handlers: {
      [paths.resolve]: () => {
        server.state.conflicts = [];
        return { body: {} };
      },
    },
  });
  const { user } = await openSync(server);
  await user.click(within(await row()).getByRole('button', { name: `Keep Tue, Nov 24, 10:00 AM: ${about}` }));
  await waitFor(() => expect(screen.queryByRole('heading', { name: /Your decision/ })).not.toBeInTheDocument());
  expect(server.sent(paths.resolve).map(({ body }) => body)).toEqual([decided('keep_ours')]);
  expect(await screen.findByText('Careslot’s side is kept, and the calendar is put right.')).toBeVisible();
});

test('taking a time that is not free asks first, because the patient is told', async () => {
  const server = createServer({ conflicts: [conflict('clash')], handlers: accepting });
  const { user } = await openSync(server);
  await user.click(within(await row()).getByRole('button', { name: /^Take/ }));
  const dialog = await screen.findByRole('dialog', { name: 'Move the visit?' });
  expect(within(dialog).getByText(/moved to Tue, Nov 24, 11:00 AM although that time is not free/)).toBeVisible();
  expect(server.sent(paths.resolve)).toEqual([]);
  await user.click(within(dialog).getByRole('button', { name: 'Move it' }));
  await waitFor(() => expect(server.sent(paths.resolve).map(({ body }) => body)).toEqual([decided('take_theirs')]));
  await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
});

test('a visit that was only moved is taken over at once', async () => {
  const server = createServer({
    conflicts: [conflict('moved', { theirs: range('2026-11-24T11:00:00Z') })],
    handlers: accepting,
  });
  const { user } = await openSync(server);
  expect(within(await row()).getByText('Moved in Private to Tue, Nov 24, 11:00 AM.')).toBeVisible();
  await user.click(within(await row()).getByRole('button', { name: /^Take/ }));
  await waitFor(() => expect(server.sent(paths.resolve).map(({ body }) => body)).toEqual([decided('take_theirs')]));
});

test('a deleted visit is put back, or cancelled after a question', async () => {
  const server = createServer({ conflicts: [conflict('deleted', { theirs: null })], handlers: accepting });
  const { user } = await openSync(server);
  expect(within(await row()).getByText('Deleted in Private. Here it still takes place.')).toBeVisible();
  await user.click(within(await row()).getByRole('button', { name: `Put it back into the calendar: ${about}` }));
  await waitFor(() => expect(server.sent(paths.resolve)).toHaveLength(1));
  await user.click(within(await row()).getByRole('button', { name: `Cancel the visit: ${about}` }));
  const dialog = await screen.findByRole('dialog', { name: 'Cancel the visit?' });
  expect(within(dialog).getByText(`${about} is cancelled, and the patient is told.`)).toBeVisible();
  expect(within(dialog).getByRole('button', { name: 'Keep it' })).toBeVisible();
  await user.click(within(dialog).getByRole('button', { name: 'Cancel the visit' }));
  await waitFor(() =>
    expect(server.sent(paths.resolve).map(({ body }) => body)).toEqual([decided('keep_ours'), decided('take_theirs')]),
  );
});

test('a decision somebody else has taken is told as that, and is no error', async () => {
  const server = createServer({
    conflicts: [conflict('clash')],
    handlers: {
      [paths.resolve]: () => {
        server.state.conflicts = [];
        return apiError(409, 'conflict_closed');
      },
    },
  });
  const { user } = await openSync(server);
  await user.click(within(await row()).getByRole('button', { name: /^Keep/ }));
  expect(await screen.findByText('That was already settled in the meantime.')).toBeVisible();
  expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  await waitFor(() => expect(screen.queryByRole('heading', { name: /Your decision/ })).not.toBeInTheDocument());
});

test('a decision that is refused says why, where it was taken', async () => {
  const server = createServer({
    conflicts: [conflict('clash')],
    handlers: { [paths.resolve]: () => apiError(409, 'invalid_transition') },
  });
  const { user } = await openSync(server);
  await user.click(within(await row()).getByRole('button', { name: /^Keep/ }));
  expect(await within(await row()).findByRole('alert')).toHaveTextContent('cannot change to that status any more');
});

test('a visit that cannot be moved any more is not offered another time', async () => {
  await openSync(createServer({ conflicts: [conflict('deleted', { visit: visit({ status: 'completed' }) })] }));
  expect(within(await row()).queryByRole('button', { name: /^Choose another time/ })).not.toBeInTheDocument();
});

test('a visit nobody may read any more can still be decided about', async () => {
  await openSync(createServer({ conflicts: [conflict('clash', { visit: null, theirs: null })] }));
  expect(await screen.findByRole('heading', { level: 3, name: 'A visit' })).toBeVisible();
  expect(screen.getByText('Moved in Private to another time, which cannot be booked here.')).toBeVisible();
  expect(screen.getByRole('button', { name: 'Keep Tue, Nov 24, 10:00 AM: A visit' })).toBeVisible();
  expect(screen.queryByRole('button', { name: /^Take/ })).not.toBeInTheDocument();
});

// Far ahead, so that no time of the test has passed.
const far = visit({ scheduled_start: '2126-01-16T10:00:00Z', scheduled_end: '2126-01-16T10:30:00Z' });
const free = (hour: string) => ({ slot_start: `2126-01-16T${hour}:00:00Z`, slot_end: `2126-01-16T${hour}:30:00Z` });

test('another time is chosen among the free ones, and goes to both sides', async () => {
  const server = createServer({
    conflicts: [conflict('clash', { visit: far })],
    handlers: {
      [slots]: () => ({ body: [free('09'), free('14')] }),
      // With the answer the decision is gone, and the dialog about it.
      [paths.resolve]: () => {
        server.state.conflicts = [];
        return { body: {} };
      },
    },
  });
  const { user } = await openSync(server);
  await user.click(within(await row()).getByRole('button', { name: /^Choose another time/ }));
  const dialog = await screen.findByRole('dialog', { name: 'Choose another time' });
  expect(window.location.search).toBe(`?open=reschedule-${ids.conflict}`);
  await within(dialog).findByRole('radio', { name: /2:00 PM/ });
  await user.click(within(dialog).getByRole('button', { name: 'Move to this time' }));
  expect(within(dialog).getByRole('alert')).toHaveTextContent('Choose a time first.');
  expect(within(dialog).getAllByRole('radio')[0]).toHaveFocus();
  await user.click(within(dialog).getByRole('radio', { name: /2:00 PM/ }));
  await user.click(within(dialog).getByRole('button', { name: 'Move to this time' }));
  expect(await screen.findByText(/^Moved to .*2:00 PM; the calendar follows\.$/)).toBeVisible();
  await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  expect(window.location.search).toBe('');
  expect(server.sent(paths.resolve).map(({ body }) => body)).toEqual([
    {
      ...decided('reschedule'),
      slot_start: '2126-01-16T14:00:00.000Z',
      slot_end: '2126-01-16T14:30:00.000Z',
    },
  ]);
  expect(server.sent(slots)[0]?.body).toMatchObject({
    clinician_id: far.clinician_id,
    duration_minutes: 30,
    exclude_appointment_id: far.appointment_id,
    patient_id: far.patient_id,
  });
});

test('a time that was taken meanwhile is told with the next free ones', async () => {
  const server = createServer({
    conflicts: [conflict('deleted', { visit: far })],
    handlers: {
      [slots]: () => ({ body: [free('09')] }),
      [paths.resolve]: () => apiError(409, 'slot_taken', { alternatives: [range('2126-01-16T15:00:00Z')] }),
    },
  });
  const { user } = await openSync(server);
  await user.click(within(await row()).getByRole('button', { name: /^Choose another time/ }));
  const dialog = await screen.findByRole('dialog', { name: 'Choose another time' });
  await user.click(await within(dialog).findByRole('radio', { name: /9:00 AM/ }));
  await user.click(within(dialog).getByRole('button', { name: 'Move to this time' }));
  const alert = await within(dialog).findByRole('alert');
  expect(alert).toHaveTextContent('Taken a moment ago.');
  await waitFor(() => expect(alert).toHaveFocus());
  await user.click(within(alert).getByRole('button', { name: /3:00 PM/ }));
  await user.click(within(dialog).getByRole('button', { name: 'Move to this time' }));
  await waitFor(() => expect(server.sent(paths.resolve)).toHaveLength(2));
  expect(server.sent(paths.resolve)[1]?.body).toMatchObject({ slot_start: '2126-01-16T15:00:00Z' });
});

test('the dialog of a decision that is gone is not opened', async () => {
  await openSync(createServer({ connections: [connection()] }), { query: `?open=reschedule-${ids.conflict}` });
  await screen.findByRole('heading', { name: /^Private/ });
  expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
});
