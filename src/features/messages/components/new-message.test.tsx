import { configure, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { apiError } from '../../../testing/fake-api.ts';
import {
  clinician,
  conversation,
  createServer,
  desk,
  ids,
  openRoom,
  paths,
  patient,
  setViewport,
} from '../testing.tsx';

// Whole pages: on a busy machine one second is short.
configure({ asyncUtilTimeout: 5000 });
beforeEach(() => setViewport(1440));

const people = {
  '/rest/v1/profiles': () => ({
    body: [{ profile_id: ids.oliver, full_name: 'Oliver Hughes', email: 'oliver@example.org', phone: null }],
  }),
};
const dialog = () => screen.findByRole('dialog', { name: 'New message' });

test('the front desk chooses the patient and with whom they talk', async () => {
  const server = createServer({ handlers: people });
  const { user } = await openRoom(server, { viewer: desk, query: '?filter=waiting' });
  await user.click(await screen.findByRole('button', { name: 'New message' }));
  expect(window.location.search).toBe('?filter=waiting&new=1');
  const form = within(await dialog());
  await user.click(form.getByRole('button', { name: 'Open the conversation' }));
  expect(form.getByRole('textbox', { name: 'Patient' })).toHaveAccessibleDescription('Choose a patient.');
  await user.type(form.getByRole('textbox', { name: 'Patient' }), 'oli');
  await user.click(await form.findByRole('option', { name: /Oliver Hughes/ }));
  const others = await form.findByRole('combobox', { name: 'With' });
  expect(others).toHaveDisplayValue('Front desk, Harbour Street Practice');
  await user.selectOptions(others, 'Dr Okafor');
  await user.click(form.getByRole('button', { name: 'Open the conversation' }));
  await waitFor(() => expect(window.location.search).toBe(`?thread=${ids.thread}`));
  expect(server.sent(paths.start).map(({ body }) => body)).toEqual([
    { clinician_id: ids.okafor, patient_id: ids.oliver },
  ]);
  await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  expect(await screen.findByRole('textbox', { name: 'Message to Oliver Hughes' })).toHaveFocus();
});

test('a clinician writes for themselves: nothing else to choose', async () => {
  const server = createServer({ handlers: people });
  const { user } = await openRoom(server, { viewer: clinician, query: '?new=1' });
  const form = within(await dialog());
  await user.type(form.getByRole('textbox', { name: 'Patient' }), 'oli');
  await user.click(await form.findByRole('option', { name: /Oliver Hughes/ }));
  expect(form.queryByRole('combobox', { name: 'With' })).not.toBeInTheDocument();
  expect(form.queryByRole('option', { name: /new patient/i })).not.toBeInTheDocument();
  await user.click(form.getByRole('button', { name: 'Open the conversation' }));
  await waitFor(() =>
    expect(server.sent(paths.start)[0]?.body).toEqual({ clinician_id: ids.okafor, patient_id: ids.oliver }),
  );
});

test('a patient chooses one of those who treat them, or the front desk', async () => {
  let refused = true;
  const server = createServer({
    conversations: [conversation({ viewer_side: 'patient', clinicians: [] })],
    handlers: {
      [paths.start]: () => (refused ? apiError(403, 'forbidden') : { body: { conversation_id: ids.thread } }),
    },
  });
  const { user } = await openRoom(server, { viewer: patient, query: '?new=1' });
  const form = within(await dialog());
  expect((await form.findAllByRole('listitem')).map((item) => item.textContent)).toEqual([
    'Dr OkaforGeneral practice',
    'Dr Brenner',
    'Front deskHarbour Street Practice',
  ]);
  await user.click(form.getByRole('button', { name: /Front desk/ }));
  expect(await form.findByRole('alert')).toHaveTextContent('You may not do this.');
  refused = false;
  await user.click(form.getByRole('button', { name: /Front desk/ }));
  await waitFor(() => expect(window.location.search).toBe(`?thread=${ids.thread}`));
  expect(server.sent(paths.start).at(-1)?.body).toEqual({ practice_id: patient.practice?.practice_id });
});
