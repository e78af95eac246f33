import type { Visit, VisitDetail } from '../lib/appointments/schema.ts';
import type { Viewer } from '../lib/viewer/schema.ts';

export const visit = (change: Partial<Visit> = {}): Visit => ({
  appointment_id: '00000000-0000-4000-8000-00000000000a',
  practice_id: '00000000-0000-4000-8000-000000000001',
  clinician_id: '00000000-0000-4000-8000-000000000002',
  patient_id: '00000000-0000-4000-8000-000000000003',
  appointment_type: 'follow_up',
  title: null,
  scheduled_start: '2026-11-24T10:00:00Z',
  scheduled_end: '2026-11-24T10:30:00Z',
  status: 'confirmed',
  location_type: 'in_person',
  overbooked: false,
  attendance_confirmed_at: null,
  version: 1,
  patient: { full_name: 'Oliver Hughes' },
  ...change,
});

export const visitDetail = (change: Partial<VisitDetail> = {}): VisitDetail => ({
  ...visit(),
  description: null,
  location: null,
  video_call_link: null,
  preparation_instructions: null,
  patient_notes: null,
  status_reason: null,
  cancellation_reason: null,
  overbook_reason: null,
  series_id: null,
  created_at: '2026-11-01T10:00:00Z',
  patient: { full_name: 'Oliver Hughes', email: null, phone: null },
  ...change,
});

export const receptionist: Viewer = {
  profileId: '00000000-0000-4000-8000-000000000009',
  name: 'Rosa Delgado',
  email: 'rosa@example.org',
  roles: ['receptionist'],
  isStaff: true,
  isDesk: true,
  isPatient: false,
  timezone: 'Europe/London',
  locale: 'en',
  phone: null,
  practice: undefined,
};
