import { act, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { renderApp } from '../../../testing/render.tsx';
import type { Conversation, Offer } from '../schema.ts';
import { OfferCard } from './offer-card.tsx';
import {
  conversation,
  createOffersApi,
  createThreadApi,
  desk,
  now,
  offer,
  option,
  patient,
  Thread,
  thursday,
  tuesday,
  wednesday,
  zone,
} from './testing.tsx';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(now) });
});
afterEach(() => {
  vi.useRealTimers();
});

const practice = conversation({ viewer_side: 'practice' });
type Shown = { thread?: Conversation; clock?: string; onOpenVisit?: (id: string) => void };
async function show(card: Partial<Offer>, { thread = conversation(), clock = zone, onOpenVisit }: Shown = {}) {
  const viewer = thread.viewer_side === 'patient' ? patient : desk;
  const rendered = await renderApp(
    <OfferCard
      offer={offer(card)}
      conversation={thread}
      viewer={viewer}
      zone={clock}
      onOpenVisit={onOpenVisit ?? (() => undefined)}
    />,
    createOffersApi(),
  );
  return { ...rendered, card: await screen.findByRole('article') };
}
/** What a screen reader gets to hear of an element, its pieces one after the other. */
const heard = (element: HTMLElement) => element.textContent?.replaceAll(/\s+/g, ' ').trim();

describe('a card says all there is to know', () => {
  test('to the patient it waits for', async () => {
    const { card } = await show({ note: 'Please come fasting.' });
    expect(card).toHaveAccessibleName('Times for: Follow-up with Dr Okafor');
    expect(within(card).getByText('Waiting for your answer')).toBeVisible();
    expect(within(card).getByText('Follow-up, 30 minutes')).toBeVisible();
    expect(within(card).getByText('In person')).toBeVisible();
    expect(within(card).getByText('Please come fasting.')).toBeVisible();
    const group = within(card).getByRole('group', { name: 'Which time suits you?' });
    const names = within(group)
      .getAllByRole('radio')
      .map((radio) => heard(radio.closest('label') as HTMLElement));
    expect(names).toEqual([
      'Tuesday, March 3, 10:30 – 11:00 AM',
      'Wednesday, March 4, 2:00 – 2:30 PM',
      'Thursday, March 5, 9:00 – 9:30 AM',
    ]);
    for (const radio of within(group).getAllByRole('radio')) expect(radio).not.toBeChecked();
    expect(within(card).getByText('Answer by Tue, Mar 3, 10:30 AM')).toBeVisible();
    expect(
      within(card)
        .getAllByRole('button')
        .map((button) => button.textContent),
    ).toEqual(['Accept', 'Suggest other times', 'Decline']);
  });

  test('to the practice that waits', async () => {
    const { card } = await show({ held: true }, { thread: practice });
    expect(within(card).getByText('Waiting for Oliver’s answer')).toBeVisible();
    expect(within(card).getAllByRole('listitem').map(heard)).toContain('Tuesday, March 3, 10:30 – 11:00 AM');
    expect(within(card).queryByRole('radio')).not.toBeInTheDocument();
    expect(within(card).getByText('Open until Tue, Mar 3, 10:30 AM')).toBeVisible();
    expect(within(card).getByText('Kept for Oliver until Tue, Mar 3, 10:30 AM.')).toBeVisible();
    expect(
      within(card)
        .getAllByRole('button')
        .map((button) => button.textContent),
    ).toEqual(['Withdraw']);
  });

  test('that times are kept, to the patient', async () => {
    await show({ held: true });
    expect(screen.getByText('Kept for you until Tue, Mar 3, 10:30 AM.')).toBeVisible();
  });

  test.each([
    ['hours', '2026-03-02T14:30:00Z', '5 hours left'],
    ['one hour', '2026-03-02T10:10:00Z', '1 hour left'],
    ['minutes', '2026-03-02T09:25:00Z', '25 minutes left'],
  ])('how long there is, in %s', async (_unit, expires_at, text) => {
    await show({ expires_at });
    expect(screen.getByText(text)).toBeVisible();
  });

  test('a request without times, on both sides', async () => {
    const request: Partial<Offer> = {
      slot_type: 'request',
      awaits: 'practice',
      time_options: [],
      note: 'Any morning.',
    };
    const { card, unmount } = await show(request, { thread: practice });
    expect(card).toHaveAccessibleName('Oliver asks for an appointment');
    expect(within(card).getByText('Follow-up')).toBeVisible();
    expect(within(card).getByText('With Dr Okafor')).toBeVisible();
    expect(
      within(card)
        .getAllByRole('button')
        .map((button) => button.textContent),
    ).toEqual(['Offer times', 'Decline']);
    unmount();
    const own = await show(request);
    expect(own.card).toHaveAccessibleName('You asked for an appointment');
    expect(within(own.card).getByText('Waiting for Harbour Street’s answer')).toBeVisible();
  });

  test('an answer with other times, and one in words', async () => {
    const { card, unmount } = await show({ slot_type: 'counter_offer', awaits: 'practice' }, { thread: practice });
    expect(card).toHaveAccessibleName('Other times suggested');
    expect(within(card).getByRole('group', { name: 'Which time do you confirm?' })).toBeVisible();
    unmount();
    const words = await show({ slot_type: 'counter_offer', time_options: [], note: 'After four, please.' });
    expect(words.card).toHaveAccessibleName('Another time is wished for');
    expect(within(words.card).getByRole('button', { name: 'Suggest times' })).toBeVisible();
  });
});

