import { expect, test } from 'vitest';
import { type ReadOptions, readCalendarObject } from './calendar-object.ts';
import { TooManyOccurrences, UnreadableObject } from './problems.ts';

const winter: ReadOptions = {
  window: { start: '2026-10-01T00:00:00Z', end: '2027-01-01T00:00:00Z' },
  floatingZone: 'Europe/Zurich',
};

/** Events are lists of lines; what stands before the first one belongs to the calendar. */
const calendar = (events: string[][], rest: string[] = []) =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    ...rest,
    ...events.flatMap((lines) => ['BEGIN:VEVENT', 'UID:u@example', ...lines, 'END:VEVENT']),
    'END:VCALENDAR',
  ].join('\r\n');
const busy = (events: string[][], options: Partial<ReadOptions> = {}, rest: string[] = []) =>
  readCalendarObject(calendar(events, rest), { ...winter, ...options }).busy.map(({ start, end }) => `${start}/${end}`);

test('a weekly meeting keeps its local time when the clocks change', () => {
  const weekly = [
    'DTSTART;TZID=Europe/Zurich:20190102T090000',
    'DTEND;TZID=Europe/Zurich:20190102T093000',
    'RRULE:FREQ=WEEKLY;UNTIL=20261104T080000Z',
    'EXDATE;TZID=Europe/Zurich:20261014T090000',
  ];
  expect(busy([weekly])).toEqual([
    '2026-10-07T07:00:00Z/2026-10-07T07:30:00Z',
    '2026-10-21T07:00:00Z/2026-10-21T07:30:00Z',
    '2026-10-28T08:00:00Z/2026-10-28T08:30:00Z',
    '2026-11-04T08:00:00Z/2026-11-04T08:30:00Z',
  ]);
});

test('an exception moved into the window counts there, one moved out of it does not', () => {
  const series = ['DTSTART:20260901T080000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;UNTIL=20261003T080000Z'];
  const into = ['RECURRENCE-ID:20260905T080000Z', 'DTSTART:20261205T100000Z', 'DTEND:20261205T110000Z'];
  const out = ['RECURRENCE-ID:20261002T080000Z', 'DTSTART:20260910T100000Z', 'DTEND:20260910T110000Z'];
  const cancelled = ['RECURRENCE-ID:20261001T080000Z', 'DTSTART:20261001T080000Z', 'DURATION:PT1H', 'STATUS:CANCELLED'];
  expect(busy([series, into, out, cancelled])).toEqual([
    '2026-10-03T08:00:00Z/2026-10-03T09:00:00Z',
    '2026-12-05T10:00:00Z/2026-12-05T11:00:00Z',
  ]);
});

