/** A form, a small practice and its server, for the tests of this feature. */
import { screen } from '@testing-library/react';
import type { SavedVisit } from '../../lib/appointments/schema.ts';
import type { AppointmentType, Clinician } from '../../lib/practice/schema.ts';
import { type ApiRequest, createFakeApi } from '../../testing/fake-api.ts';
import { renderApp } from '../../testing/render.tsx';
import { visit } from '../../testing/visits.ts';
import { BookingForm } from './components/booking-form.tsx';

export const zone = 'Europe/London';
export const date = '2126-01-15';
export const paths = {
  book: '/rest/v1/rpc/book_appointment',
  series: '/rest/v1/rpc/book_series',
  free: '/rest/v1/rpc/available_slots',
  practice: '/rest/v1/rpc/practice_slots',
  next: '/rest/v1/rpc/next_free_slots',
  conflicts: '/rest/v1/rpc/check_conflicts',
  hold: '/rest/v1/rpc/hold_slot',
  release: '/rest/v1/rpc/release_hold',
};

export const clinician = (id: string, name: string, change: Partial<Clinician> = {}): Clinician => ({
  clinician_id: id,
  practice_id: 'p1',
  display_name: name,
  title: null,
  specialty: null,
  color: '#0F766E',
  timezone: zone,
  video_link: null,
  ...change,
});
export const okafor = clinician('c1', 'Dr Amara Okafor', { video_link: 'https://video.example.org/okafor' });
export const brenner = clinician('c2', 'Dr Daniel Brenner');
export const oliver = { profile_id: 'o1', full_name: 'Oliver Hughes', email: 'oliver@example.org', phone: null };

export const type = (key: string, change: Partial<AppointmentType> = {}): AppointmentType => ({
  practice_id: 'p1',
  appointment_type: key,
  name: key,
  default_duration_minutes: 30,
  default_location_type: 'in_person',
  self_bookable: true,
  auto_confirm: true,
  preparation_instructions: null,
  ...change,
});

/** A free time of half an hour, as the database answers it. */
export const slotRow = (time: string, day = date) => ({
  slot_start: `${day}T${time}:00+00:00`,
  slot_end: new Date(Date.parse(`${day}T${time}:00Z`) + 30 * 60_000).toISOString(),
});
export const booked = ({ body }: ApiRequest) => ({
  body: { ...visit(), scheduled_start: body.slot_start, scheduled_end: body.slot_end },
});

/** A time kept from now on, for five minutes. */
export const keptFor = (minutes = 5, hold_id = 'h1') => ({
  body: {
    hold_id,
    created_at: new Date().toISOString(),
    expires_at: new Date(Date.now() + minutes * 60_000).toISOString(),
  },
});

type Handlers = Parameters<typeof createFakeApi>[0];
type Options = { handlers?: Handlers; form?: Partial<Parameters<typeof BookingForm>[0]> };

export async function openForm({ handlers = {}, form = {} }: Options = {}) {
  const api = createFakeApi({
    [paths.free]: () => ({ body: ['09:00', '09:30', '14:00'].map((time) => slotRow(time)) }),
    [paths.conflicts]: () => ({ body: { conflicts: [], alternatives: [] } }),
    [paths.book]: booked,
    [paths.hold]: () => keptFor(),
    [paths.release]: () => ({ body: null }),
    '/rest/v1/profiles': () => ({ body: [oliver] }),
    '/rest/v1/clinician_availability': () => ({ body: [{ timezone: zone }] }),
    '/rest/v1/rpc/register_patient': ({ body }) => ({
      body: { ...oliver, profile_id: 'n1', full_name: body.full_name },
    }),
    ...handlers,
  });
  const done: SavedVisit[] = [];
  const { user, client, container, unmount } = await renderApp(
    <BookingForm
      clinicians={[okafor]}
      practiceId="p1"
      mayChooseClinician={false}
      types={[type('follow_up', { name: 'Follow-up' })]}
      initial={{ clinicianId: 'c1', date }}
      zoneOf={() => zone}
      onClose={() => undefined}
      onBooked={(saved) => done.push(saved)}
      {...form}
    />,
    api,
  );
  const choosePatient = async () => {
    await user.type(screen.getByRole('textbox', { name: 'Patient' }), 'oli');
    await user.click(await screen.findByRole('option', { name: /Oliver Hughes/ }));
  };
  const send = () => user.click(screen.getByRole('button', { name: 'Book' }));
  return { api, client, container, done, user, unmount, choosePatient, send };
}
