import fc from 'fast-check';
import ICAL from 'ical.js';
import { describe, expect, test } from 'vitest';
import { readIcs } from './ics.ts';
import { limits } from './ics-lines.ts';
import { mergeDays } from './imports.ts';
import { yearlyDates, yearlyRule } from './yearly.ts';

const window = { from: '2026-11-20', until: '2028-11-20' };
const read = (text: string, zone = 'Europe/Berlin') => readIcs(text, window, zone, ICAL);
const calendar = (...events: string[][]) =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    ...events.flatMap((lines) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT']),
    'END:VCALENDAR',
  ].join('\r\n');
const days = (text: string, zone?: string) => {
  const answer = read(text, zone);
  if (!answer.ok) throw new Error(`refused: ${answer.reason} at ${answer.line}`);
  return answer.days.map(({ date, title, times }) =>
    times ? `${date} ${times.start}-${times.end} ${title}` : `${date} ${title}`,
  );
};

describe('what a file may hold', () => {
  test('whole days, the end not included, with folded lines and escaped text', () => {
    const text = calendar([
      'SUMMARY:Christmas\\, and',
      '  Boxing Day',
      'DTSTART;VALUE=DATE:20261225',
      'DTEND;VALUE=DATE:20261227',
    ]);
    expect(days(text)).toEqual(['2026-12-25 Christmas, and Boxing Day', '2026-12-26 Christmas, and Boxing Day']);
  });
  test('times of another zone come on the clinician’s clock, past midnight as two days', () => {
    const event = ['SUMMARY:Talk', 'DTSTART;TZID=America/New_York:20261201T150000', 'DURATION:PT4H'];
    expect(days(calendar(event))).toEqual(['2026-12-01 21:00-00:00 Talk', '2026-12-02 00:00-01:00 Talk']);
    expect(days(calendar(['DTSTART:20261201T120000Z', 'DTEND:20261201T130000Z']))).toEqual(['2026-12-01 13:00-14:00 ']);
    expect(days(calendar(['DTSTART:20261201T120000', 'DTEND:20261201T130000']), 'Asia/Tokyo')).toEqual([
      '2026-12-01 12:00-13:00 ',
    ]);
  });
  test('every year, within two years, without the left-out and the cancelled', () => {
    const yearly = ['SUMMARY:Day', 'DTSTART;VALUE=DATE:20100501', 'RRULE:FREQ=YEARLY', 'EXDATE;VALUE=DATE:20270501'];
    expect(days(calendar(yearly))).toEqual(['2028-05-01 Day']);
    expect(days(calendar(['STATUS:CANCELLED', 'DTSTART;VALUE=DATE:20261225']))).toEqual([]);
  });
  test('the fourth Thursday of November', () => {
    const event = ['SUMMARY:Thanksgiving', 'DTSTART;VALUE=DATE:20261126', 'RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH'];
    expect(days(calendar(event))).toEqual(['2026-11-26 Thanksgiving', '2027-11-25 Thanksgiving']);
  });
  test('a moved occurrence replaces the one of its series', () => {
    const series = ['UID:1', 'DTSTART;VALUE=DATE:20261225', 'RRULE:FREQ=YEARLY;COUNT=2'];
    const moved = ['UID:1', 'RECURRENCE-ID;VALUE=DATE:20271225', 'DTSTART;VALUE=DATE:20271227'];
    expect(days(calendar(series, moved))).toEqual(['2026-12-25 ', '2027-12-27 ']);
  });
  test('two on one day become one', () => {
    const part = (start: string, end: string, title: string) => ({ date: '2026-12-24', title, times: { start, end } });
    expect(mergeDays([part('14:00', '00:00', 'Eve'), part('09:00', '10:00', 'Talk')])).toEqual([
      part('09:00', '00:00', 'Eve · Talk'),
    ]);
    expect(
      mergeDays([part('14:00', '15:00', 'A'), { ...part('', '', 'B'), times: undefined }])[0]?.times,
    ).toBeUndefined();
  });
});

