import ICAL from 'ical.js';
import { expect, test } from 'vitest';
import type { Notice } from '../notifications/notice.ts';
import { seriesOf } from '../notifications/testing.ts';
import { invitationFor, seriesFileFor } from './invitation.ts';

const visit: NonNullable<Notice['visit']> = {
  appointment_id: '6f0c1d2e-1111-4222-8333-444455556666',
  start: '2026-11-24T10:00:00Z',
  end: '2026-11-24T10:30:00Z',
  previous_start: null,
  status: 'confirmed',
  previous_status: null,
  location_type: 'in_person',
  location: '12 Harbour Street',
  has_video_link: true,
  has_preparation: false,
  type_name: 'Test results review',
  clinician_name: 'Dr. Ada Okafor',
  start_version: 1,
  ical_uid: 'uid-of-the-visit',
  ical_sequence: 2,
  series: [],
  cancellation_notice_minutes: 1440,
};
const notice: Notice = {
  id: '00000000-0000-4000-8000-000000000001',
  idempotency_key: 'delivery:1',
  channel: 'email',
  kind: 'visit_confirmed',
  side: 'patient',
  own_act: true,
  attempts: 0,
  written_at: '2026-11-20T09:00:00Z',
  recipient: {
    profile_id: '00000000-0000-4000-8000-000000000002',
    locale: 'en-GB',
    timezone: 'Asia/Tokyo',
    email: 'pat@example.test',
    phone: null,
    push: [],
    calendar_detail: false,
  },
  practice: { name: 'Harbour "Street"', timezone: 'Europe/Zurich', phone: '+41 44 000 00 00' },
  visit,
  conversation_id: null,
};
const options = {
  from: 'desk@practice.test',
  publicUrl: 'https://careslot.example/',
  stamp: new Date('2026-11-20T09:00:00Z'),
};
const invite = (change: Partial<Notice> = {}, more = {}) =>
  invitationFor({ ...notice, ...change }, { ...options, ...more });

function read(content: string | undefined) {
  const calendar = new ICAL.Component(ICAL.parse(content ?? ''));
  const event = calendar.getFirstSubcomponent('vevent');
  if (!event) throw new Error('no VEVENT');
  const [, body = ''] = (content ?? '').replaceAll('\r\n ', '').split('BEGIN:VEVENT\r\n');
  const lines = body.split('\r\n');
  const lineOf = (name: string) => lines.find((line) => new RegExp(`^${name}[;:]`).test(line));
  return {
    method: calendar.getFirstPropertyValue('method'),
    event,
    text: (name: string) => String(event.getFirstPropertyValue(name) ?? ''),
    lineOf,
  };
}

test('[IC10] a confirmed visit is a request from the practice to the patient', () => {
  const invitation = invite();
  expect(invitation?.method).toBe('REQUEST');
  const { method, event, text, lineOf } = read(invitation?.content);
  expect(method).toBe('REQUEST');
  expect(lineOf('ORGANIZER')).toBe('ORGANIZER;CN="Harbour \'Street\'":mailto:desk@practice.test');
  expect(lineOf('ATTENDEE')?.toLowerCase()).toBe(
    'attendee;role=req-participant;partstat=accepted;rsvp=false:mailto:pat@example.test',
  );
  expect(lineOf('DTSTAMP')).toBe('DTSTAMP:20261120T090000Z');
  expect(lineOf('DTSTART')).toBe('DTSTART;TZID=Europe/Zurich:20261124T110000');
  expect([text('uid'), text('sequence'), text('status')]).toEqual(['uid-of-the-visit', '2', 'CONFIRMED']);
  expect(text('url')).toBe('https://careslot.example/visits?visit=6f0c1d2e-1111-4222-8333-444455556666');
  expect(event.getAllSubcomponents('valarm')).toHaveLength(1);
});

test('[IC6] [IC7] it names the practice, and type and clinician only where the patient chose it', () => {
  const plain = invite()?.content ?? '';
  expect(read(plain).text('summary')).toBe('Appointment, Harbour "Street"');
  expect(read(plain).text('location')).toBe('12 Harbour Street');
  expect(plain).not.toMatch(/Okafor|results|CONFERENCE/);
  const recipient = { ...notice.recipient, calendar_detail: true };
  expect(read(invite({ recipient })?.content).text('summary')).toBe(
    'Test results review, Dr. Ada Okafor, Harbour "Street"',
  );
  const spanish = read(invite({ recipient: { ...notice.recipient, locale: 'es-MX' } })?.content);
  expect(spanish.text('summary')).toBe('Cita, Harbour "Street"');
  expect(spanish.text('description')).toContain('Teléfono: +41 44 000 00 00');
});

