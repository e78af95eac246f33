import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { type ApiRequest, apiError } from '../../../testing/fake-api.ts';
import { visit } from '../../../testing/visits.ts';
import { booked, date, openForm as openAny, paths, slotRow, type } from '../testing.tsx';

type Handler = (request: ApiRequest) => { status?: number; body: unknown };
const bookPath = paths.book;
const openForm = (book: Handler = booked) => openAny({ handlers: { [paths.book]: book } });

test('type, patient, time, book', async () => {
  const { api, done, user, choosePatient, send } = await openForm();
  await choosePatient();
  await user.click(await screen.findByRole('radio', { name: /9:30/ }));
  await send();
  await waitFor(() => expect(done).toHaveLength(1));
  expect(api.sent(bookPath)[0]?.body).toMatchObject({
    clinician_id: 'c1',
    patient_id: 'o1',
    slot_start: `${date}T09:30:00.000Z`,
    slot_end: `${date}T10:00:00.000Z`,
    appointment_type: 'follow_up',
    location_type: 'in_person',
    idempotency_key: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(api.sent(bookPath)[0]?.body).not.toHaveProperty('overbook_reason');
});

test('times stand by the part of the day, and a day says how many it has', async () => {
  await openForm();
  expect(await screen.findByRole('button', { name: /January 15, 3 free times$/ })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  expect(screen.getByText('Morning')).toBeInTheDocument();
  expect(screen.getByText('Afternoon')).toBeInTheDocument();
  expect(screen.queryByText('Evening')).not.toBeInTheDocument();
});

test('choosing a day takes the focus to its times', async () => {
  const { user } = await openForm();
  await user.click(await screen.findByRole('button', { name: /January 15/ }));
  expect(screen.getByRole('radio', { name: /9:00/ })).toHaveFocus();
});

test('an empty form goes to the first field that is wrong and sends nothing', async () => {
  const { api, send } = await openForm();
  await screen.findAllByRole('radio');
  await send();
  const patient = screen.getByRole('textbox', { name: 'Patient' });
  expect(patient).toHaveFocus();
  expect(patient).toHaveAccessibleDescription('Choose a patient, or add a new one.');
  expect(screen.getByText('Please choose a time.')).toBeInTheDocument();
  expect(api.sent(bookPath)).toEqual([]);
});

test('a time taken meanwhile offers the next ones; a new choice is a new intention with a new key', async () => {
  const alternatives = [{ start: `${date}T14:00:00Z`, end: `${date}T14:30:00Z` }];
  let calls = 0;
  const { api, done, user, choosePatient, send } = await openForm((request) => {
    calls += 1;
    return calls === 1 ? apiError(409, 'slot_taken', { alternatives }) : booked(request);
  });
  await choosePatient();
  await user.click(await screen.findByRole('radio', { name: /9:30/ }));
  await send();
  const alert = await screen.findByRole('alert');
  expect(alert).toHaveTextContent('Taken a moment ago.');
  await user.click(within(alert).getByRole('button', { name: /14:00|2:00 PM/ }));
  expect(screen.getByRole('radio', { name: /14:00|2:00 PM/ })).toBeChecked();
  await send();
  await waitFor(() => expect(done).toHaveLength(1));
  const [first, second] = api.sent(bookPath);
  expect(second?.body.slot_start).toBe(`${date}T14:00:00.000Z`);
  expect(second?.body.idempotency_key).not.toBe(first?.body.idempotency_key);
});

test('a lost answer: sending the same form again keeps the key, so nothing is booked twice', async () => {
  let calls = 0;
  const { api, done, user, choosePatient, send } = await openForm((request) => {
    calls += 1;
    if (calls === 1) throw new TypeError('Failed to fetch');
    return booked(request);
  });
  await choosePatient();
  await user.click(await screen.findByRole('radio', { name: /9:00/ }));
  await send();
  expect(await screen.findByRole('alert')).toHaveTextContent('cannot be reached');
  await send();
  await waitFor(() => expect(done).toHaveLength(1));
  const keys = api.sent(bookPath).map((request) => request.body.idempotency_key);
  expect(keys).toHaveLength(2);
  expect(new Set(keys).size).toBe(1);
});

test('a new patient is made once, even when the first booking is refused', async () => {
  let calls = 0;
  const { api, done, user, send } = await openForm((request) => {
    calls += 1;
    return calls === 1 ? apiError(409, 'patient_busy') : booked(request);
  });
  await user.type(screen.getByRole('textbox', { name: 'Patient' }), 'Ada Byron');
  await user.click(await screen.findByRole('option', { name: 'Add “Ada Byron” as a new patient' }));
  expect(screen.getByRole('textbox', { name: 'Full name' })).toHaveValue('Ada Byron');
  await user.click(await screen.findByRole('radio', { name: /9:00/ }));
  await send();
  expect(await screen.findByRole('alert')).toHaveTextContent('already has a visit');
  await send();
  await waitFor(() => expect(done).toHaveLength(1));
  expect(api.sent('/rest/v1/rpc/register_patient')).toHaveLength(1);
  expect(api.sent(bookPath).map((request) => request.body.patient_id)).toEqual(['n1', 'n1']);
});

test('a time that is not free can be booked on purpose, with a reason', async () => {
  const { api, done, user, choosePatient, send } = await openForm();
  await choosePatient();
  await user.click(screen.getByRole('button', { name: 'Another time…' }));
  await user.type(screen.getByLabelText('Time'), '19:15');
  await screen.findAllByRole('radio');
  await send();
  const reason = screen.getByRole('textbox', { name: 'Why at a time that is not free?' });
  expect(reason).toHaveFocus();
  await user.type(reason, 'Emergency');
  await send();
  await waitFor(() => expect(done).toHaveLength(1));
  expect(api.sent(bookPath)[0]?.body).toMatchObject({ slot_start: `${date}T19:15:00Z`, overbook_reason: 'Emergency' });
});

test('a time stays chosen when the kind of visit changes and it is still free; otherwise it is gone', async () => {
  const { user } = await openAny({
    handlers: {
      [paths.free]: ({ body }) => ({
        body: (body.appointment_type === 'long' ? ['09:30'] : ['09:00', '09:30']).map((time) => slotRow(time)),
      }),
    },
    form: { types: [type('follow_up'), type('long', { name: 'Long talk' })] },
  });
  await user.click(await screen.findByRole('radio', { name: /9:30/ }));
  await user.selectOptions(screen.getByRole('combobox', { name: 'Kind of visit' }), 'Long talk');
  await waitFor(() => expect(screen.queryByRole('radio', { name: /9:00/ })).not.toBeInTheDocument());
  expect(screen.getByRole('radio', { name: /9:30/ })).toBeChecked();
});

test('what a time of one’s own clashes with is told before anything is sent', async () => {
  const { api, user } = await openAny({
    handlers: {
      [paths.conflicts]: () => ({
        body: {
          conflicts: [
            { kind: 'patient', start: `${date}T19:00:00Z`, end: `${date}T20:00:00Z` },
            { kind: 'time_off', start: `${date}T00:00:00Z`, end: `${date}T23:00:00Z` },
          ],
          alternatives: [],
        },
      }),
    },
  });
  await screen.findAllByRole('radio');
  await user.click(screen.getByRole('button', { name: 'Another time…' }));
  await user.type(screen.getByLabelText('Time'), '19:15');
  expect(await screen.findByText('The clinician has time off.')).toBeInTheDocument();
  expect(screen.getByText(/The patient has another visit, 7:00/)).toBeInTheDocument();
  expect(api.sent(paths.book)).toEqual([]);
});

test('a video visit takes the clinician’s room, or another https link', async () => {
  const { api, done, user, choosePatient, send } = await openForm();
  await choosePatient();
  await user.selectOptions(screen.getByRole('combobox', { name: 'Where' }), 'Video');
  await user.click(await screen.findByRole('radio', { name: /9:30/ }));
  expect(screen.getByRole('radio', { name: /The clinician's own room/ })).toBeChecked();
  await user.click(screen.getByRole('radio', { name: 'Another link' }));
  const link = screen.getByRole('textbox', { name: 'Address of the video call' });
  await user.type(link, 'http://meet.example.org/x');
  await send();
  await waitFor(() => expect(link).toHaveFocus());
  expect(link).toHaveAccessibleDescription('Please enter an address that begins with https://.');
  expect(api.sent(paths.book)).toEqual([]);
  await user.clear(link);
  await user.type(link, 'https://meet.example.org/x');
  await send();
  await waitFor(() => expect(done).toHaveLength(1));
  expect(api.sent(paths.book)[0]?.body).toMatchObject({ video_call_link: 'https://meet.example.org/x' });
});

test('reason, preparation and room go along', async () => {
  const { api, done, user, choosePatient, send } = await openForm();
  await choosePatient();
  await user.click(await screen.findByRole('radio', { name: /9:30/ }));
  await user.type(screen.getByRole('textbox', { name: /Reason for the visit/ }), 'Knee');
  await user.type(screen.getByRole('textbox', { name: 'How to prepare' }), 'Wear shorts.');
  await user.type(screen.getByRole('textbox', { name: /Room or address/ }), 'Room 2');
  await send();
  await waitFor(() => expect(done).toHaveLength(1));
  expect(api.sent(paths.book)[0]?.body).toMatchObject({
    description: 'Knee',
    preparation_instructions: 'Wear shorts.',
    location: 'Room 2',
  });
});

test('a patient sends a request where the practice confirms, and writes neither place nor instructions', async () => {
  const { api, done, user } = await openAny({
    handlers: { [paths.next]: () => ({ body: [slotRow('09:00')] }) },
    form: {
      self: { profileId: 'me', name: 'Oliver' },
      types: [type('urgent_visit', { auto_confirm: false, preparation_instructions: 'Bring your card.' })],
    },
  });
  expect(screen.getByText('Bring your card.')).toBeInTheDocument();
  await user.type(screen.getByRole('textbox', { name: /anything we should know/ }), 'It hurts.');
  await user.click(await screen.findByRole('radio', { name: /9:00/ }));
  await user.click(screen.getByRole('button', { name: 'Send the request' }));
  await waitFor(() => expect(done).toHaveLength(1));
  const body = api.sent(paths.book)[0]?.body;
  expect(body).toMatchObject({ patient_id: 'me', description: 'It hurts.' });
  expect(body).not.toHaveProperty('location');
  expect(body).not.toHaveProperty('preparation_instructions');
  expect(screen.queryByRole('combobox', { name: 'Repeats' })).not.toBeInTheDocument();
  expect(screen.queryByRole('button', { name: 'Another time…' })).not.toBeInTheDocument();
});

test('a chosen time that somebody else takes is said to be gone; sending it anyway brings the nearest ones', async () => {
  let times = ['09:00', '09:30'];
  const alternatives = [{ start: `${date}T10:00:00Z`, end: `${date}T10:30:00Z` }];
  const { client, user, choosePatient, send } = await openAny({
    handlers: {
      [paths.free]: () => ({ body: times.map((time) => slotRow(time)) }),
      [paths.book]: () => apiError(409, 'slot_taken', { alternatives }),
    },
  });
  await choosePatient();
  await user.click(await screen.findByRole('radio', { name: /9:30/ }));
  times = ['09:00'];
  await client.invalidateQueries({ queryKey: ['slots'] });
  expect(await screen.findByText(/9:30 AM is no longer free/)).toBeInTheDocument();
  await send();
  expect(await screen.findByRole('button', { name: /10:00/ })).toBeInTheDocument();
});

test('a first time that is not free makes its date of the series an overbooked one, with the same reason', async () => {
  const { api, user, choosePatient } = await openAny({
    handlers: {
      [paths.series]: ({ body }) => ({
        body: { booked: [{ ...visit(), scheduled_start: body.slot_start }], clashes: [] },
      }),
    },
  });
  await choosePatient();
  await user.click(screen.getByRole('button', { name: 'Another time…' }));
  await user.type(screen.getByLabelText('Time'), '19:15');
  await user.type(await screen.findByRole('textbox', { name: /Why at a time/ }), 'Night shift');
  await user.selectOptions(screen.getByRole('combobox', { name: 'Repeats' }), 'Every day');
  await user.clear(screen.getByRole('spinbutton', { name: 'Number of visits' }));
  await user.type(screen.getByRole('spinbutton', { name: 'Number of visits' }), '2');
  await user.click(screen.getByRole('button', { name: 'Check the dates' }));
  await screen.findByText(/1 date clashes/);
  expect(screen.getByRole('textbox', { name: /Why at a time/ })).toHaveValue('Night shift');
  await user.click(screen.getAllByRole('radio', { name: 'Leave it out' })[1] as HTMLElement);
  await user.click(screen.getByRole('button', { name: 'Book 1 visit' }));
  await screen.findByRole('heading', { name: /1 visit booked/ });
  expect(api.sent(paths.series)[0]?.body).toMatchObject({ overbook_reason: 'Night shift' });
});
