import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { SavedVisit } from '../../../lib/appointments/schema.ts';
import type { AppointmentType, Clinician } from '../../../lib/practice/schema.ts';
import { type ApiRequest, apiError, createFakeApi } from '../../../testing/fake-api.ts';
import { renderApp } from '../../../testing/render.tsx';
import { visit } from '../../../testing/visits.ts';
import { BookingForm } from './booking-form.tsx';

const zone = 'Europe/London';
const date = '2126-01-15';
const clinician: Clinician = {
  clinician_id: 'c1',
  practice_id: 'p1',
  display_name: 'Dr Amara Okafor',
  title: null,
  specialty: null,
  color: '#0F766E',
  timezone: zone,
};
const followUp: AppointmentType = {
  practice_id: 'p1',
  appointment_type: 'follow_up',
  name: 'Follow-up',
  default_duration_minutes: 30,
  default_location_type: 'in_person',
  self_bookable: true,
  auto_confirm: true,
  preparation_instructions: null,
};
const slot = (time: string) => ({
  slot_start: `${date}T${time}:00+00:00`,
  slot_end: new Date(Date.parse(`${date}T${time}:00Z`) + 30 * 60_000).toISOString(),
});
const oliver = { profile_id: 'o1', full_name: 'Oliver Hughes', email: 'oliver@example.org', phone: null };
const bookPath = '/rest/v1/rpc/book_appointment';
const booked = ({ body }: ApiRequest) => ({
  body: { ...visit(), scheduled_start: body.slot_start, scheduled_end: body.slot_end },
});

async function openForm(book: Parameters<typeof createFakeApi>[0][string] = booked) {
  const api = createFakeApi({
    '/rest/v1/rpc/available_slots': () => ({ body: [slot('09:00'), slot('09:30'), slot('14:00')] }),
    '/rest/v1/profiles': () => ({ body: [oliver] }),
    '/rest/v1/rpc/register_patient': ({ body }) => ({
      body: { ...oliver, profile_id: 'n1', full_name: body.full_name },
    }),
    [bookPath]: book,
  });
  const done: SavedVisit[] = [];
  const form = (
    <BookingForm
      clinicians={[clinician]}
      practiceId="p1"
      mayChooseClinician={false}
      types={[followUp]}
      initial={{ clinicianId: 'c1', date }}
      zoneOf={() => zone}
      onClose={() => undefined}
      onBooked={(saved) => done.push(saved)}
    />
  );
  const { user } = await renderApp(form, api);
  const choosePatient = async () => {
    await user.type(screen.getByRole('textbox', { name: 'Patient' }), 'oli');
    await user.click(await screen.findByRole('option', { name: /Oliver Hughes/ }));
  };
  const send = () => user.click(screen.getByRole('button', { name: 'Book' }));
  return { api, done, user, choosePatient, send };
}

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
  expect(second?.body.slot_start).toBe(alternatives[0]?.start);
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
