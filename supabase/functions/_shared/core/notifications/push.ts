/** A message as a push notification. It is shown on locked screens: practice and time only. */
import type { Links } from './links.ts';
import { messageFor } from './message.ts';
import type { Notice } from './notice.ts';
import { shortened } from './outside-text.ts';
import { topicOf } from './situation.ts';

export type PushText = {
  /** At most 60 characters. */
  title: string;
  /** At most 120 characters. */
  body: string;
  /** Where a click leads. */
  url: string;
  /** The visit's, thread's or calendars' own: the newest word about it takes the place of the one before. */
  tag: string;
  /** How long the push service keeps it for a device that is off (RFC 8030 §5.2). */
  ttlSeconds: number;
  /** Worth waking a device for (§5.3): what is about the next 24 hours. */
  urgent: boolean;
};

const daySeconds = 24 * 3600;
const longestTitle = 60;
const longestBody = 120;
/** With less room than this a name would be no name. */
const shortestName = 8;

export function pushFor(notice: Notice, links: Links, now: Date): PushText {
  const { title, lead, when, practice, actions } = messageFor(notice, links, now);
  const { visit, conversation_id } = notice;
  const topic = topicOf(notice.kind);
  const secondsToStart = visit ? Math.floor((Date.parse(visit.start) - now.getTime()) / 1000) : null;
  const about = topic === 'conversation' ? conversation_id : topic === 'visit' ? visit?.appointment_id : null;
  return {
    title: shortened(title, longestTitle),
    body: when && topic === 'visit' ? withName(when.both, when.short, practice) : shortened(lead, longestBody),
    // A one-click link would act for whoever holds the phone: a click opens the app, or the call that is about to begin.
    url: (actions[0]?.name === 'join' ? links.join : (links.conversation ?? links.calendars)) ?? links.visit,
    tag: about ? `${topic}-${about}` : topic,
    ttlSeconds:
      topic === 'visit' && secondsToStart !== null ? Math.min(Math.max(secondsToStart, 60), daySeconds) : daySeconds,
    urgent: topic === 'visit' && secondsToStart !== null && Math.abs(secondsToStart) <= daySeconds,
  };
}

function withName(both: string, short: string, practice: string): string {
  const time = both.length + shortestName <= longestBody ? both : short;
  const left = longestBody - time.length - 3;
  const body = left >= shortestName ? `${time} · ${shortened(practice, left)}` : shortened(time, longestBody);
  return body.charAt(0).toUpperCase() + body.slice(1);
}
