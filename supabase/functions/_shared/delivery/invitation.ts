import type { EmailMessage } from '../channels/port.ts';
import { invitationFor, seriesFileFor } from '../core/icalendar/invitation.ts';
import type { Notice } from '../core/notifications/notice.ts';

/** The calendar files of a mail. No invitation without an address that mails come from. */
export function calendarIn(
  notice: Notice,
  { from, ...options }: { from: string | null; publicUrl: string; stamp: Date },
): Pick<EmailMessage, 'calendar' | 'series'> {
  const calendar = from === null ? null : invitationFor(notice, { from, ...options });
  const series = seriesFileFor(notice, options);
  return { ...(calendar && { calendar }), ...(series !== null && { series }) };
}
