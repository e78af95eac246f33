import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { type ApiRequest, apiError } from '../../../testing/fake-api.ts';
import { visit } from '../../../testing/visits.ts';
import { date, openForm, paths, slotRow } from '../testing.tsx';

/** Four Tuesdays; the second and third are taken at 9:30. */
const days = [date, '2126-01-22', '2126-01-29', '2126-02-05'];
const taken = [days[1], days[2]];

const freeTimes = ({ body }: ApiRequest) => {
  const from = Date.parse(String(body.range_start));
  const to = Date.parse(String(body.range_end));
  const rows = days
    .flatMap((day) => ['09:00', '09:30', '14:00'].map((time) => ({ day, time })))
    .filter(({ day, time }) => !(taken.includes(day) && time === '09:30'))
    .map(({ day, time }) => slotRow(time, day))
    .filter((row) => Date.parse(row.slot_start) >= from && Date.parse(row.slot_end) <= to);
  return { body: rows };
};
const conflicts = ({ body }: ApiRequest) => ({
  body: { conflicts: [{ kind: 'appointment', start: body.slot_start, end: body.slot_end }], alternatives: [] },
});
const allBooked = ({ body }: ApiRequest) => {
  const skipped = ((body.exceptions ?? []) as { slot_start?: string }[]).filter((one) => !one.slot_start).length;
  return {
    body: {
      booked: Array.from({ length: 4 - skipped }, (_, index) => visit({ appointment_id: `v${index}` })),
      clashes: [],
    },
  };
};

async function openSeries(book: (request: ApiRequest) => { status?: number; body: unknown } = allBooked) {
  const opened = await openForm({
    handlers: { [paths.free]: freeTimes, [paths.conflicts]: conflicts, [paths.series]: book },
  });
  const { user, choosePatient } = opened;
  await choosePatient();
  await user.click(await screen.findByRole('radio', { name: /9:30/ }));
  await user.selectOptions(screen.getByRole('combobox', { name: 'Repeats' }), 'Every week');
  const count = screen.getByRole('spinbutton', { name: 'Number of visits' });
  await user.clear(count);
  await user.type(count, '4');
  await user.click(screen.getByRole('button', { name: 'Check the dates' }));
  await screen.findByText(/2 dates clash/);
  return opened;
}
const rows = () => within(screen.getByRole('list', { name: 'Dates of the series' })).getAllByRole('group');
const row = (index: number) => within(rows()[index] as HTMLElement);

test('every date is listed before anything is booked, each clash with its reason and its way out', async () => {
  const { api } = await openSeries();
  expect(screen.getByRole('heading', { name: '4 dates with Dr Amara Okafor' })).toHaveFocus();
  expect(screen.getAllByText('Free')).toHaveLength(2);
  expect(screen.getAllByText(/Another visit, 9:30/)).toHaveLength(2);
  expect(rows()).toHaveLength(2);
  expect(row(0).getByRole('radio', { name: /Jan 22, 9:00|22 Jan, 09:00/ })).toBeInTheDocument();
  expect(api.sent(paths.series)).toEqual([]);
});

test('a clash that is not decided gets the focus, and nothing is sent', async () => {
  const { api, user } = await openSeries();
  await user.click(screen.getByRole('button', { name: 'Book 4 visits' }));
  const first = row(0).getAllByRole('radio')[0];
  expect(first).toHaveFocus();
  expect(first).toHaveAccessibleDescription('Please choose what to do with this date.');
  expect(api.sent(paths.series)).toEqual([]);
});

