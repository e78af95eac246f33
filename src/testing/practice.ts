import type { Viewer } from '../lib/viewer/schema.ts';
import { type ApiRequest, createFakeApi } from './fake-api.ts';

type Handlers = Parameters<typeof createFakeApi>[0];

/** An admin of a practice with a clinician and a front desk. */
export const practiceId = '00000000-0000-4000-8000-0000000000f1';
const person = (last: string) => `00000000-0000-4000-8000-0000000000${last}`;
export const people = { admin: person('a1'), desk: person('a2'), clinician: person('c1'), patient: person('d1') };

export const admin: Viewer = {
  profileId: people.admin,
  name: 'Grace Whitfield',
  email: 'grace@example.org',
  roles: ['admin'],
  isStaff: true,
  isDesk: true,
  isPatient: false,
  timezone: 'Europe/London',
  locale: 'en',
  phone: null,
  practice: {
    practice_id: practiceId,
    name: 'Harbour Street Practice',
    timezone: 'Europe/London',
    phone: null,
    cancellation_notice_minutes: 1440,
    desk_reads_messages: true,
  },
};

const member = (profile_id: string, role: string, full_name: string, active = true) => ({
  profile_id,
  role,
  active,
  profile: { full_name, email: `${full_name.split(' ')[0]?.toLowerCase()}@example.org`, phone: null },
});
const type = (appointment_type: string, name: string, position: number) => ({
  appointment_type,
  name,
  position,
  default_duration_minutes: 30,
  default_location_type: 'in_person',
  buffer_minutes: 0,
  self_bookable: true,
  auto_confirm: true,
  color: '#0F766E',
  preparation_instructions: null,
  active: true,
});
export const rules = {
  name: 'Harbour Street Practice',
  phone: null,
  timezone: 'Europe/London',
  min_notice_minutes: 120,
  booking_horizon_days: 90,
  cancellation_notice_minutes: 1440,
  max_self_booking_minutes: 120,
  desk_reads_messages: true,
  requests_hold_time: true,
  hold_minutes: 5,
  max_hold_minutes: 20,
  max_holds_per_person: 3,
  max_open_requests: 5,
  retention_days: 3650,
  updated_at: '2026-11-20T10:00:00.123456+00:00',
};

/** Reads answer from fixed rows, writes with nothing; a test replaces what it is about. */
export function createPracticeApi(handlers: Handlers = {}) {
  const read = (rows: unknown) => (request: ApiRequest) =>
    request.method === 'GET' || request.method === 'HEAD' ? { body: rows } : { status: 201, body: null };
  return createFakeApi({
    '/rest/v1/practice_members': read([
      member(people.admin, 'admin', 'Grace Whitfield'),
      member(people.clinician, 'clinician', 'Amara Okafor'),
      member(people.desk, 'receptionist', 'Rosa Delgado'),
    ]),
    '/rest/v1/clinicians': read([
      {
        clinician_id: people.clinician,
        display_name: 'Dr Amara Okafor',
        title: 'Dr',
        specialty: 'General practice',
        color: '#0F766E',
        accepts_self_booking: true,
        video_link: null,
        active: true,
      },
    ]),
    '/rest/v1/practice_invitations': read([]),
    '/rest/v1/appointment_types': read([
      type('follow_up', 'Follow-up', 1),
      type('home_visit', 'Home visit', 2),
      type('vaccination', 'Vaccination', 3),
    ]),
    '/rest/v1/practice_closures': read([]),
    '/rest/v1/practices': (request) =>
      request.method === 'GET' ? { body: rules } : { body: [{ ...rules, ...request.body, updated_at: 'later' }] },
    '/rest/v1/appointments': read([]),
    '/rest/v1/profiles': read([]),
    '/rest/v1/audit_events': read([]),
    ...handlers,
  });
}