describe('two clocks', () => {
  const newYork = conversation({ practice_timezone: 'America/New_York' });

  test('the practice’s own time stands below, with its city', async () => {
    const { card } = await show({}, { thread: newYork, clock: 'Europe/Madrid' });
    expect(within(card).getByText(/^Times in Madrid \(GMT\+1\)/)).toBeVisible();
    const [first] = within(card).getAllByRole('radio');
    expect(heard(first?.closest('label') as HTMLElement)).toBe(
      'Tuesday, March 3, 11:30 AM – 12:00 PM, 5:30 – 6:00 AM in New York (GMT-5)',
    );
  });

  test('with the day, where it is another one there; and in the weeks between two changes of clocks', async () => {
    const night = [option('2026-03-10T03:30:00Z'), option('2026-03-10T12:00:00Z')];
    const { card } = await show({ time_options: night }, { thread: newYork, clock: 'Europe/Madrid' });
    expect(within(card).getByText('Mon, Mar 9, 11:30 PM – 12:00 AM in New York (GMT-4)')).toBeVisible();
    expect(within(card).getByText('8:00 – 8:30 AM in New York (GMT-4)')).toBeVisible();
  });

  test('nothing is said where both clocks show the same', async () => {
    const { card } = await show({}, { thread: conversation({ practice_timezone: 'Europe/Lisbon' }) });
    expect(within(card).queryByText(/Lisbon|London/)).not.toBeInTheDocument();
  });
});

describe('times that have gone', () => {
  test('say so and cannot be chosen; the only one left is chosen', async () => {
    const { card } = await show({ time_options: [option(tuesday.start, false), wednesday] });
    const [gone, left] = within(card).getAllByRole('radio');
    expect(heard(gone?.closest('label') as HTMLElement)).toContain('No longer free');
    expect(gone).toBeDisabled();
    expect(left).toBeChecked();
    expect(within(card).getByRole('button', { name: 'Accept Wed, Mar 4, 2:00 PM' })).toBeEnabled();
  });

  test('when all have, the card says so and leads to other times', async () => {
    const gone = [tuesday, wednesday].map(({ start }) => option(start, false));
    const { card, unmount } = await show({ time_options: gone });
    expect(within(card).getByText('None of these times is free any more.')).toBeVisible();
    expect(
      within(card)
        .getAllByRole('button')
        .map((button) => button.textContent),
    ).toEqual(['Suggest other times', 'Decline']);
    unmount();
    await show({ time_options: gone }, { thread: practice });
    expect(screen.getByText(/None of these times is free any more. Withdraw them/)).toBeVisible();
  });

  test('on a closed card nothing is told of that', async () => {
    const { card } = await show({ status: 'declined', time_options: [option(tuesday.start, false)] });
    expect(within(card).queryByText('No longer free')).not.toBeInTheDocument();
  });
});

