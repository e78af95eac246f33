/** A real calendar server takes the files, and gives back visits at the same instants. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { calendarFile } from '../../supabase/functions/_shared/core/icalendar/calendar-file.ts';
import { visitCalendar } from '../../supabase/functions/_shared/core/icalendar/visit-calendar.ts';
import { type CalDavServer, calDavServers, startCalDavServer } from '../support/caldav-server.ts';
import { entry, expected } from './entries.ts';
import { readers } from './readers.ts';

const parties = {
  organizer: { name: 'Harbour; "Street"', email: 'desk@example.test' },
  attendee: { email: 'pat@example.test', accepted: false },
};
const entries = [
  entry,
  { ...entry, uid: 'set-back', start: '2026-10-25T00:15:00Z', end: '2026-10-25T01:15:00Z', alarmMinutes: 60 },
  { ...entry, uid: 'lisbon', timezone: 'Europe/Lisbon', status: 'cancelled' as const, summary: '🙂 "a"; b, c\nd' },
  {
    ...entry,
    uid: 'call',
    timezone: 'America/New_York',
    conferenceUrl: `https://meet.example.test/${'x'.repeat(200)}`,
  },
];

for (const { kind, installed, reason } of calDavServers) {
  describe.skipIf(!installed)(`${kind}${reason}`, () => {
    let server: CalDavServer;
    beforeAll(async () => {
      server = await startCalDavServer(kind);
    });
    afterAll(() => server?.stop());

    test.each(entries)('[IC1] keeps $uid as a file, as an invitation and as its end', async (one) => {
      const { person } = await server.newCalendar();
      const files = [
        visitCalendar(one, one.stamp),
        calendarFile({ method: 'REQUEST', entries: [one], parties }),
        calendarFile({ method: 'CANCEL', entries: [{ ...one, status: 'cancelled' }], parties }),
      ];
      for (const [i, file] of files.entries()) {
        // An object of a calendar has no METHOD (RFC 4791 §4.1); apps take it out before they store one.
        const id = await person.put(`${one.uid}.ics`, file.replace(/^METHOD:.*\r\n/m, ''));
        const kept = await person.read(id);
        const wanted = expected(i === 2 ? { ...one, status: 'cancelled' } : one);
        expect(readers[0]?.read([kept ?? ''])).toEqual([[wanted]]);
      }
    });
  });
}
