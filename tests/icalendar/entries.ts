/** Visits for tests of calendar files. */
import type { StampedEntry } from '../../supabase/functions/_shared/core/icalendar/calendar-entry.ts';

export const entry: StampedEntry = {
  uid: '6f0c1d2e-1111-4222-8333-444455556666',
  sequence: 3,
  start: '2026-11-24T10:00:00Z',
  end: '2026-11-24T10:30:00Z',
  timezone: 'Europe/Zurich',
  status: 'confirmed',
  summary: 'Appointment, Harbour Street Practice',
  description: 'To change or cancel: https://careslot.example/visits?visit=1\nPhone: +41 44 000 00 00',
  location: '12 Harbour Street; 2nd floor',
  url: 'https://careslot.example/visits?visit=6f0c1d2e',
  stamp: new Date('2026-11-20T09:00:00Z'),
};

/** What every reader must find of an entry. */
export const expected = (given: StampedEntry) => ({
  uid: given.uid,
  sequence: given.sequence,
  status: { requested: 'TENTATIVE', confirmed: 'CONFIRMED', cancelled: 'CANCELLED' }[given.status],
  start: new Date(given.start).toISOString(),
  end: new Date(given.end).toISOString(),
  summary: given.summary,
  description: given.description ?? '',
  location: given.location ?? '',
});
