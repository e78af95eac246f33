/** Whatever people type, every reader gets it back, and it never becomes anything but text. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calendarFile, type Parties } from '../../supabase/functions/_shared/core/icalendar/calendar-file.ts';
import { plainText } from '../../supabase/functions/_shared/core/icalendar/plain-text.ts';
import { entry, expected } from './entries.ts';
import { type Reader, readers, titleOf } from './readers.ts';

const hostile = [
  'Robert"); drop table\\ "quoted" \\n \\, \\; ^n ^\' ^^',
  'a\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:forged',
  'a\nATTENDEE:mailto:x@example.test',
  'a\rDESCRIPTION:forged',
  'a\u2028SUMMARY:forged\u2029b\u0085c\vd\fe',
  '\u0000\u0007\u001b[31m',
  '🙂👨‍👩‍👧‍👦🏳️‍🌈'.repeat(30),
  'é e\u0301 ﷽ مرحبا \u202eabc\u202c שלום',
  'x'.repeat(2_000),
  '漢字'.repeat(300),
  'half \ud83d a character \udc00',
  'https://example.test/a;b,c?d="e"',
  'BEGIN:VCALENDAR',
];
const text = fc.oneof(
  fc.constantFrom(...hostile),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc
    .array(fc.constantFrom('\r', '\n', '\\', ';', ',', ':', '"', '^', ' ', '\t', 'n', 'N', '🙂', '\u2028', 'é'))
    .map((signs) => signs.join('')),
);

/** As readers give it back: without blanks around, which they take off differently. */
const trimmed = (given: string) => plainText(given).trim();
const filled = text.map(trimmed).filter((given) => given !== '');

const filledFor = (reader: Reader, given: string) => reader.readable(given).trim() || 'text';

const some = fc.record({
  uid: fc.uuid(),
  sequence: fc.nat(1_000_000),
  status: fc.constantFrom('requested' as const, 'confirmed' as const, 'cancelled' as const),
  start: fc
    .date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true })
    .map((at) => new Date(Math.floor(at.getTime() / 60_000) * 60_000).toISOString()),
  summary: filled,
  description: filled,
  location: filled,
  alarmMinutes: fc.option(fc.integer({ min: 1, max: 10_000 }), { nil: undefined }),
});
const made = some.map((given) => ({
  ...entry,
  ...given,
  end: new Date(Date.parse(given.start) + 1_800_000).toISOString(),
}));
const parties: Parties = {
  organizer: { name: 'Practice', email: 'desk@example.test' },
  attendee: { email: 'pat@example.test', accepted: false },
};

describe.each(readers)('$name', (reader) => {
  test.skipIf(reader.missing !== null)(`[IC2] ${titleOf(reader)} reads what was written`, () => {
    // One call for many files: a process for each would take minutes.
    fc.assert(
      fc.property(
        fc.array(fc.array(made, { minLength: 1, maxLength: 3 }), { minLength: 20, maxLength: 30 }),
        (files) => {
          const unique = files.map((entries) =>
            entries.map((one, i) => ({
              ...one,
              uid: `${one.uid}-${i}`,
              summary: filledFor(reader, one.summary),
              description: filledFor(reader, one.description),
              location: filledFor(reader, one.location),
            })),
          );
          const found = reader.read(unique.map((entries) => calendarFile({ method: 'PUBLISH', entries })));
          expect(found).toEqual(unique.map((entries) => entries.map(expected)));
        },
      ),
      { numRuns: 8 },
    );
  });
});

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what may not be there
const lineEnd = /[\r\n\v\f\u0000-\u0008\u001C-\u001E\u0085\u2028\u2029]|\p{Surrogate}/u;
const bytes = (line: string) => new TextEncoder().encode(line).length;

test('[IC1] [IC2] lines end with CRLF and have at most 75 octets, and each begins a property of the writer', () => {
  const names =
    /^(?:BEGIN|END|VERSION|PRODID|METHOD|NAME|X-WR-CALNAME|REFRESH-INTERVAL|X-PUBLISHED-TTL|UID|SEQUENCE|DTSTAMP|DTSTART|DTEND|SUMMARY|TRANSP|LOCATION|DESCRIPTION|ORGANIZER|ATTENDEE|URL|STATUS|LAST-MODIFIED|CLASS|CONFERENCE|ACTION|TRIGGER|TZID|TZNAME|TZOFFSETFROM|TZOFFSETTO|RRULE|RDATE|X-LIC-LOCATION)[:;]/;
  fc.assert(
    fc.property(
      made,
      text,
      text,
      fc.option(fc.constantFrom('https://meet.example.test/a,b;c', `https://meet.example.test/é${'x'.repeat(300)}`)),
      (one, name, practice, link) => {
        const organizer = { ...parties.organizer, name: practice };
        const file = calendarFile({
          method: 'REQUEST',
          entries: [{ ...one, conferenceUrl: link ?? undefined }],
          name,
          refreshSeconds: 3600,
          parties: { ...parties, organizer },
        });
        expect(file.endsWith('END:VCALENDAR\r\n')).toBe(true);
        const lines = file.split('\r\n').slice(0, -1);
        for (const line of lines) {
          expect(bytes(line), line).toBeLessThanOrEqual(75);
          expect(line).not.toMatch(lineEnd);
          if (!line.startsWith(' ')) expect(line).toMatch(names);
        }
        const count = (start: string) => lines.filter((line) => line.startsWith(start)).length;
        expect(['BEGIN:VEVENT', 'UID:', 'SUMMARY:', 'ATTENDEE;', 'ORGANIZER;', 'METHOD:', 'URL'].map(count)).toEqual(
          Array(7).fill(1),
        );
      },
    ),
    { numRuns: 300 },
  );
});

test('[IC2] the name of a subscription and of a practice come back', () => {
  fc.assert(
    fc.property(filled, (name) => {
      const file = calendarFile({ method: 'PUBLISH', entries: [entry], name });
      expect(readers[0]?.read([file])[0]).toEqual([expected(entry)]);
      expect(nameIn(file)).toBe(name);
    }),
  );
});

/** Unfolded and unescaped by hand (RFC 5545 §3.1, §3.3.11). */
const nameIn = (file: string): string | undefined =>
  /^NAME:(.*)$/m
    .exec(file.replaceAll('\r\n ', ''))?.[1]
    ?.replace(/\r$/, '')
    .replace(/\\([\\;,nN])/g, (_, sign: string) => (sign.toLowerCase() === 'n' ? '\n' : sign));

test.each(['javascript:alert(1)', 'x', '', 'data:text/html,x', 'https://'])(
  '[IC3] %j is no link of an entry',
  (url) => {
    expect(() => calendarFile({ method: 'PUBLISH', entries: [{ ...entry, url }] })).toThrow(RangeError);
  },
);

test.each(['', 'x', 'a@b\r\nATTENDEE:mailto:c@d', 'a@b,c@d', 'a@b;CN=x', '"a"@b', 'a b@c', '<a@b>', 'mailto:a@b'])(
  '[IC10] %j is no address to invite',
  (email) => {
    const attendee = { email, accepted: true };
    expect(() => calendarFile({ method: 'REQUEST', entries: [entry], parties: { ...parties, attendee } })).toThrow(
      RangeError,
    );
  },
);
