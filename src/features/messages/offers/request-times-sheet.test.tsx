import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { apiError } from '../../../testing/fake-api.ts';
import { renderApp } from '../../../testing/render.tsx';
import { RequestTimesSheet } from './request-times-sheet.tsx';
import { clinicianRow, conversation, createOffersApi, now, offer, paths, patient } from './testing.tsx';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(now) });
});
afterEach(() => {
  vi.useRealTimers();
});

type Handlers = Parameters<typeof createOffersApi>[0];
async function open(handlers: Handlers = {}, thread: Parameters<typeof conversation>[0] = {}) {
  const api = createOffersApi({ [paths.request]: () => ({ body: offer({ slot_type: 'request' }) }), ...handlers });
  const closed = vi.fn();
  const rendered = await renderApp(
    <RequestTimesSheet conversation={conversation(thread)} viewer={patient} onClose={closed} />,
    api,
  );
  const sheet = await screen.findByRole('dialog', { name: 'Ask for an appointment' });
  const note = await within(sheet).findByRole('textbox', { name: 'When would suit you?' });
  return { ...rendered, api, closed, sheet, note };
}

test('words are enough', async () => {
  const { api, closed, note, sheet, user } = await open();
  await user.type(note, 'Any morning.');
  await user.click(within(sheet).getByRole('button', { name: 'Send' }));
  await waitFor(() => expect(closed).toHaveBeenCalledOnce());
  expect(api.sent(paths.request).map(({ body }) => body)).toEqual([
    {
      conversation_id: 'v1',
      clinician_id: 'c1',
      time_options: [],
      appointment_type: 'follow_up',
      location_type: 'in_person',
      note: 'Any morning.',
      idempotency_key: expect.stringMatching(/^[0-9a-f-]{36}$/),
    },
  ]);
});

test('so are times; they are looked up as a patient may', async () => {
  const { api, closed, sheet, user } = await open();
  await user.click(await within(sheet).findByRole('checkbox', { name: /10:30/ }));
  await user.selectOptions(within(sheet).getByRole('combobox', { name: 'Where' }), 'Phone');
  await user.click(within(sheet).getByRole('button', { name: 'Ask for 1 time' }));
  await waitFor(() => expect(closed).toHaveBeenCalledOnce());
  expect(api.sent(paths.request)[0]?.body).toMatchObject({ location_type: 'phone', time_options: [{}] });
  expect(api.sent(paths.request)[0]?.body).not.toHaveProperty('note');
  for (const { body } of api.sent(paths.free)) expect(body).not.toHaveProperty('patient_id');
  expect(within(sheet).queryByRole('combobox', { name: 'Duration' })).not.toBeInTheDocument();
  expect(within(sheet).queryByRole('switch')).not.toBeInTheDocument();
});

test('neither is refused, at the words', async () => {
  const { api, note, sheet, user } = await open();
  await within(sheet).findByRole('checkbox', { name: /10:30/ });
  await user.click(within(sheet).getByRole('button', { name: 'Send' }));
  await waitFor(() => expect(note).toHaveFocus());
  expect(note).toHaveAccessibleDescription(/Choose times, or say in words when it would suit you/);
  expect(within(sheet).queryByRole('alert')).not.toBeInTheDocument();
  expect(api.sent(paths.request)).toEqual([]);
});

describe('kinds of visit', () => {
  test('those with free times come first; for the others words are all there is', async () => {
    const { api, note, sheet, user } = await open();
    const type = within(sheet).getByRole('combobox', { name: 'Kind of visit' });
    const groups = within(type).getAllByRole('group');
    expect(groups.map((group) => group.getAttribute('label'))).toEqual([
      'You choose from free times',
      'You say when it suits you',
    ]);
    await user.click(await within(sheet).findByRole('checkbox', { name: /10:30/ }));
    await user.selectOptions(type, 'Test results review');
    expect(within(sheet).getByText(/Times for this kind of visit are given by the practice/)).toBeVisible();
    expect(within(sheet).queryByRole('checkbox')).not.toBeInTheDocument();
    await user.type(note, 'Fridays.');
    await user.click(within(sheet).getByRole('button', { name: 'Send' }));
    await waitFor(() => expect(api.sent(paths.request)).toHaveLength(1));
    expect(api.sent(paths.request)[0]?.body).toMatchObject({
      appointment_type: 'test_results_review',
      time_options: [],
    });
  });
});

describe('with whom', () => {
  const two = {
    [paths.clinicians]: () => ({ body: [clinicianRow('c1', 'Dr Okafor'), clinicianRow('c2', 'Dr Brenner')] }),
  };
  test('the clinician of the thread is said, not asked for', async () => {
    const { sheet } = await open(two);
    expect(within(sheet).getByText('With Dr Okafor')).toBeVisible();
    expect(within(sheet).queryByRole('combobox', { name: 'Clinician' })).not.toBeInTheDocument();
  });
  test('in a thread with the front desk one’s own clinicians are', async () => {
    const { api, note, sheet, user } = await open(two, { clinicians: [] });
    await user.selectOptions(within(sheet).getByRole('combobox', { name: 'Clinician' }), 'Dr Brenner');
    await user.type(note, 'Soon.');
    await user.click(within(sheet).getByRole('button', { name: 'Send' }));
    await waitFor(() => expect(api.sent(paths.request)[0]?.body).toMatchObject({ clinician_id: 'c2' }));
  });
  test('nobody treats the patient any more', async () => {
    const api = createOffersApi({ [paths.clinicians]: () => ({ body: [] }) });
    await renderApp(
      <RequestTimesSheet conversation={conversation()} viewer={patient} onClose={() => undefined} />,
      api,
    );
    expect(await screen.findByText(/You are not in the care of a clinician/)).toBeVisible();
  });
});

test('the times are the reader’s; the practice’s clock is named', async () => {
  const { sheet } = await open({}, { practice_timezone: 'America/New_York' });
  expect(await within(sheet).findByText(/The practice’s clock: New York \(GMT-5\)/)).toBeVisible();
});

test('too many requests at once are refused in words, with everything kept', async () => {
  const { note, sheet, user } = await open({ [paths.request]: () => apiError(429, 'rate_limited') });
  await user.type(note, 'Any morning.');
  await user.click(within(sheet).getByRole('button', { name: 'Send' }));
  const alert = await within(sheet).findByRole('alert');
  expect(alert).toHaveTextContent('You have as many requests waiting as the practice allows.');
  await waitFor(() => expect(alert).toHaveFocus());
  expect(note).toHaveValue('Any morning.');
});

test('what could not be loaded can be asked for again', async () => {
  let broken = true;
  const api = createOffersApi({
    [paths.types]: () => (broken ? apiError(403, 'forbidden') : { body: [] }),
  });
  const { user } = await renderApp(
    <RequestTimesSheet conversation={conversation()} viewer={patient} onClose={() => undefined} />,
    api,
  );
  const retry = await screen.findByRole('button', { name: 'Try again' });
  broken = false;
  await user.click(retry);
  expect(await screen.findByText('This practice has no kinds of visit yet.')).toBeVisible();
});
