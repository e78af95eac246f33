/** A message about nobody, to be changed by tests. */
import type { Notice, NoticeKind, Visit } from './notice.ts';
import { sampleNotice } from './samples.ts';

export const now = new Date('2026-11-23T12:00:00Z');

type Change = Partial<Omit<Notice, 'visit' | 'recipient' | 'practice'>> & {
  visit?: Partial<Visit>;
  recipient?: Partial<Notice['recipient']>;
  practice?: Partial<Notice['practice']>;
};

export function noticeOf(kind: NoticeKind, { visit, recipient, practice, ...change }: Change = {}): Notice {
  const made = sampleNotice({ kind, side: change.side ?? 'patient', now });
  return {
    ...made,
    ...change,
    recipient: { ...made.recipient, timezone: 'Europe/Zurich', ...recipient },
    practice: { ...made.practice, ...practice },
    visit: made.visit && {
      ...made.visit,
      start: '2026-11-24T09:00:00Z',
      end: '2026-11-24T09:30:00Z',
      cancellation_notice_minutes: 720,
      ...visit,
    },
  };
}

/** That many later visits of a series, a week apart. */
export const seriesOf = (visits: number): Visit['series'] =>
  Array.from({ length: visits }, (_, n) => {
    const start = Date.parse('2026-11-24T09:00:00Z') + (n + 1) * 7 * 86_400_000;
    return {
      appointment_id: `00000000-0000-4000-8000-${String(n + 1).padStart(12, '0')}`,
      start: new Date(start).toISOString(),
      end: new Date(start + 30 * 60_000).toISOString(),
      status: 'confirmed',
      location_type: 'in_person',
      location: '12 Harbour Street',
      ical_uid: `series-${n + 1}`,
      ical_sequence: 0,
    };
  });

export const links = {
  visit: 'https://careslot.test/visits?visit=1',
  confirm: 'https://careslot.test/v/confirm',
  cancel: 'https://careslot.test/v/cancel',
  reschedule: 'https://careslot.test/v/reschedule',
  calendar: 'https://careslot.test/v/calendar',
  join: 'https://careslot.test/v/join',
  conversation: 'https://careslot.test/messages?thread=1',
  calendars: 'https://careslot.test/sync',
  preferences: 'https://careslot.test/account/notifications',
};
