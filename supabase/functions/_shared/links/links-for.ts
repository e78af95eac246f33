/** The addresses that go into a message, signed where they act without signing in. */
import type { Links } from '../core/notifications/links.ts';
import type { Notice } from '../core/notifications/notice.ts';
import { openTo } from '../core/notifications/situation.ts';
import { type Keys, type Purpose, signVisitLink } from './visit-link.ts';

const longestMs = 60 * 86_400_000;

export type LinkOptions = {
  /** Address of the web app, without a slash at its end. */
  publicUrl: string;
  keys: Keys;
  now: Date;
};

/** Which links a patient gets: what can still be done with the visit as it is. */
function purposesOf(notice: Notice, now: Date): Purpose[] {
  const { join, confirm, calendar, change } = openTo(notice, now);
  const open: [Purpose, boolean][] = [
    ['join', join],
    ['confirm', confirm],
    ['calendar', calendar],
    ['reschedule', change],
    ['cancel', change],
  ];
  return open.flatMap(([purpose, isOpen]) => (isOpen ? [purpose] : []));
}

export async function linksFor(notice: Notice, { publicUrl, keys, now }: LinkOptions): Promise<Links> {
  const { visit, side, conversation_id, kind, recipient } = notice;
  const room = side === 'patient' ? 'visits' : 'calendar';
  const links: Links = {
    visit: visit ? `${publicUrl}/${room}?visit=${visit.appointment_id}` : publicUrl,
    preferences: `${publicUrl}/account`,
    ...(conversation_id ? { conversation: `${publicUrl}/messages?thread=${conversation_id}` } : {}),
    ...(kind.startsWith('calendar_') ? { calendars: `${publicUrl}/sync` } : {}),
  };
  if (side !== 'patient' || !visit) return links;
  const { appointment_id, start_version } = visit;
  for (const purpose of purposesOf(notice, now)) {
    const lasts = Date.parse(purpose === 'join' || purpose === 'calendar' ? visit.end : visit.start);
    const expires_at = new Date(Math.min(lasts, now.getTime() + longestMs));
    const link = { appointment_id, profile_id: recipient.profile_id, purpose, start_version, expires_at };
    links[purpose] = `${publicUrl}/v/${await signVisitLink(keys, link)}`;
  }
  return links;
}
