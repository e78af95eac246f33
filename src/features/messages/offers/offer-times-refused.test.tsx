import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { apiError } from '../../../testing/fake-api.ts';
import { now, offer, option, paths, range, thursday, tuesday, wednesday } from './testing.tsx';
import { chips, openSheet } from './testing-sheet.tsx';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(now) });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a refusal', () => {
  const friday = option('2026-03-06T11:00:00Z');

  test('marks what was taken and proposes others, one press away', async () => {
    let free = [tuesday, wednesday, thursday];
    const { api, closed, sheet, pick, send, user } = await openSheet({
      handlers: {
        [paths.free]: () => ({ body: free.map(({ start, end }) => ({ slot_start: start, slot_end: end })) }),
        [paths.offer]: () => {
          if (free.includes(friday)) return { body: offer() };
          free = [wednesday, thursday, friday];
          const details = {
            taken_options: [{ ...range(tuesday), index: 0 }],
            alternatives: [wednesday, friday].map(range),
          };
          return apiError(409, 'slot_taken', details);
        },
      },
    });
    await pick(/March 3/, /10:30/);
    await pick(/March 4/, /2:00/);
    await send();
    const alert = await within(sheet).findByRole('alert');
    expect(alert).toHaveTextContent('Not all of these times are free any more.');
    await waitFor(() => expect(alert).toHaveFocus());
    await waitFor(() => expect(chips(sheet)[0]).toBe('Tue, Mar 3, 10:30 AMNo longer free'));
    // What is chosen is not proposed again.
    expect(
      within(alert)
        .getAllByRole('button')
        .map((button) => button.textContent),
    ).toEqual(['Fri, Mar 6, 11:00 AM']);
    await user.click(within(alert).getByRole('button', { name: /Fri, Mar 6/ }));
    expect(chips(sheet)).toEqual(['Wed, Mar 4, 2:00 PM', 'Fri, Mar 6, 11:00 AM']);
    expect(within(sheet).getByRole('button', { name: 'Offer 2 times' })).toHaveFocus();
    await user.keyboard('{Enter}');
    await waitFor(() => expect(closed).toHaveBeenCalledOnce());
    const keys = api.sent(paths.offer).map(({ body }) => body.idempotency_key);
    expect(new Set(keys).size).toBe(2);
  });

  test('the patient is busy then', async () => {
    const { sheet, pick, send } = await openSheet({ handlers: { [paths.offer]: () => apiError(409, 'patient_busy') } });
    await pick(/March 3/, /10:30/);
    await pick(/March 4/, /2:00/);
    await send();
    expect(await within(sheet).findByRole('alert')).toHaveTextContent('already has a visit at one of these times');
  });

  test('a lost answer: the same offer sent again is the same in every value', async () => {
    let calls = 0;
    const { api, closed, sheet, pick, send } = await openSheet({
      handlers: {
        [paths.offer]: () => {
          calls += 1;
          if (calls === 1) throw new TypeError('Failed to fetch');
          return { body: offer() };
        },
      },
    });
    await pick(/March 4/, /2:00/);
    await pick(/March 5/, /9:00/);
    await send();
    expect(await within(sheet).findByRole('alert')).toHaveTextContent('cannot be reached');
    vi.setSystemTime(new Date('2026-03-02T09:07:00Z'));
    await send();
    await waitFor(() => expect(closed).toHaveBeenCalledOnce());
    const [first, second] = api.sent(paths.offer).map(({ body }) => body);
    expect(second).toEqual(first);
    expect(first?.expires_at).toBe('2026-03-04T09:00:00.000Z');
  });
});

test('closing asks first when something would be lost', async () => {
  const { closed, sheet, user } = await openSheet();
  await user.click(within(sheet).getByRole('checkbox', { name: /10:30/ }));
  await user.keyboard('{Escape}');
  const question = await screen.findByRole('dialog', { name: 'Leave without sending?' });
  await user.keyboard('{Escape}');
  await waitFor(() => expect(question).not.toBeInTheDocument());
  expect(closed).not.toHaveBeenCalled();
  await user.click(within(sheet).getByRole('button', { name: 'Cancel' }));
  await user.click(await screen.findByRole('button', { name: 'Leave' }));
  expect(closed).toHaveBeenCalledOnce();
});

test('an untouched form closes at once', async () => {
  const { closed, sheet, user } = await openSheet();
  await user.click(within(sheet).getByRole('button', { name: 'Cancel' }));
  expect(closed).toHaveBeenCalledOnce();
});