test('[IC10] a moved visit is the same entry with a higher SEQUENCE', () => {
  const moved = read(invite({ kind: 'visit_moved', own_act: false, visit: { ...visit, ical_sequence: 3 } })?.content);
  expect([moved.text('uid'), moved.text('sequence')]).toEqual(['uid-of-the-visit', '3']);
});

test('[IC10] [IC5] a cancelled one ends it, without an alarm', () => {
  const cancelled = { ...visit, status: 'cancelled' as const, previous_status: 'confirmed', ical_sequence: 4 };
  const invitation = invite({ kind: 'visit_cancelled', visit: cancelled });
  expect(invitation?.method).toBe('CANCEL');
  const { method, event, text, lineOf } = read(invitation?.content);
  expect([method, text('status'), text('sequence'), text('transp')]).toEqual([
    'CANCEL',
    'CANCELLED',
    '4',
    'TRANSPARENT',
  ]);
  expect([lineOf('ORGANIZER'), lineOf('ATTENDEE')].every(Boolean)).toBe(true);
  expect(event.getAllSubcomponents('valarm')).toEqual([]);
});

test.each<[string, Partial<Notice>, object?]>([
  ['another kind', { kind: 'reminder' }],
  ['a request', { kind: 'visit_requested' }],
  ['a clinician', { side: 'clinician' }],
  ['the front desk', { side: 'staff' }],
  ['another channel', { channel: 'sms' }],
  ['a message about no visit', { visit: null }],
  ['a confirmation that a cancellation overtook', { visit: { ...visit, status: 'cancelled' } }],
  ['a request that was moved', { kind: 'visit_moved', visit: { ...visit, status: 'requested' } }],
  [
    'a request that was never confirmed',
    { kind: 'visit_cancelled', visit: { ...visit, status: 'cancelled', previous_status: 'requested' } },
  ],
  ['somebody without an address', { recipient: { ...notice.recipient, email: null } }],
  ['an address that adds a line', { recipient: { ...notice.recipient, email: 'a@b\r\nATTENDEE:mailto:c@d' } }],
  ['two addresses', { recipient: { ...notice.recipient, email: 'a@b.test,c@d.test' } }],
  ['a sender that is no address', {}, { from: 'nobody' }],
])('[IC10] none for %s', (_, change, more) => {
  expect(invite(change, more)).toBeNull();
});

test('[IC10] a series that was booked at once has a file with all its dates, under the same UIDs', () => {
  const series = seriesOf(3).map((one, n) => (n === 1 ? { ...one, status: 'requested' as const } : one));
  const given = { ...notice, visit: { ...visit, series } };
  const file = new ICAL.Component(ICAL.parse(seriesFileFor(given, options) ?? ''));
  expect(file.getFirstPropertyValue('method')).toBe('PUBLISH');
  const events = file.getAllSubcomponents('vevent').map((event) => new ICAL.Event(event));
  expect(events.map(({ uid, startDate }) => [uid, startDate.toString()])).toEqual([
    [visit.ical_uid, '2026-11-24T11:00:00'],
    ['series-1', '2026-12-01T10:00:00'],
    ['series-3', '2026-12-15T10:00:00'],
  ]);
  expect(events.map(({ summary }) => summary)).toEqual(Array(3).fill('Appointment, Harbour "Street"'));
  expect(invitationFor(given, options)?.content).toBe(invite()?.content);
});

test.each([
  ['one visit', {}],
  ['a reminder', { kind: 'reminder' as const, visit: { ...visit, series: seriesOf(2) } }],
  [
    'a request',
    { kind: 'visit_requested' as const, visit: { ...visit, status: 'requested' as const, series: seriesOf(2) } },
  ],
  ['the practice', { side: 'clinician' as const, visit: { ...visit, series: seriesOf(2) } }],
  ['a push', { channel: 'push' as const, visit: { ...visit, series: seriesOf(2) } }],
])('%s has no file of dates', (_, change) => {
  expect(seriesFileFor({ ...notice, ...change }, options)).toBeNull();
});
