import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { announce } from '../../../lib/announce.ts';
import { type ApiRequest, apiError } from '../../../testing/fake-api.ts';
import { booked, brenner, date, keptFor, okafor, openForm, paths, slotRow, type } from '../testing.tsx';

const alternatives = [
  { start: `${date}T14:00:00Z`, end: `${date}T14:30:00Z` },
  { start: `${date}T15:00:00Z`, end: `${date}T15:30:00Z` },
];
type Opened = Awaited<ReturnType<typeof openForm>>;
/** In the form itself; what is spoken stands elsewhere on the page, and stays there. */
const shown = ({ container }: Opened) => within(container).queryByText(/ept for you/);
const kept = ({ container }: Opened) => within(container).findByText(/^Kept for you until/);
const spoken = () => document.querySelector('body > [role="status"]');
const choose = async ({ user }: Opened, time: RegExp) => user.click(await screen.findByRole('radio', { name: time }));

test('a chosen time is kept while the form is filled in, and booked with the hold, which is then used up', async () => {
  const form = await openForm();
  await form.choosePatient();
  await choose(form, /9:30/);
  expect(await kept(form)).toHaveTextContent(/until \d{1,2}:\d{2}/);
  expect(form.api.sent(paths.hold).map(({ body }) => body)).toEqual([
    {
      clinician_id: 'c1',
      slot_start: `${date}T09:30:00.000Z`,
      slot_end: `${date}T10:00:00.000Z`,
      appointment_type: 'follow_up',
    },
  ]);
  await form.send();
  await waitFor(() => expect(form.done).toHaveLength(1));
  expect(form.api.sent(paths.book)[0]?.body).toMatchObject({ hold_id: 'h1' });
  form.unmount();
  expect(form.api.sent(paths.release)).toEqual([]);
});

test('closing the form gives the time back', async () => {
  const form = await openForm();
  await choose(form, /9:30/);
  await kept(form);
  form.unmount();
  await waitFor(() => expect(form.api.sent(paths.release).map(({ body }) => body)).toEqual([{ hold_id: 'h1' }]));
});

test('another time and another kind are another hold; the former one is given back first', async () => {
  let holds = 0;
  const form = await openForm({
    handlers: { [paths.hold]: () => keptFor(5, `h${++holds}`) },
    form: { types: [type('follow_up'), type('long', { name: 'Long talk' })] },
  });
  const calls = () =>
    form.api.requests
      .filter(({ path }) => path === paths.hold || path === paths.release)
      .map(({ body }) => body.hold_id ?? `${String(body.slot_start).slice(11, 16)} ${body.appointment_type}`);
  await choose(form, /9:00/);
  await kept(form);
  await choose(form, /9:30/);
  await waitFor(() => expect(calls()).toEqual(['09:00 follow_up', 'h1', '09:30 follow_up']));
  await kept(form);
  await form.user.selectOptions(screen.getByRole('combobox', { name: 'Kind of visit' }), 'Long talk');
  await waitFor(() => expect(calls().slice(3)).toEqual(['h2', '09:30 long']));
});

test('it is spoken once, not again when it is renewed', async () => {
  const form = await openForm({ handlers: { [paths.hold]: () => keptFor(0.05) } });
  await choose(form, /9:30/);
  await kept(form);
  await waitFor(() => expect(spoken()).toHaveTextContent(/Kept for you until/));
  announce('something else');
  await waitFor(() => expect(form.api.sent(paths.hold)).toHaveLength(2), { timeout: 5000 });
  expect(await kept(form)).toBeInTheDocument();
  expect(spoken()).toHaveTextContent('something else');
});

test('when it ends, that is said, and the time can still be booked', async () => {
  let holds = 0;
  const form = await openForm({
    handlers: { [paths.hold]: () => (++holds === 1 ? keptFor(0.02) : apiError(429, 'rate_limited')) },
  });
  await form.choosePatient();
  await choose(form, /9:30/);
  await kept(form);
  const ended = 'No longer kept for you. You can still book it if nobody else takes it.';
  expect(await within(form.container).findByText(ended, {}, { timeout: 5000 })).toBeInTheDocument();
  await waitFor(() => expect(spoken()).toHaveTextContent(ended));
  await form.send();
  await waitFor(() => expect(form.done).toHaveLength(1));
  expect(form.api.sent(paths.book)[0]?.body).not.toHaveProperty('hold_id');
});

test('a hold that ended unnoticed: the same booking is sent once more without it', async () => {
  const form = await openForm({
    handlers: {
      [paths.book]: (request: ApiRequest) =>
        request.body.hold_id ? apiError(409, 'hold_expired', { alternatives }) : booked(request),
    },
  });
  await form.choosePatient();
  await choose(form, /9:30/);
  await kept(form);
  await form.send();
  await waitFor(() => expect(form.done).toHaveLength(1));
  const [first, second] = form.api.sent(paths.book).map(({ body }) => body);
  expect(second).toEqual({ ...first, hold_id: undefined });
  expect(screen.queryByRole('alert')).not.toBeInTheDocument();
});

