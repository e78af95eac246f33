/**
 * Invitations by mail (RFC 5546 iTIP, RFC 6047 iMIP): the calendar program of the patient makes, moves and removes its
 * entry by itself. The same UID for the life of the visit, SEQUENCE rising with every change. Answers are links in the
 * mail, so none is asked for.
 */
import type { Notice } from '../notifications/notice.ts';
import { hasSeriesFile } from '../notifications/situation.ts';
import { calendarFile, isMailbox } from './calendar-file.ts';
import { type CalendarVisit, visitEntry } from './visit-entry.ts';

export type InvitationOptions = {
  /** The address that the mail comes from: the organizer. */
  from: string;
  /** Address of the web app. */
  publicUrl: string;
  /** DTSTAMP. */
  stamp: Date;
};

export type Invitation = { method: 'REQUEST' | 'CANCEL'; content: string };

/**
 * The dates of a series that was booked at once, or null where there is none: the invitation holds one visit (RFC 5546
 * §3.2.2: one UID), the others would be missing in the patient's calendar. Later changes reach each entry by its UID.
 */
export function seriesFileFor(notice: Notice, { publicUrl, stamp }: Omit<InvitationOptions, 'from'>): string | null {
  const { visit, recipient, practice } = notice;
  if (!visit || !hasSeriesFile(notice)) return null;
  const confirmed = [visit, ...visit.series].filter(({ status }) => status === 'confirmed');
  return calendarFile({
    method: 'PUBLISH',
    entries: confirmed.map((one) => ({
      ...visitEntry(
        { ...one, side: 'patient', practice, detail: detailOf(notice), video_call_link: null },
        { publicUrl, locale: recipient.locale },
      ),
      stamp,
      alarmMinutes,
    })),
  });
}

/** Type and clinician only for readers who asked for them. */
function detailOf({ visit, recipient }: Notice): CalendarVisit['detail'] {
  if (!visit || !recipient.calendar_detail || !visit.type_name) return null;
  return { type_name: visit.type_name, clinician_name: visit.clinician_name };
}

/** An alarm an hour before, for patients whose calendar rings none by itself. */
const alarmMinutes = 60;

/**
 * The invitation that goes with a patient's mail, or null where there is none to send: only a confirmed visit is in a
 * calendar, and only what was there is taken out again.
 */
export function invitationFor(notice: Notice, { from, publicUrl, stamp }: InvitationOptions): Invitation | null {
  const { visit, side, channel, kind, recipient, practice } = notice;
  const address = recipient.email;
  if (!visit || side !== 'patient' || channel !== 'email' || !address || !isMailbox(address) || !isMailbox(from)) {
    return null;
  }
  const invites = (kind === 'visit_confirmed' || kind === 'visit_moved') && visit.status === 'confirmed';
  const cancels = kind === 'visit_cancelled' && visit.status === 'cancelled' && visit.previous_status !== 'requested';
  if (!invites && !cancels) return null;

  const entry = visitEntry(
    { ...visit, side, practice, detail: detailOf(notice), video_call_link: null },
    { publicUrl, locale: recipient.locale },
  );
  const method = cancels ? 'CANCEL' : 'REQUEST';
  const content = calendarFile({
    method,
    entries: [{ ...entry, stamp, alarmMinutes }],
    parties: { organizer: { name: practice.name, email: from }, attendee: { email: address, accepted: true } },
  });
  return { method, content };
}