describe('zones', () => {
  const at = (tzid: string) => [`DTSTART;TZID=${tzid}:20261201T100000`, 'DURATION:PT1H'];
  test.each([
    ['America/New_York', '16:00-17:00'],
    ['/mozilla.org/20050126_1/America/New_York', '16:00-17:00'],
    ['"Eastern Standard Time"', '16:00-17:00'],
    ['Tokyo Standard Time', '02:00-03:00'],
    ['UTC', '11:00-12:00'],
  ])('[IC16] %s is understood', (tzid, times) => {
    expect(days(calendar(at(tzid)))).toEqual([`2026-12-01 ${times} `]);
  });
  test.each(['Nowhere/Land', 'Customized Time Zone', 'EST', '+02:00', '/x', '', 'x'.repeat(900)])(
    '[IC16] %j is known to nobody: the event is left out with its line',
    (tzid) => {
      expect(read(calendar(at(tzid), ['DTSTART;VALUE=DATE:20261226']))).toMatchObject({
        ok: true,
        skipped: [{ line: 3, reason: 'unknownZone' }],
        days: [{ date: '2026-12-26' }],
      });
    },
  );
  test('[IC16] a zone beside a time in UTC, or beside a date, does not matter', () => {
    expect(days(calendar(['DTSTART;TZID=Nowhere/Land:20261201T120000Z', 'DURATION:PT1H']))).toEqual([
      '2026-12-01 13:00-14:00 ',
    ]);
    expect(days(calendar(['DTSTART;TZID=Nowhere/Land;VALUE=DATE:20261201']))).toEqual(['2026-12-01 ']);
  });
});

/** Files of the greatest size that would take a careless reader minutes. */
describe('[IC16] files made to be slow', () => {
  const times = Array.from({ length: 200 }, (_, i) => `2030${String(1 + (i % 12)).padStart(2, '0')}01T100000`).join(
    ',',
  );
  const timed = ['DTSTART;TZID=America/New_York:20261201T100000', 'DURATION:PT1H', 'RRULE:FREQ=YEARLY'];
  const files: [string, string, object][] = [
    [
      'exceptions',
      calendar([...timed, ...Array.from({ length: 290 }, () => `EXDATE;TZID=America/New_York:${times}`)]),
      { ok: true, days: [], skipped: [{ line: 3, reason: 'repeats' }] },
    ],
    [
      'long events',
      calendar(...Array.from({ length: 500 }, () => ['DTSTART;VALUE=DATE:20261201', 'DTEND;VALUE=DATE:20991201'])),
      { ok: false, reason: 'tooManyDays', line: 3 + 54 * 4 },
    ],
    [
      'repetition since the year 1',
      calendar(...Array.from({ length: 500 }, () => ['DTSTART;VALUE=DATE:00010101', 'RRULE:FREQ=YEARLY'])),
      { ok: true, days: [] },
    ],
    [
      'folds',
      calendar([`SUMMARY:a${'\r\n b'.repeat(240_000)}`, 'DTSTART;VALUE=DATE:20261201']),
      { ok: true, days: [] },
    ],
    ['empty folds', `BEGIN:VCALENDAR\r\n${' \r\n'.repeat(330_000)}`, { ok: false, reason: 'badNesting' }],
    ['one endless line', `BEGIN:VCALENDAR\r\nX:${'y'.repeat(999_000)}`, { ok: false, reason: 'badNesting', line: 2 }],
    ['quotation marks', calendar([`DTSTART;X="${'"'.repeat(900_000)}`]), { ok: true, days: [] }],
    [
      'lines that end with CR only',
      calendar(['DTSTART;VALUE=DATE:20261201']).replaceAll('\r\n', '\r'),
      { ok: true, days: [{}] },
    ],
  ];
  test.each(files)('%s', (_, text, answer) => {
    expect(text.length).toBeLessThanOrEqual(limits.bytes);
    const before = performance.now();
    expect(read(text)).toMatchObject(answer);
    // Before the limits it was 70 s for the first of them; a busy machine is no reason to fail.
    expect(performance.now() - before).toBeLessThan(10_000);
  });
});

