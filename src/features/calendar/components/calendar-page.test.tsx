import { configure, screen, waitFor, within } from '@testing-library/react';
import { useEffect, useState } from 'react';
import { describe, expect, test } from 'vitest';
import type { Visit } from '../../../lib/appointments/schema.ts';
import type { Clinician } from '../../../lib/practice/schema.ts';
import { createFakeApi } from '../../../testing/fake-api.ts';
import { renderApp } from '../../../testing/render.tsx';
import { visit } from '../../../testing/visits.ts';
import { type CalendarLocation, formatLocation, parseLocation } from '../location.ts';
import { type CalendarChoice, CalendarPage } from './calendar-page.tsx';

// A whole calendar takes a while to draw without a browser, most of all on a busy machine.
configure({ asyncUtilTimeout: 8000 });

const clinician: Clinician = {
  clinician_id: visit().clinician_id,
  practice_id: visit().practice_id,
  display_name: 'Dr Amara Okafor',
  title: null,
  specialty: null,
  color: '#0F766E',
  timezone: 'UTC',
};
const hours = {
  day_of_week: 2,
  start_time: '09:00:00',
  end_time: '17:00:00',
  timezone: 'UTC',
  slot_duration_minutes: 30,
  valid_from: null,
  valid_until: null,
};

type PageProps = {
  search: string;
  isDesk: boolean;
  onBook: (choice: CalendarChoice) => void;
  onLocation: (query: string) => void;
};

/** In the place of the address bar. */
function Page({ search, isDesk, onBook, onLocation }: PageProps) {
  const [location, setLocation] = useState<CalendarLocation>(() =>
    parseLocation(search, { view: 'list', date: '2026-11-24' }),
  );
  useEffect(() => onLocation(formatLocation(location)));
  return (
    <CalendarPage
      location={location}
      navigate={(change) => setLocation((now) => ({ ...now, ...change }))}
      clinicians={[clinician, { ...clinician, clinician_id: '00000000-0000-4000-8000-00000000000f' }]}
      clinician={clinician}
      isDesk={isDesk}
      practiceZone="UTC"
      onBook={onBook}
      onMoveRefused={() => undefined}
    />
  );
}

type Given = { visits?: Visit[]; weekly?: unknown[]; search?: string; isDesk?: boolean };

async function calendar({ visits = [], weekly = [hours], search = '', isDesk = true }: Given = {}) {
  const api = createFakeApi({
    '/rest/v1/appointments': () => ({ body: visits }),
    '/rest/v1/appointment_types': () => ({ body: [] }),
    '/rest/v1/clinicians': () => ({ body: [] }),
    '/rest/v1/clinician_availability': () => ({ body: weekly }),
    '/rest/v1/clinician_date_overrides': () => ({ body: [] }),
    '/rest/v1/practice_closures': () => ({ body: [] }),
    '/rest/v1/rpc/free_busy': () => ({ body: { busy: [] } }),
  });
  const booked: CalendarChoice[] = [];
  let shown = '';
  const page = {
    search,
    isDesk,
    onBook: (choice: CalendarChoice) => booked.push(choice),
    onLocation: (query: string) => {
      shown = query;
    },
  };
  const app = await renderApp(<Page {...page} />, api);
  await screen.findByRole('region', { name: 'Calendar of Dr Amara Okafor' });
  return { ...app, booked, query: () => new URLSearchParams(shown) };
}

const two = [visit(), visit({ appointment_id: 'other', status: 'cancelled', patient: { full_name: 'Priya Raman' } })];

describe('cancelled visits', () => {
  test('stand in the list, and the button that hides them knows how many there are', async () => {
    const { user, query } = await calendar({ visits: two });
    await screen.findByRole('button', { name: /Priya Raman.*Cancelled/ });
    const toggle = screen.getByRole('button', { name: 'Cancelled (1)', pressed: true });
    await user.click(toggle);
    await waitFor(() => expect(screen.queryByRole('button', { name: /Priya Raman/ })).toBeNull());
    expect(screen.getByRole('button', { name: /Oliver Hughes/ })).toBeVisible();
    expect(screen.getByRole('button', { name: 'Cancelled (1)', pressed: false })).toBeVisible();
    expect(query().get('cancelled')).toBe('hide');
  });
  test('are left out of the day until asked for, with the letter c as well', async () => {
    const { user } = await calendar({ visits: two, search: 'view=day' });
    await screen.findByRole('button', { name: /Oliver Hughes/ });
    expect(screen.queryByRole('button', { name: /Priya Raman/ })).toBeNull();
    await user.keyboard('c');
    await screen.findByRole('button', { name: /Priya Raman/ });
  });
});

test('a visit says time, person, type, place and status; a click opens it', async () => {
  const { user, query } = await calendar({ visits: [visit({ location_type: 'video', overbooked: true })] });
  const button = await screen.findByRole('button', { name: /10:00.*Oliver Hughes.*Follow-up.*Video.*Confirmed/ });
  expect(button).toHaveTextContent('Overbooked');
  await user.click(button);
  expect(query().get('visit')).toBe(visit().appointment_id);
});

test('[NT20] a visit the patient said yes to is told from the others, until it no longer stands', async () => {
  const attendance_confirmed_at = '2026-11-23T08:00:00Z';
  const { unmount } = await calendar({ visits: [visit({ attendance_confirmed_at })] });
  expect(await screen.findByRole('button', { name: /Oliver Hughes.*Confirmed.*Will attend/ })).toBeVisible();
  unmount();
  await calendar({ visits: [visit({ attendance_confirmed_at, status: 'in_progress' })] });
  expect(await screen.findByRole('button', { name: /Oliver Hughes/ })).not.toHaveTextContent('Will attend');
});

test('only the front desk has the team view and the choice of clinician', async () => {
  const { unmount } = await calendar({ isDesk: true });
  expect(screen.getByRole('button', { name: 'Team' })).toBeVisible();
  expect(screen.getByRole('combobox', { name: 'Clinician' })).toBeVisible();
  unmount();
  await calendar({ isDesk: false });
  expect(screen.queryByRole('button', { name: 'Team' })).toBeNull();
  expect(screen.queryByRole('combobox', { name: 'Clinician' })).toBeNull();
});

describe('an empty calendar says what to do', () => {
  test('where no working hours are set', async () => {
    await calendar({ weekly: [] });
    const link = await screen.findByRole('link', { name: 'Set working hours' });
    expect(link).toHaveAttribute('href', `/availability?clinician=${clinician.clinician_id}`);
  });
  test('on a day without visits', async () => {
    await calendar({ search: 'view=day' });
    await screen.findByText(/No visits on this day\. Choose a time/);
  });
});

test('a second clock is found by its city and can be taken away again', async () => {
  const { user, query } = await calendar();
  await user.click(screen.getByRole('button', { name: /^Time zone:/ }));
  const search = await screen.findByRole('searchbox', { name: 'Second time zone' });
  await user.type(search, 'são paulo');
  const menu = screen.getByRole('dialog', { name: /Time zone/ });
  expect(within(menu).getByRole('status')).toHaveTextContent('1 city found');
  await user.click(within(menu).getByRole('radio', { name: /Sao Paulo/ }));
  expect(query().get('zone2')).toBe('America/Sao_Paulo');
  await user.clear(search);
  await user.click(within(menu).getByRole('radio', { name: 'None' }));
  expect(query().get('zone2')).toBeNull();
});
