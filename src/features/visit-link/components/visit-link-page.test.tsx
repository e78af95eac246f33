import { screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { createFakeApi } from '../../../testing/fake-api.ts';
import { renderApp } from '../../../testing/render.tsx';
import type { Shown } from '../schema.ts';
import { VisitLinkPage } from './visit-link-page.tsx';

const path = '/functions/v1/visit-link/a-token';
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

function shown(purpose: Shown['purpose'], visit: Partial<Shown['visit']> = {}): Shown {
  return {
    purpose,
    visit: {
      status: 'confirmed',
      start: inHours(48),
      end: inHours(49),
      location_type: 'in_person',
      location: null,
      attendance_confirmed: false,
      moved: false,
      past: false,
      changeable: true,
      ...visit,
    },
    practice: { name: 'Harbour Street Practice', timezone: 'UTC', phone: '+44 20 7946 0000' },
    reader: { timezone: 'UTC', locale: 'en' },
  };
}

const onReader = vi.fn(async (_locale: string) => undefined);

type Answer = { status?: number; body: unknown };

async function open(purpose: Shown['purpose'], post: (action: unknown) => Answer | Promise<Answer>) {
  const api = createFakeApi({
    [path]: ({ method, body }) => (method === 'GET' ? { body: { purpose } } : post(body.action)),
  });
  vi.stubGlobal('fetch', api.fetch);
  const view = await renderApp(<VisitLinkPage token="a-token" onReader={onReader} />, api);
  const acts = (action: string) => api.sent(path).filter(({ body }) => body.action === action);
  return { ...view, acts };
}

afterEach(() => vi.unstubAllGlobals());

const meta = (name: string) => document.head.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content;

test('keeps its address from search engines and other pages, only while it is shown', async () => {
  const { unmount } = await open('confirm', () => ({ body: shown('confirm') }));
  expect(meta('robots')).toBe('noindex');
  expect(meta('referrer')).toBe('no-referrer');
  unmount();
  expect(meta('robots')).toBeUndefined();
  expect(meta('referrer')).toBeUndefined();
});

test('confirms by keyboard, once', async () => {
  let release: (answer: Answer) => void = () => {};
  const answered = new Promise<Answer>((resolve) => {
    release = resolve;
  });
  const { user, acts } = await open('confirm', (action) => (action === 'show' ? { body: shown('confirm') } : answered));
  (await screen.findByRole('button', { name: 'Show the appointment' })).focus();
  await user.keyboard('{Enter}');
  (await screen.findByRole('button', { name: 'I will come' })).focus();
  await user.keyboard('{Enter}{Enter}');
  release({ body: shown('confirm', { attendance_confirmed: true }) });
  expect(await screen.findByRole('status')).toHaveTextContent('The practice knows that you will come.');
  expect(acts('confirm')).toHaveLength(1);
});

test('too late to cancel: says so, with the practice’s number to press', async () => {
  const { user } = await open('cancel', () => ({ body: shown('cancel', { changeable: false }) }));
  await user.click(await screen.findByRole('button', { name: 'Show the appointment' }));
  expect(await screen.findByText(/It is too late/)).toBeVisible();
  expect(screen.getByRole('link', { name: /Please call/ })).toHaveAttribute('href', 'tel:+442079460000');
  expect(screen.queryByRole('button', { name: 'Cancel the appointment' })).toBeNull();
});

test('already cancelled: says so and offers nothing', async () => {
  const { user } = await open('cancel', () => ({ body: shown('cancel', { status: 'cancelled' }) }));
  await user.click(await screen.findByRole('button', { name: 'Show the appointment' }));
  expect(await screen.findByText('This appointment is cancelled.')).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Cancel the appointment' })).toBeNull();
});

test('an expired link says what to do next', async () => {
  const api = createFakeApi({ [path]: () => ({ status: 410, body: { code: 'link_expired' } }) });
  vi.stubGlobal('fetch', api.fetch);
  await renderApp(<VisitLinkPage token="a-token" onReader={onReader} />, api);
  expect(await screen.findByRole('heading', { name: 'This link is no longer valid' })).toBeVisible();
  expect(screen.getByText(/use a newer message/)).toBeVisible();
});

test('without a network it can be tried again', async () => {
  let isDown = true;
  const api = createFakeApi({
    [path]: () => {
      if (isDown) throw new TypeError('Failed to fetch');
      return { body: { purpose: 'confirm' } };
    },
  });
  vi.stubGlobal('fetch', api.fetch);
  const { user } = await renderApp(<VisitLinkPage token="a-token" onReader={onReader} />, api);
  const again = await screen.findByRole('button', { name: 'Try again' });
  isDown = false;
  await user.click(again);
  expect(await screen.findByRole('button', { name: 'Show the appointment' })).toBeVisible();
});

test('cancels after the question, and the page speaks the language of its reader', async () => {
  const { user, acts } = await open('cancel', (action) => ({
    body: shown('cancel', action === 'cancel' ? { status: 'cancelled' } : {}),
  }));
  await user.click(await screen.findByRole('button', { name: 'Show the appointment' }));
  expect(onReader).toHaveBeenLastCalledWith('en');
  expect(await screen.findByText(/will be free for somebody else/)).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Cancel the appointment' }));
  expect(await screen.findByRole('status')).toHaveTextContent('Your appointment is cancelled.');
  expect(acts('cancel')).toHaveLength(1);
});

test('moved since the message was sent: says so when something is pressed', async () => {
  const { user } = await open('confirm', (action) =>
    action === 'show' ? { body: shown('confirm') } : { status: 409, body: { code: 'version_conflict' } },
  );
  await user.click(await screen.findByRole('button', { name: 'Show the appointment' }));
  await user.click(await screen.findByRole('button', { name: 'I will come' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('moved since the message was sent');
});

test('another time is chosen; one that somebody else took meanwhile is offered no more', async () => {
  const times = [72, 96].map((hours) => ({ start: inHours(hours), end: inHours(hours + 1) }));
  const { user, acts } = await open('reschedule', (action) => {
    if (action === 'times') return { body: { times } };
    if (action === 'show') return { body: shown('reschedule') };
    if (times.length < 2) return { body: shown('reschedule', times[0]) };
    times.shift();
    return { status: 409, body: { code: 'slot_taken', error: 'That time is taken.' } };
  });
  await user.click(await screen.findByRole('button', { name: 'Show the appointment' }));
  await user.click((await screen.findAllByRole('radio'))[0] as HTMLElement);
  await user.click(screen.getByRole('button', { name: 'Move it to this time' }));
  expect(await screen.findByRole('alert')).toBeVisible();
  await waitFor(() => expect(screen.getAllByRole('radio')).toHaveLength(1));
  expect(screen.getByRole('button', { name: 'Move it to this time' })).toBeDisabled();
  await user.click(screen.getByRole('radio'));
  await user.click(screen.getByRole('button', { name: 'Move it to this time' }));
  expect(await screen.findByRole('status')).toHaveTextContent('Your appointment has been moved.');
  expect(acts('reschedule').map(({ body }) => body.start)).toHaveLength(2);
});

test('without a free time it names the telephone', async () => {
  const { user } = await open('reschedule', (action) => ({
    body: action === 'times' ? { times: [] } : shown('reschedule'),
  }));
  await user.click(await screen.findByRole('button', { name: 'Show the appointment' }));
  expect(await screen.findByText('There are no free times left here. Please call the practice.')).toBeVisible();
});

test('a link for the calendar gives the forms of web calendars, one for a call its door', async () => {
  const calendar = {
    google: 'https://calendar.google.test/',
    outlook: 'https://outlook.test/',
    office365: 'https://office.test/',
    yahoo: 'https://yahoo.test/',
    file: 'BEGIN:VCALENDAR',
  };
  const { user, unmount } = await open('calendar', () => ({ body: { ...shown('calendar'), calendar } }));
  await user.click(await screen.findByRole('button', { name: 'Show the appointment' }));
  expect(await screen.findByRole('link', { name: 'Google Calendar' })).toHaveAttribute('href', calendar.google);
  unmount();
  const call = await open('join', () => ({ body: shown('join', { video_call_link: 'https://video.test/room' }) }));
  await call.user.click(await screen.findByRole('button', { name: 'Show the appointment' }));
  expect(await screen.findByRole('link', { name: 'Join the video call' })).toHaveAttribute(
    'href',
    'https://video.test/room',
  );
});