test('an exception that names its occurrence in another zone or by its day still replaces it', () => {
  const series = ['DTSTART;TZID=America/New_York:20261005T090000', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;COUNT=3'];
  const byInstant = ['RECURRENCE-ID:20261006T130000Z', 'DTSTART:20261006T200000Z', 'DURATION:PT1H'];
  const byDay = ['RECURRENCE-ID;VALUE=DATE:20261007', 'DTSTART:20261007T200000Z', 'DURATION:PT1H'];
  expect(busy([series, byInstant, byDay])).toEqual([
    '2026-10-05T13:00:00Z/2026-10-05T14:00:00Z',
    '2026-10-06T20:00:00Z/2026-10-06T21:00:00Z',
    '2026-10-07T20:00:00Z/2026-10-07T21:00:00Z',
  ]);
});

test('RANGE=THISANDFUTURE moves the later occurrences, too, until an exception of their own', () => {
  const series = ['DTSTART;TZID=Europe/Zurich:20261019T090000', 'DURATION:PT1H', 'RRULE:FREQ=WEEKLY;COUNT=4'];
  const future = [
    'RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Zurich:20261026T090000',
    'DTSTART;TZID=Europe/Zurich:20261026T140000',
    'DURATION:PT30M',
  ];
  const own = ['RECURRENCE-ID;TZID=Europe/Zurich:20261109T090000', 'DTSTART:20261110T060000Z', 'DURATION:PT15M'];
  expect(busy([series, future, own])).toEqual([
    '2026-10-19T07:00:00Z/2026-10-19T08:00:00Z',
    '2026-10-26T13:00:00Z/2026-10-26T13:30:00Z',
    '2026-11-02T13:00:00Z/2026-11-02T13:30:00Z',
    '2026-11-10T06:00:00Z/2026-11-10T06:15:00Z',
  ]);
});

test('one occurrence of a series, as an invitation may hold it, counts alone', () => {
  const only = ['RECURRENCE-ID:20261006T130000Z', 'DTSTART:20261006T200000Z', 'DURATION:PT1H'];
  expect(busy([only])).toEqual(['2026-10-06T20:00:00Z/2026-10-06T21:00:00Z']);
});

test('dates and periods of RDATE count, each once', () => {
  const event = [
    'DTSTART;TZID=Europe/Zurich:20261005T090000',
    'DURATION:PT1H',
    'RDATE;TZID=Europe/Zurich:20261005T090000,20261012T100000',
    'RDATE;VALUE=PERIOD:20261020T060000Z/PT3H,20261101T060000Z/20261101T063000Z',
  ];
  expect(busy([event])).toEqual([
    '2026-10-05T07:00:00Z/2026-10-05T08:00:00Z',
    '2026-10-12T08:00:00Z/2026-10-12T09:00:00Z',
    '2026-10-20T06:00:00Z/2026-10-20T09:00:00Z',
    '2026-11-01T06:00:00Z/2026-11-01T06:30:00Z',
  ]);
});

test('with DURATION a day is a day of the calendar, with DTEND it is as long as the first', () => {
  const from = 'DTSTART;TZID=Europe/Zurich:20261017T120000';
  const rule = 'RRULE:FREQ=WEEKLY;COUNT=2';
  expect(busy([[from, 'DURATION:P1D', rule]])[1]).toBe('2026-10-24T10:00:00Z/2026-10-25T11:00:00Z');
  expect(busy([[from, 'DTEND;TZID=Europe/Zurich:20261018T120000', rule]])[1]).toBe(
    '2026-10-24T10:00:00Z/2026-10-25T10:00:00Z',
  );
});

test('whole days are days of the reader, 25 hours long where the clocks go back', () => {
  const day = [['DTSTART;VALUE=DATE:20261025']];
  expect(readCalendarObject(calendar(day), winter).busy).toEqual([
    { start: '2026-10-24T22:00:00Z', end: '2026-10-25T23:00:00Z', kind: 'busy', allDay: true },
  ]);
  expect(busy(day, { floatingZone: 'America/New_York' })).toEqual(['2026-10-25T04:00:00Z/2026-10-26T04:00:00Z']);
  const holiday = [
    'DTSTART;VALUE=DATE:20261221',
    'DTEND;VALUE=DATE:20261224',
    'EXDATE;VALUE=DATE:20261228',
    'RRULE:FREQ=WEEKLY;UNTIL=20261229',
  ];
  expect(busy([holiday])).toEqual(['2026-12-20T23:00:00Z/2026-12-23T23:00:00Z']);
});

test('floating times are meant in the zone of the reader', () => {
  const event = [['DTSTART:20261005T090000', 'DTEND:20261005T100000']];
  expect(busy(event)).toEqual(['2026-10-05T07:00:00Z/2026-10-05T08:00:00Z']);
  expect(busy(event, { floatingZone: 'Asia/Tokyo' })).toEqual(['2026-10-05T00:00:00Z/2026-10-05T01:00:00Z']);
});

test('an event without an end blocks nothing', () => {
  expect(busy([['DTSTART:20261005T090000Z']])).toEqual([]);
  expect(busy([['DTSTART:20261005T090000Z', 'DTEND:20261005T080000Z']])).toEqual([]);
});

test.each([
  ['W. Europe Standard Time', '2026-11-05T08:00:00Z'],
  ['"Eastern Standard Time"', '2026-11-05T14:00:00Z'],
  ['/mozilla.org/20050126_1/Europe/Zurich', '2026-11-05T08:00:00Z'],
  ['/freeassociation.sourceforge.net/America/Argentina/Buenos_Aires', '2026-11-05T12:00:00Z'],
  ['europe/london', '2026-11-05T09:00:00Z'],
  // Nobody knows it: taken as floating.
  ['Customised Time Zone', '2026-11-05T08:00:00Z'],
])('a zone that the object only names is known: %s', (tzid, start) => {
  expect(busy([[`DTSTART;TZID=${tzid}:20261105T090000`, 'DURATION:PT1H']])[0]?.split('/')[0]).toBe(start);
});

const custom = (tzid: string, rule: string) => [
  'BEGIN:VTIMEZONE',
  `TZID:${tzid}`,
  'BEGIN:STANDARD',
  'DTSTART:16010101T000000',
  'TZOFFSETFROM:+0400',
  'TZOFFSETTO:+0500',
  ...(rule ? [rule] : []),
  'END:STANDARD',
  'END:VTIMEZONE',
];

test('the zone that the object defines comes first, and for this object only', () => {
  const event = [['DTSTART;TZID=Europe/Zurich:20261105T090000', 'DURATION:PT1H']];
  expect(busy(event, {}, custom('Europe/Zurich', ''))).toEqual(['2026-11-05T04:00:00Z/2026-11-05T05:00:00Z']);
  expect(busy(event)).toEqual(['2026-11-05T08:00:00Z/2026-11-05T09:00:00Z']);
  const broken = ['BEGIN:VTIMEZONE', 'TZID:Europe/Zurich', 'END:VTIMEZONE'];
  expect(busy(event, {}, broken)).toEqual(['2026-11-05T08:00:00Z/2026-11-05T09:00:00Z']);
});

test('what leaves its owner free blocks nothing, what is not certain is tentative', () => {
  const times = ['DTSTART:20261005T090000Z', 'DURATION:PT1H'];
  const kinds = (lines: string[]) =>
    readCalendarObject(calendar([[...times, ...lines]]), { ...winter, ownAddresses: ['Ann@Example.org'] }).busy.map(
      (b) => b.kind,
    );
  expect(kinds([])).toEqual(['busy']);
  expect(kinds(['TRANSP:TRANSPARENT'])).toEqual([]);
  expect(kinds(['STATUS:CANCELLED'])).toEqual([]);
  expect(kinds(['STATUS:TENTATIVE'])).toEqual(['tentative']);
  expect(kinds(['ATTENDEE;PARTSTAT=DECLINED:mailto:ann@example.org'])).toEqual([]);
  expect(kinds(['ATTENDEE;PARTSTAT=TENTATIVE:MAILTO:ann@example.org'])).toEqual(['tentative']);
  expect(kinds(['ATTENDEE;PARTSTAT=DECLINED:mailto:bob@example.org'])).toEqual(['busy']);
});

test('only a single timed event has a time', () => {
  const time = (...events: string[][]) => readCalendarObject(calendar(events), winter).time;
  const [start, end] = ['DTSTART;TZID=Europe/Zurich:20200105T090000', 'DTEND;TZID=Europe/Zurich:20200105T093000'];
  // Also outside of the window.
  expect(time([start, end])).toEqual({ start: '2020-01-05T08:00:00Z', end: '2020-01-05T08:30:00Z' });
  expect(time([start, end, 'RRULE:FREQ=DAILY;COUNT=1'])).toBeNull();
  expect(time(['DTSTART;VALUE=DATE:20261005'])).toBeNull();
  expect(time([start, end], ['RECURRENCE-ID:20200105T080000Z', start, end])).toBeNull();
  expect(time()).toBeNull();
});

test.each([
  ['every second', ['DTSTART:20200101T000000Z', 'RRULE:FREQ=SECONDLY']],
  ['every second, counted from long ago', ['DTSTART:19000101T000000Z', 'RRULE:FREQ=SECONDLY;COUNT=2000000000']],
  [
    'every second of every day of the year',
    [
      'DTSTART:20200101T000000Z',
      `RRULE:FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=${[...Array(24).keys()]};BYMINUTE=${[...Array(60).keys()]};BYSECOND=${[...Array(60).keys()]}`,
    ],
  ],
  ['a zone that changes every second', ['DTSTART;TZID=hostile:20261001T000000']],
])('too much is refused at once: %s', (_, lines) => {
  const text = calendar([[...lines, 'DURATION:PT1H']], custom('hostile', 'RRULE:FREQ=SECONDLY'));
  expect(() => readCalendarObject(text, winter)).toThrow(TooManyOccurrences);
});

test.each([
  'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30',
  'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
  'FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=31',
  'FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=20',
  'FREQ=YEARLY;INTERVAL=999999999999999',
  'FREQ=DAILY;INTERVAL=9007199254740991',
])('a rule that no day satisfies ends: %s', (rule) => {
  // DTSTART itself always counts.
  expect(busy([['DTSTART:20261001T090000Z', 'DURATION:PT1H', `RRULE:${rule}`]])).toEqual([
    '2026-10-01T09:00:00Z/2026-10-01T10:00:00Z',
  ]);
});

test.each([
  ['nothing', ''],
  ['a web page', '<html></html>'],
  ['half of an object', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20261001T090000Z\r\n'],
  ['an event without a start', calendar([['SUMMARY:x']])],
  ['a day that does not exist', calendar([['DTSTART:20260230T090000Z']])],
  ['a start that is none', calendar([['DTSTART:tomorrow']])],
  ['a rule that is none', calendar([['DTSTART:20261001T090000Z', 'RRULE:FREQ=SOMETIMES']])],
])('what is no calendar object is unreadable, and the message does not quote it: %s', (_, text) => {
  expect(() => readCalendarObject(text, winter)).toThrow(UnreadableObject);
});

test('an object with a task alone blocks nothing', () => {
  const object = readCalendarObject(
    calendar([], ['BEGIN:VTODO', 'UID:t', 'DUE:20261005T090000Z', 'END:VTODO']),
    winter,
  );
  expect(object).toMatchObject({ busy: [], time: null, uid: null });
});