describe('closed cards', () => {
  test.each([
    ['declined', 'Declined'],
    ['countered', 'Answered with other times'],
    ['expired', 'Expired'],
    ['cancelled', 'Withdrawn'],
  ] as const)('%s', async (status, word) => {
    const { card } = await show({ status, response_note: status === 'declined' ? 'I am away.' : null });
    expect(within(card).getByText(word)).toBeVisible();
    expect(within(card).queryByRole('button')).not.toBeInTheDocument();
    expect(within(card).queryByRole('radio')).not.toBeInTheDocument();
    expect(within(card).getByText(/Tuesday, March 3/)).toBeVisible();
    if (status === 'declined') expect(within(card).getByText('Reason: I am away.')).toBeVisible();
  });

  const accepted = (appointment: Offer['appointment'], id: string | null = 'a1'): Partial<Offer> => ({
    status: 'accepted',
    selected_time_index: 1,
    appointment_id: id,
    appointment,
  });
  const visit = { status: 'confirmed', scheduled_start: wednesday.start, scheduled_end: wednesday.end } as const;

  test('accepted: the chosen time, the visit, and the way to it', async () => {
    const opened: string[] = [];
    const { card, user } = await show(accepted(visit), { onOpenVisit: (id) => opened.push(id) });
    const items = within(within(card).getByRole('list', { name: 'Times' })).getAllByRole('listitem');
    expect(items.map(heard)).toEqual([
      'Tuesday, March 3, 10:30 – 11:00 AM',
      'Wednesday, March 4, 2:00 – 2:30 PM, Chosen',
      'Thursday, March 5, 9:00 – 9:30 AM',
    ]);
    expect(within(card).getByText('Confirmed')).toBeVisible();
    await user.click(within(card).getByRole('button', { name: 'Open appointment' }));
    expect(opened).toEqual(['a1']);
  });

  test('accepted, and cancelled or moved since', async () => {
    const { card, unmount } = await show(accepted({ ...visit, status: 'cancelled' }));
    expect(within(card).getByText('Accepted')).toBeVisible();
    expect(within(card).getByText('Cancelled')).toBeVisible();
    unmount();
    await show(accepted({ ...visit, scheduled_start: thursday.start, scheduled_end: thursday.end }));
    expect(screen.getByText('Moved to Thursday, March 5, 9:00 – 9:30 AM')).toBeVisible();
  });

  test('accepted, and the visit exists no more', async () => {
    const { card } = await show(accepted(null, null));
    expect(within(card).queryByRole('button')).not.toBeInTheDocument();
  });
});

test('a card expires by the clock while it is open, and keeps the focus of whoever was in it', async () => {
  vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'], now: new Date('2026-03-03T10:29:50Z') });
  const { api } = createThreadApi(offer());
  const { user } = await renderApp(<Thread viewer={patient} thread={conversation()} />, api);
  await user.click(await screen.findByRole('radio', { name: /Wednesday/ }));
  expect(screen.getByText('1 minute left')).toBeVisible();
  await act(async () => {
    await vi.advanceTimersByTimeAsync(20_000);
  });
  expect(screen.getByText('Expired')).toBeVisible();
  expect(screen.getByText('Ended Tue, Mar 3, 10:30 AM')).toBeVisible();
  expect(screen.queryByRole('button')).not.toBeInTheDocument();
  await waitFor(() => expect(screen.getByText('Expired').parentElement).toHaveFocus());
});
