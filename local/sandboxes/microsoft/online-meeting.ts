import { createHash } from 'node:crypto';
import type { EventInput, Fields } from './event.ts';
import type { Calendar } from './mailbox.ts';

/**
 * Teams meetings of events: made when isOnlineMeeting is set on a calendar that allows the provider, and for ever after.
 * https://learn.microsoft.com/graph/outlook-calendar-online-meetings
 */
export interface OnlineMeeting {
  joinUrl: string;
  conferenceId: string;
}

/** The providers Graph names; a calendar allows some of them, that of a personal account usually none. */
export const meetingProviders = ['teamsForBusiness', 'skypeForBusiness', 'skypeForConsumer'] as const;
export type MeetingProvider = (typeof meetingProviders)[number];

export const defaultProvider = ({ meetingProviders: [first] }: Calendar): string => first ?? 'unknown';

function meetingOf(key: string, tenant: string): OnlineMeeting {
  const hash = createHash('sha256').update(key).digest();
  const thread = encodeURIComponent(`19:meeting_${hash.toString('base64url').slice(0, 48)}@thread.v2`);
  return {
    joinUrl: `https://teams.microsoft.com/l/meetup-join/${thread}/0?context=${encodeURIComponent(JSON.stringify({ Tid: tenant }))}`,
    conferenceId: String(hash.readUInt32BE(0) % 1_000_000_000).padStart(9, '0'),
  };
}

interface Meeting {
  fields: Fields;
  onlineMeeting: OnlineMeeting | null;
}

const none = { isOnlineMeeting: false, onlineMeetingProvider: 'unknown' } as const;

/**
 * The event's meeting after a write that asked for `input`. Once it is there, Outlook ignores changes of it, but a new
 * body without the meeting's own text ends it. A provider that the calendar does not allow makes no meeting.
 */
export function meetingAfter(
  calendar: Calendar,
  key: string,
  tenant: string,
  { fields, onlineMeeting }: Meeting,
  input: EventInput,
): Meeting {
  if (onlineMeeting) {
    if (input.body && !input.body.content.includes(onlineMeeting.joinUrl))
      return { fields: { ...fields, ...none }, onlineMeeting: null };
    const kept = { isOnlineMeeting: true, onlineMeetingProvider: 'teamsForBusiness' } as const;
    return { fields: { ...fields, ...kept }, onlineMeeting };
  }
  const wanted = input.onlineMeetingProvider ?? defaultProvider(calendar);
  const isAllowed = calendar.meetingProviders.some((provider) => provider === wanted);
  if (!input.isOnlineMeeting || !isAllowed || wanted !== 'teamsForBusiness')
    return { fields: { ...fields, ...none }, onlineMeeting: null };
  const made = meetingOf(key, tenant);
  const text = `<div class="me-email-text">Microsoft Teams meeting <a href="${made.joinUrl}">Join the meeting now</a></div>`;
  return {
    fields: {
      ...fields,
      isOnlineMeeting: true,
      onlineMeetingProvider: 'teamsForBusiness',
      body: { contentType: 'html', content: fields.body.content + text },
    },
    onlineMeeting: made,
  };
}
