import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Viewer } from '../../../lib/viewer/schema.ts';
import { apiError } from '../../../testing/fake-api.ts';
import { renderApp } from '../../../testing/render.tsx';
import type { Offer } from '../schema.ts';
// Loaded on demand by the card; here it is there at once.
import './counter-sheet.tsx';
import {
  clinicianViewer,
  conversation,
  createThreadApi,
  desk,
  now,
  offer,
  paths,
  patient,
  Thread,
} from './testing.tsx';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(now) });
});
afterEach(() => {
  vi.useRealTimers();
});

type Options = { card?: Partial<Offer>; viewer?: Viewer; handlers?: Parameters<typeof createThreadApi>[1] };
async function open({ card = {}, viewer = patient, handlers = {} }: Options = {}) {
  const side = viewer.isStaff ? 'practice' : 'patient';
  const server = createThreadApi(offer({ awaits: side, ...card }), handlers);
  const thread = conversation({ viewer_side: side });
  const rendered = await renderApp(<Thread viewer={viewer} thread={thread} />, server.api);
  const button = await screen.findByRole('button', { name: /^(Suggest|Offer) (other )?times$/ });
  await rendered.user.click(button);
  const sheet = await screen.findByRole('dialog');
  await within(sheet).findByRole('textbox', { name: /When would suit you|Or say when/ });
  return { ...rendered, ...server, sheet };
}
const sentBy = (api: Awaited<ReturnType<typeof open>>['api']) => api.sent(paths.respond).map(({ body }) => body);

test('a patient answers with other times; the card says so and has the focus', async () => {
  const { api, sheet, user } = await open();
  expect(sheet).toHaveAccessibleName('Suggest other times');
  expect(within(sheet).getByText('Follow-up, 30 minutes')).toBeVisible();
  expect(within(sheet).getByText('With Dr Okafor')).toBeVisible();
  expect(within(sheet).queryByRole('combobox')).not.toBeInTheDocument();
  await user.click(await within(sheet).findByRole('checkbox', { name: /10:30/ }));
  await user.click(within(sheet).getByRole('button', { name: 'Suggest 1 time' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  expect(sentBy(api)).toEqual([{ slot_id: 's1', response: 'counter', time_options: [expect.anything()] }]);
  await waitFor(() => expect(screen.getByText('Answered with other times').parentElement).toHaveFocus());
});

test('or in words; silence is refused', async () => {
  const { api, sheet, user } = await open();
  await user.click(within(sheet).getByRole('button', { name: 'Send' }));
  const note = within(sheet).getByRole('textbox', { name: 'When would suit you?' });
  await waitFor(() => expect(note).toHaveFocus());
  await user.keyboard('After four.');
  await user.click(within(sheet).getByRole('button', { name: 'Send' }));
  await waitFor(() => expect(sentBy(api)).toHaveLength(1));
  expect(sentBy(api)[0]).toMatchObject({ response: 'counter', time_options: [], note: 'After four.' });
});

test('the practice answers a request without times: it offers some, with an end, and keeps them', async () => {
  const card = { slot_type: 'request', time_options: [], location_type: 'video' } as const;
  const { api, sheet, user } = await open({ card: { ...card, time_options: [] }, viewer: desk });
  expect(sheet).toHaveAccessibleName('Offer times');
  await user.click(within(sheet).getByRole('button', { name: 'Suggest times' }));
  await within(sheet).findByText('Chosen: 3 of 5');
  await user.click(within(sheet).getByRole('button', { name: 'Suggest 3 times' }));
  await waitFor(() => expect(sentBy(api)).toHaveLength(1));
  expect(sentBy(api)[0]).toMatchObject({ hold: true, expires_at: '2026-03-03T10:30:00.000Z' });
  expect(api.sent(paths.free)[0]?.body).toMatchObject({
    patient_id: 'o1',
    location_type: 'video',
    appointment_type: 'follow_up',
    duration_minutes: 30,
  });
});

test('words of the practice keep no times', async () => {
  const { api, sheet, user } = await open({ viewer: desk });
  await user.type(within(sheet).getByRole('textbox'), 'Please call us.');
  await user.click(within(sheet).getByRole('button', { name: 'Send' }));
  await waitFor(() => expect(sentBy(api)).toHaveLength(1));
  expect(sentBy(api)[0]).not.toHaveProperty('hold');
});

describe('who may not see the free times answers in words', () => {
  test('a patient, of a kind that the practice gives times for', async () => {
    const { sheet } = await open({ card: { appointment_type: 'test_results_review' } });
    expect(within(sheet).getByText(/given by the practice/)).toBeVisible();
    expect(within(sheet).queryByRole('checkbox')).not.toBeInTheDocument();
  });
  test('a clinician, of a colleague’s times', async () => {
    const { sheet } = await open({ card: { clinician_id: 'c2' }, viewer: clinicianViewer });
    expect(
      within(sheet).getByText('Only Dr Okafor or the front desk can choose times. You can answer in words.'),
    ).toBeVisible();
    expect(within(sheet).queryByRole('switch')).not.toBeInTheDocument();
  });
});

test('a card that was answered meanwhile: said in the sheet, with everything kept', async () => {
  const { sheet, user } = await open({ handlers: { [paths.respond]: () => apiError(409, 'offer_closed') } });
  const note = within(sheet).getByRole('textbox');
  await user.type(note, 'After four.');
  await user.click(within(sheet).getByRole('button', { name: 'Send' }));
  expect(await within(sheet).findByRole('alert')).toHaveTextContent('This was already answered');
  expect(note).toHaveValue('After four.');
});