describe('hostile and damaged files', () => {
  test.each([
    ['', 'notCalendar', 1],
    ['hello', 'notCalendar', 1],
    ['BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261201\n', 'badNesting', 3],
    ['BEGIN:VCALENDAR\nEND:VEVENT\nEND:VCALENDAR', 'badNesting', 2],
    ['BEGIN:VCALENDAR\nVERSION:2.0\nthis is no line\nEND:VCALENDAR', 'badLine', 3],
    ['BEGIN:VCALENDAR\nSUMMARY:a\u0000b\nEND:VCALENDAR', 'badLine', 2],
    ['BEGIN:VCALENDAR\nEND:VCALENDAR\nX-MORE:1', 'badNesting', 3],
    [`BEGIN:VCALENDAR\n${'BEGIN:VEVENT\n'.repeat(20)}`, 'badNesting', 9],
  ])('%j is refused at its line', (text, reason, line) => {
    expect(read(text)).toEqual({ ok: false, reason, line });
  });
  test('[IC16] too large, too many', () => {
    expect(read('x'.repeat(limits.bytes + 1))).toMatchObject({ ok: false, reason: 'tooLarge' });
    const many = Array.from({ length: limits.events + 1 }, () => ['DTSTART;VALUE=DATE:20261225']);
    expect(read(calendar(...many))).toMatchObject({ ok: false, reason: 'tooManyEvents', line: 3 + 3 * limits.events });
  });
  test.each([
    [['DTSTART;VALUE=DATE:20261399'], 'badEvent'],
    [['DTSTART:garbage'], 'badEvent'],
    [['SUMMARY:no start'], 'badEvent'],
    [['DTSTART;VALUE=DATE:20261225', 'DTEND:20261225T100000Z'], 'badEvent'],
    [['DTSTART;VALUE=DATE:20261225', `SUMMARY:${'x'.repeat(5000)}`], 'badEvent'],
    [['DTSTART:20261225T100000Z'], 'noLength'],
    [['DTSTART:20261225T100000Z', 'DTEND:20261225T090000Z'], 'noLength'],
    [['DTSTART;VALUE=DATE:20261225', 'RRULE:FREQ=SECONDLY'], 'repeats'],
    [['DTSTART;VALUE=DATE:20261225', 'RRULE:FREQ=YEARLY;BYDAY=SU,MO'], 'repeats'],
    [['DTSTART;VALUE=DATE:20261225', 'RRULE:FREQ=YEARLY;BYYEARDAY=1'], 'repeats'],
    [['DTSTART;VALUE=DATE:20261225', 'RDATE;VALUE=DATE:20261226'], 'repeats'],
  ])('%j is left out with its line, the others stay', (lines, reason) => {
    const answer = read(calendar(lines, ['SUMMARY:Good', 'DTSTART;VALUE=DATE:20261226']));
    expect(answer).toMatchObject({ ok: true, skipped: [{ line: 3, reason }], days: [{ title: 'Good' }] });
  });
  test('a rule that never comes true ends at once', () => {
    const rule = 'RRULE:FREQ=YEARLY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=29';
    expect(days(calendar(['DTSTART;VALUE=DATE:00010101', rule]))).toEqual([]);
  });
  test('an event of ten thousand days is cut to the window and to a year', () => {
    const found = days(calendar(['DTSTART;VALUE=DATE:20261201', 'DTEND;VALUE=DATE:20991201']));
    expect(found.length).toBeLessThanOrEqual(367);
  });
  test('[IC16] whatever is thrown at it, it answers, and only with days of the window', () => {
    const piece = fc.constantFrom(
      'BEGIN:VEVENT',
      'END:VEVENT',
      'DTSTART;VALUE=DATE:20261225',
      'DTSTART;TZID=Nowhere/Land:20261225T100000',
      'DTEND:20261231T000000Z',
      'RRULE:FREQ=YEARLY;UNTIL=20300101',
      'RRULE:FREQ=YEARLY;COUNT=0',
      'RRULE:',
      'DURATION:-P1W',
      'DURATION:P9999999D',
      'SUMMARY:\\n\\,;',
      ' folded',
      'BEGIN:VALARM',
      'END:VALARM',
      'X:1',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string())), (lines) => {
        const answer = read(['BEGIN:VCALENDAR', ...lines, 'END:VCALENDAR'].join('\n'));
        if (answer.ok)
          for (const day of answer.days) expect(day.date >= window.from && day.date <= window.until).toBe(true);
        else expect(answer.line).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });
});

test('29 February comes in leap years only, and COUNT counts what comes', () => {
  const rule = yearlyRule({ freq: 'YEARLY', count: 2 });
  expect(rule && yearlyDates('2024-02-29', rule, '2040-01-01')).toEqual(['2024-02-29', '2028-02-29']);
  const last = yearlyRule({ freq: 'YEARLY', bymonth: 5, byday: '-1MO' });
  expect(last && yearlyDates('2026-05-25', last, '2027-12-31')).toEqual(['2026-05-25', '2027-05-31']);
});
