import { expect, test } from 'vitest';
import { calendarFile } from './calendar-file.ts';
import { type CalendarVisit, visitEntry } from './visit-entry.ts';

const visit: CalendarVisit = {
  appointment_id: '6f0c1d2e-1111-4222-8333-444455556666',
  side: 'patient',
  start: '2026-11-24T10:00:00Z',
  end: '2026-11-24T10:30:00Z',
  status: 'confirmed',
  location_type: 'video',
  location: null,
  video_call_link: 'https://meet.example/x',
  ical_uid: 'u',
  ical_sequence: 0,
  practice: { name: 'Harbour Street', timezone: 'Europe/Zurich', phone: null },
  detail: null,
};
const entryOf = (change: Partial<CalendarVisit> = {}) =>
  visitEntry({ ...visit, ...change }, { publicUrl: 'https://c.example', locale: 'en' });

test('[IC6] staff read when, not where or with which practice; their link leads to the calendar', () => {
  const staff = entryOf({ side: 'staff', location_type: 'in_person', location: 'Room 3' });
  expect(staff).toMatchObject({ summary: 'Appointment', location: undefined, description: undefined });
  expect(staff.url).toBe(`https://c.example/calendar?visit=${visit.appointment_id}`);
});

test('[IC9] the link of a call is told as CONFERENCE, and only of a video visit', () => {
  const file = (change: Partial<CalendarVisit>) =>
    calendarFile({ method: 'PUBLISH', entries: [{ ...entryOf(change), stamp: new Date(0) }] });
  expect(file({})).toContain('\r\nCONFERENCE;VALUE=URI;FEATURE=VIDEO:https://meet.example/x\r\n');
  expect(file({ video_call_link: null })).not.toContain('CONFERENCE');
  expect(file({ location_type: 'phone' })).not.toContain('CONFERENCE');
});

test.each([
  ['requested', 'TENTATIVE', 'OPAQUE'],
  ['confirmed', 'CONFIRMED', 'OPAQUE'],
  ['in_progress', 'CONFIRMED', 'OPAQUE'],
  ['completed', 'CONFIRMED', 'OPAQUE'],
  ['no_show', 'CONFIRMED', 'OPAQUE'],
  ['cancelled', 'CANCELLED', 'TRANSPARENT'],
] as const)('[IC3] %s is %s and %s', (status, told, transparency) => {
  const text = calendarFile({ method: 'PUBLISH', entries: [{ ...entryOf({ status }), stamp: new Date(0) }] });
  for (const line of [`STATUS:${told}`, `TRANSP:${transparency}`, 'CLASS:PRIVATE', 'UID:u', 'DTSTAMP:19700101T000000Z'])
    expect(text.split('\r\n')).toContain(line);
});
