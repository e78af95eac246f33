import type { EmailMessage } from '../channels/port.ts';
import { invitationFor } from '../core/icalendar/invitation.ts';
import type { Notice } from '../core/notifications/notice.ts';

/** The calendar file of a mail; none without an address that mails come from. */
export const invitationIn = (
  notice: Notice,
  { from, ...options }: { from: string | null; publicUrl: string; stamp: Date },
): EmailMessage['calendar'] | null => (from === null ? null : invitationFor(notice, { from, ...options }));
