import { waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { clinicianRow, clinicianViewer, freeTimes, now, option, paths, tuesday, wednesday } from './testing.tsx';
import { chips, openSheet } from './testing-sheet.tsx';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(now) });
});
afterEach(() => {
  vi.useRealTimers();
});

test('kind, two times, a note, and off it goes', async () => {
  const { api, closed, sheet, pick, user } = await openSheet();
  // The first free day is there at once.
  expect(within(sheet).getByRole('group', { name: 'Free times on Tuesday, March 3' })).toBeVisible();
  await pick(/March 5, 1 free time/, /9:00/);
  await pick(/March 3, 1 free time/, /10:30/);
  expect(chips(sheet)).toEqual(['Tue, Mar 3, 10:30 AM', 'Thu, Mar 5, 9:00 AM']);
  expect(within(sheet).getByText('Chosen: 2 of 5')).toBeVisible();
  await user.type(within(sheet).getByRole('textbox', { name: 'Note (optional)' }), 'Come fasting.');
  await user.click(within(sheet).getByRole('button', { name: 'Offer 2 times' }));
  await waitFor(() => expect(closed).toHaveBeenCalledOnce());
  expect(api.sent(paths.offer).map(({ body }) => body)).toEqual([
    {
      conversation_id: 'v1',
      clinician_id: 'c1',
      time_options: [
        { start: '2026-03-03T10:30:00.000Z', end: '2026-03-03T11:00:00Z' },
        { start: '2026-03-05T09:00:00.000Z', end: '2026-03-05T09:30:00Z' },
      ],
      appointment_type: 'follow_up',
      location_type: 'in_person',
      note: 'Come fasting.',
      // 48 hours would be Wednesday; the first time comes before.
      expires_at: '2026-03-03T10:30:00.000Z',
      hold: true,
      idempotency_key: expect.stringMatching(/^[0-9a-f-]{36}$/),
    },
  ]);
  expect(api.sent(paths.free)[0]?.body).toMatchObject({ patient_id: 'o1', duration_minutes: 30 });
});

test('with the keyboard alone', async () => {
  const { api, closed, sheet, user } = await openSheet();
  const first = within(sheet).getByRole('checkbox', { name: /10:30/ });
  within(sheet)
    .getByRole('button', { name: /March 3, 1 free time/ })
    .focus();
  await user.keyboard('{Enter}');
  expect(first).toHaveFocus();
  await user.keyboard(' ');
  expect(first).toBeChecked();
  await user.tab({ shift: true });
  await user.tab({ shift: true });
  expect(within(sheet).getByRole('button', { name: /March 3/ })).toHaveFocus();
  await user.keyboard('{ArrowRight}{Enter}');
  await waitFor(() => expect(within(sheet).getByRole('checkbox', { name: /2:00/ })).toHaveFocus());
  await user.keyboard(' ');
  await user.tab();
  expect(within(sheet).getByRole('button', { name: 'Remove Tue, Mar 3, 10:30 AM' })).toHaveFocus();
  within(sheet).getByRole('button', { name: 'Offer 2 times' }).focus();
  await user.keyboard('{Enter}');
  await waitFor(() => expect(closed).toHaveBeenCalledOnce());
  expect(api.sent(paths.offer)).toHaveLength(1);
});

test('too few times: the error stands at the group, the focus goes there, nothing is sent', async () => {
  const { api, sheet, pick, send } = await openSheet();
  await send();
  const first = within(sheet).getByRole('checkbox', { name: /10:30/ });
  await waitFor(() => expect(first).toHaveFocus());
  expect(within(sheet).getByRole('group', { name: /Free times/ })).toHaveAccessibleDescription(
    /Please choose at least two times/,
  );
  await pick(/March 3/, /10:30/);
  await send();
  expect(within(sheet).getByRole('alert')).toHaveTextContent('Please choose at least two times.');
  await pick(/March 4/, /2:00/);
  expect(within(sheet).queryByRole('alert')).not.toBeInTheDocument();
  expect(api.sent(paths.offer)).toEqual([]);
});