describe('a time that cannot be kept', () => {
  test('is said to be taken right away, with the next free ones, and nobody is interrupted', async () => {
    const form = await openForm({
      handlers: {
        [paths.hold]: ({ body }: ApiRequest) =>
          String(body.slot_start).includes('T09:30') ? apiError(409, 'slot_taken', { alternatives }) : keptFor(),
      },
    });
    await choose(form, /9:30/);
    const reason = screen.getByRole('textbox', { name: /Reason for the visit/ });
    await form.user.type(reason, 'Knee');
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('Taken a moment ago.');
    expect(reason).toHaveFocus();
    // The free times on the page were out of date.
    await waitFor(() => expect(form.api.sent(paths.free).length).toBeGreaterThan(1));
    await form.user.click(within(alert).getByRole('button', { name: /14:00|2:00 PM/ }));
    const instead = screen.getByRole('radio', { name: /14:00|2:00 PM/ });
    expect(instead).toBeChecked();
    await waitFor(() => expect(instead).toHaveFocus());
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
    await kept(form);
    expect(form.api.sent(paths.book)).toEqual([]);
  });

  test('is said once: what the booking itself was refused for takes its place', async () => {
    const refused = () => apiError(409, 'slot_taken', { alternatives });
    const form = await openForm({ handlers: { [paths.hold]: refused, [paths.book]: refused } });
    await form.choosePatient();
    await choose(form, /9:30/);
    await screen.findByRole('alert');
    await form.send();
    await waitFor(() => expect(screen.getByRole('alert')).toHaveFocus());
    await choose(form, /9:00/);
    await waitFor(() => expect(screen.queryByRole('alert')).not.toBeInTheDocument());
  });

  test.each(['rate_limited', 'forbidden'])('because of %s is booked all the same, without a word', async (code) => {
    const form = await openForm({ handlers: { [paths.hold]: () => apiError(429, code) } });
    await form.choosePatient();
    await choose(form, /9:30/);
    await waitFor(() => expect(form.api.sent(paths.hold)).toHaveLength(1));
    await form.send();
    await waitFor(() => expect(form.done).toHaveLength(1));
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
    expect(shown(form)).not.toBeInTheDocument();
  });
});

test('a time that is not free any more is not said to be kept', async () => {
  let times = ['09:00', '09:30'];
  const form = await openForm({ handlers: { [paths.free]: () => ({ body: times.map((time) => slotRow(time)) }) } });
  await choose(form, /9:30/);
  await kept(form);
  times = ['09:00'];
  await form.client.invalidateQueries({ queryKey: ['slots'] });
  expect(await screen.findByText(/is no longer free/)).toBeInTheDocument();
  expect(shown(form)).not.toBeInTheDocument();
});

test('neither a time of one’s own nor a series is kept', async () => {
  const form = await openForm();
  await choose(form, /9:30/);
  await kept(form);
  await form.user.selectOptions(screen.getByRole('combobox', { name: 'Repeats' }), 'Every week');
  await waitFor(() => expect(form.api.sent(paths.release)).toHaveLength(1));
  expect(shown(form)).not.toBeInTheDocument();
  await form.user.selectOptions(screen.getByRole('combobox', { name: 'Repeats' }), 'Does not repeat');
  await kept(form);
  await form.user.click(screen.getByRole('button', { name: 'Another time…' }));
  await form.user.type(screen.getByLabelText('Time'), '19:15');
  await waitFor(() => expect(form.api.sent(paths.release)).toHaveLength(2));
  expect(form.api.sent(paths.hold)).toHaveLength(2);
});

test('with any clinician the time of whoever is proposed is kept, and goes on being theirs', async () => {
  const owned = (time: string, clinician_id: string) => ({ ...slotRow(time), clinician_id });
  let rows = [owned('09:00', 'c2'), owned('10:00', 'c1'), owned('10:00', 'c2')];
  const form = await openForm({
    form: { clinicians: [okafor, brenner], mayChooseClinician: true },
    handlers: { [paths.practice]: () => ({ body: rows }) },
  });
  const whose = () => form.api.sent(paths.hold).map(({ body }) => body.clinician_id);
  await form.user.selectOptions(screen.getByRole('combobox', { name: 'Clinician' }), 'Any clinician');
  await choose(form, /10:00/);
  await kept(form);
  expect(whose()).toEqual(['c2']);
  // Now the other one has more free times that day.
  rows = [owned('10:00', 'c1'), owned('10:00', 'c2'), owned('11:00', 'c1'), owned('11:30', 'c1')];
  await form.client.invalidateQueries({ queryKey: ['slots'] });
  await screen.findByRole('radio', { name: /11:30/ });
  expect(screen.getByRole('radio', { name: 'Dr Daniel Brenner' })).toBeChecked();
  await form.user.click(screen.getByRole('radio', { name: 'Dr Amara Okafor' }));
  await waitFor(() => expect(whose()).toEqual(['c2', 'c1']));
  expect(form.api.sent(paths.release)).toHaveLength(1);
});