test('another time, a date left out, one call, and a report', async () => {
  const { api, user } = await openSeries();
  await user.click(row(0).getByRole('radio', { name: /Jan 22, 9:00|22 Jan, 09:00/ }));
  await user.click(row(1).getByRole('radio', { name: 'Leave it out' }));
  await user.click(screen.getByRole('button', { name: 'Book 3 visits' }));
  expect(await screen.findByRole('heading', { name: '3 visits booked, 1 date left out' })).toHaveFocus();
  const [sent] = api.sent(paths.series);
  expect(sent?.body).toMatchObject({
    slot_start: `${date}T09:30:00.000Z`,
    recurrence: expect.stringMatching(/^FREQ=WEEKLY;BYDAY=TU;WKST=\w\w;COUNT=4$/),
    accept_partial: false,
    exceptions: [
      {
        start: '2126-01-22T09:30:00.000Z',
        slot_start: '2126-01-22T09:00:00.000Z',
        slot_end: '2126-01-22T09:30:00.000Z',
      },
      { start: '2126-01-29T09:30:00.000Z' },
    ],
  });
  expect(sent?.body).not.toHaveProperty('overbook_reason');
});

test('booked all the same needs a reason', async () => {
  const { api, user } = await openSeries();
  await user.click(row(0).getByRole('radio', { name: 'Book it all the same' }));
  await user.click(row(1).getByRole('radio', { name: 'Leave it out' }));
  await user.click(screen.getByRole('button', { name: 'Book 3 visits' }));
  const reason = screen.getByRole('textbox', { name: 'Why at a time that is not free?' });
  expect(reason).toHaveFocus();
  expect(api.sent(paths.series)).toEqual([]);
  await user.type(reason, 'Course of treatment');
  await user.click(screen.getByRole('button', { name: 'Book 3 visits' }));
  await screen.findByRole('heading', { name: /3 visits booked/ });
  expect(api.sent(paths.series)[0]?.body).toMatchObject({ overbook_reason: 'Course of treatment' });
});

test('a date taken meanwhile: nothing is booked, it is to be decided anew, the other decisions stay', async () => {
  let calls = 0;
  const last = '2126-02-05T09:30:00+00:00';
  const { api, user } = await openSeries((request) => {
    calls += 1;
    if (calls > 1) return allBooked(request);
    const clash = {
      occurrence: last,
      start: last,
      end: '2126-02-05T10:00:00+00:00',
      code: 'slot_taken',
      alternatives: [],
    };
    return { body: { booked: [], clashes: [clash] } };
  });
  await user.click(row(0).getByRole('radio', { name: 'Leave it out' }));
  await user.click(row(1).getByRole('radio', { name: 'Leave it out' }));
  await user.click(screen.getByRole('button', { name: 'Book 2 visits' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('Nothing was booked: 1 date cannot be had any more.');
  expect(row(0).getByRole('radio', { name: 'Leave it out' })).toBeChecked();
  await user.click(row(2).getByRole('radio', { name: 'Leave it out' }));
  await user.click(screen.getByRole('button', { name: 'Book 1 visit' }));
  await screen.findByRole('heading', { name: /1 visit booked, 3 dates left out/ });
  const keys = api.sent(paths.series).map((request) => request.body.idempotency_key);
  expect(new Set(keys).size).toBe(2);
});

test('a lost answer keeps every decision and the key', async () => {
  let calls = 0;
  const { api, user } = await openSeries((request) => {
    calls += 1;
    return calls === 1 ? apiError(503, 'unavailable') : allBooked(request);
  });
  await user.click(row(0).getByRole('radio', { name: 'Leave it out' }));
  await user.click(row(1).getByRole('radio', { name: 'Leave it out' }));
  await user.click(screen.getByRole('button', { name: 'Book 2 visits' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('cannot be reached');
  await user.click(screen.getByRole('button', { name: 'Book 2 visits' }));
  await screen.findByRole('heading', { name: /2 visits booked/ });
  const keys = api.sent(paths.series).map((request) => request.body.idempotency_key);
  expect(new Set(keys).size).toBe(1);
});

test('a look back at the form loses no decision', async () => {
  const { user } = await openSeries();
  await user.click(row(0).getByRole('radio', { name: 'Leave it out' }));
  await user.click(screen.getByRole('button', { name: 'Back' }));
  await waitFor(() => expect(screen.getByRole('button', { name: 'Check the dates' })).toHaveFocus());
  await user.click(screen.getByRole('button', { name: 'Check the dates' }));
  expect(row(0).getByRole('radio', { name: 'Leave it out' })).toBeChecked();
});