describe('which times', () => {
  const day = ['09:00', '09:15', '09:30', '10:00', '10:30', '11:00', '14:00'].map((hour) =>
    option(`2026-03-03T${hour}:00Z`),
  );

  test('what overlaps a chosen time is closed, and five are the most', async () => {
    const { sheet, user } = await openSheet({ handlers: freeTimes(day) });
    const box = (name: RegExp) => within(sheet).getByRole('checkbox', { name });
    await user.click(box(/^9:00/));
    expect(box(/^9:15/)).toBeDisabled();
    expect(box(/^9:30/)).toBeEnabled();
    for (const name of [/^9:30/, /^10:00/, /^10:30/, /^11:00/]) await user.click(box(name));
    expect(box(/^2:00/)).toBeDisabled();
    expect(within(sheet).getByText(/Five times are chosen/)).toBeVisible();
    expect(within(sheet).getByRole('button', { name: 'Suggest times' })).toBeDisabled();
    await user.click(within(sheet).getByRole('button', { name: 'Remove Tue, Mar 3, 9:30 AM' }));
    await waitFor(() => expect(within(sheet).getByRole('button', { name: /^Remove.*10:00/ })).toHaveFocus());
    expect(box(/^2:00/)).toBeEnabled();
    expect(within(sheet).getByText('Chosen: 4 of 5')).toBeVisible();
  });

  test('arrow keys go from time to time, past what is closed', async () => {
    const { sheet, user } = await openSheet({ handlers: freeTimes(day) });
    const box = (name: RegExp) => within(sheet).getByRole('checkbox', { name });
    await user.click(box(/^9:00/));
    await user.keyboard('{ArrowRight}');
    expect(box(/^9:30/)).toHaveFocus();
    await user.keyboard('{End}');
    expect(box(/^2:00/)).toHaveFocus();
    await user.keyboard('{ArrowDown}');
    expect(box(/^2:00/)).toHaveFocus();
    await user.keyboard('{Home}{ArrowUp}');
    expect(box(/^9:00/)).toHaveFocus();
    expect(
      within(sheet)
        .getAllByRole('checkbox')
        .filter((one) => one.tabIndex === 0),
    ).toHaveLength(1);
  });

  test('three are suggested, beside what is chosen already', async () => {
    const { api, sheet, user } = await openSheet();
    await user.click(within(sheet).getByRole('checkbox', { name: /10:30/ }));
    await user.click(within(sheet).getByRole('button', { name: 'Suggest times' }));
    await waitFor(() =>
      expect(chips(sheet)).toEqual(['Tue, Mar 3, 10:30 AM', 'Wed, Mar 4, 2:00 PM', 'Thu, Mar 5, 9:00 AM']),
    );
    expect(api.sent(paths.next).at(-1)?.body).toMatchObject({ count: 50, patient_id: 'o1' });
    await user.click(within(sheet).getByRole('button', { name: 'Suggest times' }));
    expect(await within(sheet).findByText('No free time in the bookable period.')).toBeVisible();
  });

  test('a longer visit keeps the starts and marks what does not fit any more', async () => {
    const { sheet, pick, send, user } = await openSheet({
      handlers: {
        [paths.free]: ({ body }) => ({
          body: (body.duration_minutes === 60 ? [wednesday] : [tuesday, wednesday]).map(({ start }) => ({
            slot_start: start,
            slot_end: new Date(Date.parse(start) + Number(body.duration_minutes) * 60_000).toISOString(),
          })),
        }),
      },
    });
    await pick(/March 3/, /10:30/);
    await pick(/March 4/, /2:00/);
    await user.selectOptions(within(sheet).getByRole('combobox', { name: 'Duration' }), '60 minutes');
    await waitFor(() => expect(chips(sheet)).toEqual(['Tue, Mar 3, 10:30 AMNo longer free', 'Wed, Mar 4, 2:00 PM']));
    await send();
    await waitFor(() => expect(within(sheet).getByRole('button', { name: /^Remove Tue/ })).toHaveFocus());
    expect(within(sheet).getByRole('alert')).toHaveTextContent('Remove the times that are marked');
  });
});

describe('how long, and whose', () => {
  test('the end follows the choice, and the times are kept unless somebody says no', async () => {
    const { api, sheet, pick, send, user } = await openSheet();
    const expiry = within(sheet).getByRole('combobox', { name: 'Waits for an answer' });
    expect(expiry).toHaveValue('48');
    expect(expiry).toHaveAccessibleDescription('Ends Wed, Mar 4, 9:00 AM.');
    await pick(/March 4/, /2:00/);
    await pick(/March 5/, /9:00/);
    await user.selectOptions(expiry, '7 days');
    expect(expiry).toHaveAccessibleDescription('Ends Wed, Mar 4, 2:00 PM, when the first of the times begins.');
    await user.selectOptions(expiry, '24 hours');
    expect(expiry).toHaveAccessibleDescription('Ends Tue, Mar 3, 9:00 AM.');
    await user.click(within(sheet).getByRole('switch', { name: /^Keep these times for the patient meanwhile/ }));
    await send();
    await waitFor(() => expect(api.sent(paths.offer)).toHaveLength(1));
    expect(api.sent(paths.offer)[0]?.body).toMatchObject({ expires_at: '2026-03-03T09:00:00.000Z', hold: false });
  });

  const people = {
    [paths.clinicians]: () => ({
      body: [clinicianRow('c2', 'Dr Brenner'), clinicianRow('c1', 'Dr Okafor'), clinicianRow('c9', 'Dr Far', 'p2')],
    }),
  };

  test('the front desk offers anybody’s times, first those of the thread', async () => {
    const { api, sheet, user } = await openSheet({ handlers: people });
    const clinician = within(sheet).getByRole('combobox', { name: 'Clinician' });
    expect(clinician).toHaveValue('c1');
    expect(
      within(clinician)
        .getAllByRole('option')
        .map((one) => one.textContent),
    ).toEqual(['Dr Brenner', 'Dr Okafor']);
    await user.selectOptions(clinician, 'Dr Brenner');
    await waitFor(() => expect(api.sent(paths.free).at(-1)?.body).toMatchObject({ clinician_id: 'c2' }));
  });

  test('a clinician offers only their own', async () => {
    const { sheet } = await openSheet({ handlers: people, viewer: clinicianViewer });
    expect(within(sheet).queryByRole('combobox', { name: 'Clinician' })).not.toBeInTheDocument();
    expect(within(sheet).getByText('With Dr Okafor')).toBeVisible();
  });

  test('another kind brings its own length and place; kinds of other practices are not there', async () => {
    const { sheet, user } = await openSheet();
    const type = within(sheet).getByRole('combobox', { name: 'Kind of visit' });
    expect(type).toHaveValue('follow_up');
    expect(within(type).queryByRole('option', { name: 'Elsewhere' })).not.toBeInTheDocument();
    await user.selectOptions(type, 'Initial consultation');
    expect(within(sheet).getByRole('combobox', { name: 'Duration' })).toHaveValue('45');
  });

  test('the practice’s clock is named where the reader has another', async () => {
    const { sheet } = await openSheet({ thread: { practice_timezone: 'Asia/Tokyo' } });
    expect(within(sheet).getByText('Times in Tokyo (GMT+9).')).toBeVisible();
    expect(within(sheet).getByRole('checkbox', { name: /7:30 PM/ })).toBeVisible();
  });
});
