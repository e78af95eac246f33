import { screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { brenner, clinician, date, okafor, openForm, paths, slotRow } from '../testing.tsx';

const elsewhere = clinician('c9', 'Dr Else Where', { practice_id: 'p2' });
const form = { clinicians: [okafor, brenner, elsewhere], mayChooseClinician: true };
const handlers = {
  [paths.practice]: () => ({
    body: [
      { ...slotRow('09:00'), clinician_id: 'c2' },
      { ...slotRow('10:00'), clinician_id: 'c1' },
      { ...slotRow('10:00'), clinician_id: 'c2' },
    ],
  }),
};

async function openForAny(more: Parameters<typeof openForm>[0] = {}) {
  const opened = await openForm({ form, handlers: { ...handlers, ...more.handlers } });
  await opened.user.selectOptions(screen.getByRole('combobox', { name: 'Clinician' }), 'Any clinician');
  return opened;
}

test('each time says whose it is, and asks for the people of this practice only', async () => {
  const { api } = await openForAny();
  expect(await screen.findByRole('radio', { name: /9:00.*, Dr Daniel Brenner$/ })).toBeInTheDocument();
  expect(screen.getByRole('radio', { name: /10:00.*, Dr Amara Okafor or Dr Daniel Brenner$/ })).toBeInTheDocument();
  expect(api.sent(paths.practice)[0]?.body).toMatchObject({ practice_id: 'p1', clinician_ids: ['c1', 'c2'] });
});

test('of several, the one with the most free times that day is proposed, and another can be taken', async () => {
  const { api, done, user, choosePatient, send } = await openForAny();
  await choosePatient();
  await user.click(await screen.findByRole('radio', { name: /10:00/ }));
  expect(screen.getByRole('radio', { name: 'Dr Daniel Brenner' })).toBeChecked();
  await user.click(screen.getByRole('radio', { name: 'Dr Amara Okafor' }));
  await send();
  await waitFor(() => expect(done).toHaveLength(1));
  expect(api.sent(paths.book)[0]?.body).toMatchObject({ clinician_id: 'c1', patient_id: 'o1' });
});

test('for a chosen patient, times at which they are elsewhere are left out, also by the jump to the next', async () => {
  const { api, user, choosePatient } = await openForAny({ handlers: { [paths.next]: () => ({ body: [] }) } });
  await screen.findByRole('radio', { name: /9:00/ });
  expect(api.sent(paths.practice).at(-1)?.body).not.toHaveProperty('patient_id');
  await choosePatient();
  await waitFor(() => expect(api.sent(paths.practice).at(-1)?.body).toMatchObject({ patient_id: 'o1' }));
  await user.click(screen.getByRole('button', { name: 'Next free time' }));
  await screen.findByText('No free time in the bookable period.');
  expect(api.sent(paths.next).map(({ body }) => [body.clinician_id, body.patient_id])).toEqual([
    ['c1', 'o1'],
    ['c2', 'o1'],
  ]);
});

test('a time of one person alone needs no choice', async () => {
  const { api, done, user, choosePatient, send } = await openForAny();
  await choosePatient();
  await user.click(await screen.findByRole('radio', { name: /9:00/ }));
  expect(screen.getByText('With Dr Daniel Brenner.')).toBeInTheDocument();
  await send();
  await waitFor(() => expect(done).toHaveLength(1));
  expect(api.sent(paths.book)[0]?.body).toMatchObject({ clinician_id: 'c2' });
});

test('the next free time is the soonest of all, and the focus goes there', async () => {
  const next = '2126-03-04';
  const { user } = await openForAny({
    handlers: {
      [paths.next]: ({ body }) => ({ body: body.clinician_id === 'c1' ? [slotRow('15:00', next)] : [] }),
      [paths.practice]: ({ body }) => ({
        body: String(body.range_start) > `${date}T` ? [{ ...slotRow('15:00', next), clinician_id: 'c1' }] : [],
      }),
    },
  });
  await user.click(screen.getByRole('button', { name: 'Next free time' }));
  const time = await screen.findByRole('radio', { name: /3:00.*Okafor|15:00.*Okafor/ });
  await waitFor(() => expect(time).toHaveFocus());
  expect(screen.getByLabelText('Date')).toHaveValue(next);
});

test('where nothing is free any more, the jump says so', async () => {
  const { user } = await openForAny({ handlers: { [paths.next]: () => ({ body: [] }) } });
  await user.click(screen.getByRole('button', { name: 'Next free time' }));
  expect(await screen.findByText('No free time in the bookable period.')).toBeInTheDocument();
});
