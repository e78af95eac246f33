import fc from 'fast-check';
import ICAL from 'ical.js';
import { expect, test } from 'vitest';
import { googleLink, outlookLink, yahooLink } from './add-links.ts';
import { type CalendarEntry, visitCalendar } from './visit-calendar.ts';

const entry: CalendarEntry = {
  uid: '6f0c1d2e-1111-4222-8333-444455556666',
  sequence: 3,
  start: '2026-11-24T10:00:00Z',
  end: '2026-11-24T10:30:00Z',
  status: 'confirmed',
  summary: 'Appointment, Harbour Street Practice',
  location: '12 Harbour Street; 2nd floor',
  url: 'https://careslot.example/visits?visit=6f0c1d2e',
};
const stamp = new Date('2026-11-20T09:00:00Z');
const read = (text: string) => {
  const event = new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent('vevent');
  if (!event) throw new Error('no VEVENT');
  return { event: new ICAL.Event(event), component: event };
};

test('another parser reads the same instants, texts, UID and SEQUENCE', () => {
  const { event, component } = read(visitCalendar(entry, stamp));
  expect(event.uid).toBe(entry.uid);
  expect(event.sequence).toBe(3);
  expect(event.startDate.toJSDate().toISOString()).toBe('2026-11-24T10:00:00.000Z');
  expect(event.endDate.toJSDate().toISOString()).toBe('2026-11-24T10:30:00.000Z');
  expect(event.summary).toBe(entry.summary);
  expect(event.location).toBe(entry.location);
  expect(component.getFirstPropertyValue('status')).toBe('CONFIRMED');
  expect(component.getAllSubcomponents('valarm')).toHaveLength(1);
});

test('whatever is in the texts, they come back as they were', () => {
  const line = fc
    .string({ unit: 'grapheme', maxLength: 200 })
    .filter((text) => !/[\r\p{Cc}]/u.test(text) && text.trim() !== '');
  fc.assert(
    fc.property(
      line,
      fc.date({ min: new Date('2000-01-01'), max: new Date('2090-01-01'), noInvalidDate: true }),
      (summary, at) => {
        const start = new Date(Math.floor(at.getTime() / 1000) * 1000).toISOString();
        const { event } = read(visitCalendar({ ...entry, summary, start, end: start }, stamp));
        // What some readers take for the end of a line is one for all of them.
        expect(event.summary).toBe(summary.replace(/[\u2028\u2029]/g, '\n'));
        expect(event.startDate.toJSDate().toISOString()).toBe(start);
      },
    ),
  );
});

test('[IC5] a cancelled visit says so and rings no alarm; a requested one is tentative', () => {
  expect(visitCalendar({ ...entry, status: 'cancelled' }, stamp)).not.toContain('VALARM');
  expect(read(visitCalendar({ ...entry, status: 'requested' }, stamp)).component.getFirstPropertyValue('status')).toBe(
    'TENTATIVE',
  );
});

test('[IC15] the addresses of web calendars carry the instants in UTC', () => {
  const google = new URL(googleLink(entry));
  expect(google.searchParams.get('dates')).toBe('20261124T100000Z/20261124T103000Z');
  expect(google.searchParams.get('location')).toBe(entry.location);
  const outlook = outlookLink(entry, 'work');
  expect(outlook).toContain('https://outlook.office.com/');
  expect(outlook).not.toContain('+');
  expect(new URL(outlook).searchParams.get('startdt')).toBe('2026-11-24T10:00:00Z');
  expect(new URL(outlook).searchParams.get('subject')).toBe(entry.summary);
  const yahoo = new URL(yahooLink({ ...entry, summary: 'Visit + more' }));
  expect([yahoo.searchParams.get('st'), yahoo.searchParams.get('et')]).toEqual([
    '20261124T100000Z',
    '20261124T103000Z',
  ]);
  expect(yahoo.searchParams.get('title')).toBe('Visit + more');
  expect(yahoo.searchParams.get('in_loc')).toBe(entry.location);
});
