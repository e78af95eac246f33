import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ApiRequest } from '../../../testing/fake-api.ts';
import { apiError } from '../../../testing/fake-api.ts';
import { renderApp } from '../../../testing/render.tsx';
import type { Offer } from '../schema.ts';
// Loaded on demand by the card; here it is there at once.
import './counter-sheet.tsx';
import {
  conversation,
  createThreadApi,
  desk,
  now,
  offer,
  option,
  paths,
  patient,
  range,
  Thread,
  thursday,
  tuesday,
  wednesday,
} from './testing.tsx';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(now) });
});
afterEach(() => {
  vi.useRealTimers();
});

type Handlers = Parameters<typeof createThreadApi>[1];
async function open(card: Partial<Offer> = {}, handlers: Handlers = {}, side: 'patient' | 'practice' = 'patient') {
  const server = createThreadApi(offer(card), handlers);
  const viewer = side === 'patient' ? patient : desk;
  const thread = conversation({ viewer_side: side });
  const rendered = await renderApp(<Thread viewer={viewer} thread={thread} />, server.api);
  await screen.findByRole('article');
  return { ...rendered, ...server };
}
const badge = (word: string) => screen.getByText(word).parentElement;
const spoken = () => document.querySelector('body > [role="status"]');

describe('accepting', () => {
  test('books the chosen time, says so, and stays in the card', async () => {
    const { api, user } = await open();
    await user.click(screen.getByRole('radio', { name: /Wednesday/ }));
    await user.click(screen.getByRole('button', { name: 'Accept Wed, Mar 4, 2:00 PM' }));
    await waitFor(() => expect(screen.getByText('Accepted')).toBeVisible());
    expect(api.sent(paths.respond).map(({ body }) => body)).toEqual([
      { slot_id: 's1', response: 'accept', selected_time_index: 1 },
    ]);
    await waitFor(() => expect(badge('Accepted')).toHaveFocus());
    await waitFor(() =>
      expect(spoken()).toHaveTextContent('Accepted. Wednesday, March 4, 2:00 – 2:30 PM is now an appointment.'),
    );
    expect(screen.getByRole('button', { name: 'Open appointment' })).toBeVisible();
  });

  test('with the keyboard alone', async () => {
    const { api, user } = await open();
    await user.tab();
    expect(screen.getByRole('radio', { name: /Tuesday/ })).toHaveFocus();
    await user.keyboard('{ArrowDown}{ArrowDown}');
    expect(screen.getByRole('radio', { name: /Thursday/ })).toBeChecked();
    await user.tab();
    expect(screen.getByRole('button', { name: 'Accept Thu, Mar 5, 9:00 AM' })).toHaveFocus();
    await user.keyboard('{Enter}');
    await waitFor(() => expect(badge('Accepted')).toHaveFocus());
    expect(api.sent(paths.respond)[0]?.body).toMatchObject({ selected_time_index: 2 });
  });

  test('without a choice nothing is sent; the error stands at the group and the focus goes there', async () => {
    const { api, user } = await open();
    await user.click(screen.getByRole('button', { name: 'Accept' }));
    expect(screen.getByRole('radio', { name: /Tuesday/ })).toHaveFocus();
    expect(screen.getByRole('group')).toHaveAccessibleDescription('Please choose a time.');
    expect(screen.getByRole('alert')).toHaveTextContent('Please choose a time.');
    expect(api.sent(paths.respond)).toEqual([]);
    await user.click(screen.getByRole('radio', { name: /Thursday/ }));
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  test('pressed twice it is sent once, and the button is busy meanwhile', async () => {
    let answer: (card: { body: unknown }) => void = () => undefined;
    const { api, change, user } = await open(
      { time_options: [wednesday] },
      {
        [paths.respond]: () =>
          new Promise((resolve) => {
            answer = resolve;
          }),
      },
    );
    const button = screen.getByRole('button', { name: /^Accept/ });
    button.click();
    button.click();
    await user.keyboard('{Enter}');
    await waitFor(() => expect(button).toBeDisabled());
    answer({ body: { slot: change({ status: 'accepted', selected_time_index: 0 }) } });
    await waitFor(() => expect(screen.getByText('Accepted')).toBeVisible());
    expect(api.sent(paths.respond)).toHaveLength(1);
  });

  test('the practice confirms what a patient asks for', async () => {
    const { api, user } = await open({ slot_type: 'request', awaits: 'practice' }, {}, 'practice');
    await user.click(screen.getByRole('radio', { name: /Tuesday/ }));
    await user.click(screen.getByRole('button', { name: /^Accept Tue/ }));
    await waitFor(() => expect(screen.getByText('Accepted')).toBeVisible());
    expect(api.sent(paths.respond)[0]?.body).toMatchObject({ response: 'accept', selected_time_index: 0 });
  });
});

describe('a time that was taken meanwhile', () => {
  const alternative = option('2026-03-06T11:00:00Z');
  const refuse = (code: string) => (server: { change: (part: Partial<Offer>) => Offer }) => () => {
    server.change({ time_options: [option(tuesday.start, false), wednesday, thursday] });
    return apiError(409, code, { alternatives: [range(wednesday), range(alternative)] });
  };
  async function taken(code: string, side: 'patient' | 'practice' = 'patient') {
    const card = { awaits: side } as const;
    let handler: (request: ApiRequest) => ReturnType<typeof apiError> = () => apiError(500, 'unexpected');
    const opened = await open(card, { [paths.respond]: (request) => handler(request) }, side);
    handler = refuse(code)(opened);
    await opened.user.click(screen.getByRole('radio', { name: /Tuesday/ }));
    await opened.user.click(screen.getByRole('button', { name: /^Accept Tue/ }));
    return { ...opened, alert: await screen.findByRole('alert') };
  }

  test('is said in the card, with what is still free and what is next; the time shows as gone', async () => {
    const { alert } = await taken('slot_taken');
    expect(alert).toHaveTextContent('Taken a moment ago.');
    expect(alert).toHaveTextContent('Still free: Wed, Mar 4, 2:00 PM or Thu, Mar 5, 9:00 AM.');
    await waitFor(() => expect(alert).toHaveFocus());
    expect(screen.getByRole('radio', { name: /Tuesday/ })).toBeDisabled();
    expect(screen.getByRole('radio', { name: /Tuesday.*No longer free/ })).not.toBeChecked();
    expect(screen.getByRole('button', { name: 'Accept' })).toBeEnabled();
    // A time of the card is not proposed a second time.
    const next = within(alert).getByRole('group', { name: 'Next free' });
    expect(
      within(next)
        .getAllByRole('button')
        .map((button) => button.textContent),
    ).toEqual(['Fri, Mar 6, 11:00 AM']);
  });

  test('one press on a proposal opens the other times with it chosen', async () => {
    const { api, alert, user } = await taken('outside_availability');
    expect(alert).toHaveTextContent('That time can no longer be booked.');
    await user.click(within(alert).getByRole('button', { name: 'Fri, Mar 6, 11:00 AM' }));
    const sheet = await screen.findByRole('dialog', { name: 'Suggest other times' });
    expect(await within(sheet).findByText('Chosen: 1 of 5')).toBeVisible();
    expect(within(sheet).getByRole('button', { name: 'Remove Fri, Mar 6, 11:00 AM' })).toBeVisible();
    expect(api.sent(paths.respond)).toHaveLength(1);
  });

  test('or the patient has another visit, said to each side in its words', async () => {
    const { alert, unmount } = await taken('patient_busy');
    expect(alert).toHaveTextContent('You already have a visit at that time.');
    unmount();
    const desk = await taken('patient_busy', 'practice');
    expect(desk.alert).toHaveTextContent('The patient already has a visit at that time.');
  });

  test('a second try with another time clears it', async () => {
    let calls = 0;
    const { user } = await open(
      {},
      {
        [paths.respond]: () => {
          calls += 1;
          if (calls === 1) return apiError(409, 'slot_taken', { alternatives: [] });
          const slot = offer({ status: 'accepted', selected_time_index: 1 });
          return { body: { slot } };
        },
      },
    );
    await user.click(screen.getByRole('radio', { name: /Tuesday/ }));
    await user.click(screen.getByRole('button', { name: /^Accept Tue/ }));
    await screen.findByRole('alert');
    await user.click(screen.getByRole('radio', { name: /Wednesday/ }));
    await user.click(screen.getByRole('button', { name: /^Accept Wed/ }));
    // The server's thread still tells of a pending card; the answer counts all the same.
    await waitFor(() => expect(screen.getByText('Accepted')).toBeVisible());
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });
});

test('a card that somebody else has answered says so and shows how it stands', async () => {
  const server: { change?: (part: Partial<Offer>) => Offer } = {};
  const { api, change, user } = await open(
    { awaits: 'practice', slot_type: 'request' },
    {
      [paths.respond]: () => {
        server.change?.({ status: 'declined' });
        return apiError(409, 'offer_closed', { status: 'declined' });
      },
    },
    'practice',
  );
  server.change = change;
  await user.click(screen.getByRole('radio', { name: /Tuesday/ }));
  await user.click(screen.getByRole('button', { name: /^Accept/ }));
  const alert = await screen.findByRole('alert');
  expect(alert).toHaveTextContent('This was already answered, or its time is over.');
  await waitFor(() => expect(alert).toHaveFocus());
  expect(screen.getByText('Declined')).toBeVisible();
  expect(screen.queryByRole('radio')).not.toBeInTheDocument();
  expect(api.sent(paths.messages)).toHaveLength(2);
});

test('a server that cannot be reached leaves the choice as it was', async () => {
  const { user } = await open(
    {},
    {
      [paths.respond]: () => {
        throw new TypeError('Failed to fetch');
      },
    },
  );
  await user.click(screen.getByRole('radio', { name: /Wednesday/ }));
  await user.click(screen.getByRole('button', { name: /^Accept/ }));
  expect(await screen.findByRole('alert')).toHaveTextContent('cannot be reached');
  expect(screen.getByRole('radio', { name: /Wednesday/ })).toBeChecked();
});

describe('declining', () => {
  test('asks for a reason that may stay empty', async () => {
    const { api, user } = await open();
    await user.click(screen.getByRole('button', { name: 'Decline' }));
    expect(screen.getByRole('textbox', { name: 'Reason (optional)' })).toHaveFocus();
    await user.click(screen.getByRole('button', { name: 'Decline' }));
    await waitFor(() => expect(badge('Declined')).toHaveFocus());
    expect(api.sent(paths.respond).map(({ body }) => body)).toEqual([{ slot_id: 's1', response: 'decline' }]);
    await waitFor(() => expect(spoken()).toHaveTextContent('Declined.'));
  });

  test('a reason goes with it', async () => {
    const { api, user } = await open({ awaits: 'practice', slot_type: 'request', time_options: [] }, {}, 'practice');
    await user.click(screen.getByRole('button', { name: 'Decline' }));
    await user.keyboard('We are closed.');
    await user.click(screen.getByRole('button', { name: 'Decline' }));
    expect(await screen.findByText('Reason: We are closed.')).toBeVisible();
    expect(api.sent(paths.respond)[0]?.body).toMatchObject({ note: 'We are closed.' });
  });

  test('back leads back to its button', async () => {
    const { api, user } = await open();
    await user.click(screen.getByRole('button', { name: 'Decline' }));
    await user.click(screen.getByRole('button', { name: 'Back' }));
    await waitFor(() => expect(screen.getByRole('button', { name: 'Decline' })).toHaveFocus());
    expect(api.sent(paths.respond)).toEqual([]);
  });
});

describe('withdrawing', () => {
  test('asks once more, then closes the card', async () => {
    const { api, user } = await open({}, {}, 'practice');
    await user.click(screen.getByRole('button', { name: 'Withdraw' }));
    const question = screen.getByRole('group', { name: 'Withdraw this? Oliver can then no longer answer it.' });
    expect(within(question).getByRole('button', { name: 'Keep it' })).toHaveFocus();
    await user.click(within(question).getByRole('button', { name: 'Withdraw' }));
    await waitFor(() => expect(badge('Withdrawn')).toHaveFocus());
    expect(api.sent(paths.cancel).map(({ body }) => body)).toEqual([{ slot_id: 's1' }]);
  });

  test('a patient takes a request back, or keeps it', async () => {
    const { api, user } = await open({ slot_type: 'request', awaits: 'practice' });
    await user.click(screen.getByRole('button', { name: 'Withdraw' }));
    await user.click(screen.getByRole('button', { name: 'Keep it' }));
    await waitFor(() => expect(screen.getByRole('button', { name: 'Withdraw' })).toHaveFocus());
    expect(api.sent(paths.cancel)).toEqual([]);
  });

  test('an answer that was quicker is told', async () => {
    const { user } = await open({}, { [paths.cancel]: () => apiError(409, 'offer_closed') }, 'practice');
    await user.click(screen.getByRole('button', { name: 'Withdraw' }));
    await user.click(screen.getByRole('button', { name: 'Withdraw' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('already answered');
  });
});
