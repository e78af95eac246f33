/** What has happened, as far as the words differ: the kind of notice, who did it and what the visit was before. */
import type { Notice, NoticeKind } from './notice.ts';

type VisitKind = Extract<NoticeKind, `visit_${string}`>;

export type Situation =
  | Exclude<NoticeKind, VisitKind>
  | 'requested'
  | 'requested_by_self'
  | 'confirmed'
  | 'booked_by_self'
  /** Only to clinicians: a colleague's request is now theirs. */
  | 'request_taken_over'
  | 'moved'
  | 'moved_by_self'
  | 'request_moved'
  | 'cancelled'
  | 'cancelled_by_self'
  /** Only to clinicians: the visit goes on with a colleague. */
  | 'handed_over'
  | 'request_declined'
  | 'request_withdrawn';

export function situationOf({ kind, side, own_act, visit }: Notice): Situation {
  const own = own_act && side === 'patient';
  switch (kind) {
    case 'visit_requested':
      return own ? 'requested_by_self' : 'requested';
    case 'visit_confirmed':
      if (visit?.status === 'requested') return 'request_taken_over';
      return own ? 'booked_by_self' : 'confirmed';
    case 'visit_moved':
      if (visit?.status === 'requested') return 'request_moved';
      return own ? 'moved_by_self' : 'moved';
    case 'visit_cancelled':
      if (side !== 'patient' && visit && visit.status !== 'cancelled') return 'handed_over';
      if (visit?.previous_status === 'requested') {
        // To the practice a request that ends is a request that ends, whoever ended it.
        return side !== 'patient' || own ? 'request_withdrawn' : 'request_declined';
      }
      return own ? 'cancelled_by_self' : 'cancelled';
    default:
      return kind;
  }
}

/** Whose matter it is: a visit, a thread, or the reader's connected calendar. */
export type Topic = 'visit' | 'conversation' | 'calendar';

export function topicOf(kind: NoticeKind): Topic {
  if (kind === 'reminder' || kind.startsWith('visit_') || kind === 'waitlist_offer') return 'visit';
  return kind.startsWith('calendar_') ? 'calendar' : 'conversation';
}

/** What the patient may still do with the visit at this instant. */
export function openTo({ kind, side, visit }: Notice, now: Date) {
  const start = visit ? Date.parse(visit.start) : 0;
  const isOn = visit !== null && side === 'patient' && kind !== 'visit_cancelled';
  const isAhead = isOn && (visit.status === 'confirmed' || visit.status === 'requested') && start > now.getTime();
  const isBeforeEnd = isOn && Date.parse(visit.end) > now.getTime();
  return {
    /** Moved or cancelled by the patient, if it is not too late. */
    isAhead,
    /** It is not too late: the rule of `act_by_visit_link`. */
    change: isAhead && start - now.getTime() >= visit.cancellation_notice_minutes * 60_000,
    confirm: isAhead && visit.status === 'confirmed',
    calendar: isBeforeEnd && (visit.status === 'confirmed' || visit.status === 'requested'),
    join: isBeforeEnd && visit.has_video_link && (visit.status === 'confirmed' || visit.status === 'in_progress'),
  };
}

/** Whether the dates of a series go with this notice as a calendar file: to the patient, by mail, once they are fixed. */
export const hasSeriesFile = ({ visit, side, channel, kind }: Notice): boolean =>
  channel === 'email' &&
  side === 'patient' &&
  kind === 'visit_confirmed' &&
  visit !== null &&
  visit.status === 'confirmed' &&
  visit.series.length > 0;
