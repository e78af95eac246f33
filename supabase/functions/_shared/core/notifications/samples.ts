/** Made-up facts, so that the admins of a practice can look at every message before a patient does. */
import type { ChannelName, Notice, NoticeKind } from './notice.ts';
import { topicOf } from './situation.ts';

export type SampleWish = {
  kind: NoticeKind;
  side: Notice['side'];
  channel?: ChannelName;
  /** BCP 47. */
  locale?: string;
  now: Date;
  practice?: Notice['practice'];
};

const made = (n: number) => `5a4d91e0-0000-4000-8000-${String(n).padStart(12, '0')}`;
const hour = 3600 * 1000;
const someNotice = 12 * 60;

/** No such visit, thread or person exists: links in a sample lead nowhere. */
export function sampleNotice({ kind, side, channel = 'email', locale = 'en', now, practice }: SampleWish): Notice {
  const place = practice ?? { name: 'Harbour Street Practice', timezone: 'Europe/Zurich', phone: '+41 44 555 01 00' };
  const topic = topicOf(kind);
  const start = morning(now, place.timezone);
  return {
    id: made(1),
    idempotency_key: `sample:${side}:${made(1)}`,
    channel,
    kind,
    side,
    own_act: false,
    attempts: 0,
    written_at: now.toISOString(),
    recipient: {
      profile_id: made(2),
      locale,
      timezone: place.timezone,
      email: null,
      phone: null,
      push: [],
      calendar_detail: false,
    },
    practice: place,
    visit:
      topic === 'visit' || kind === 'calendar_conflict'
        ? {
            appointment_id: made(3),
            start: start.toISOString(),
            end: new Date(start.getTime() + hour / 2).toISOString(),
            previous_start: kind === 'visit_moved' ? new Date(start.getTime() - 3 * hour).toISOString() : null,
            status: statusOf(kind),
            previous_status: null,
            location_type: 'in_person',
            location: null,
            has_video_link: false,
            has_preparation: false,
            type_name: '',
            clinician_name: '',
            start_version: 1,
            ical_uid: `${made(3)}@careslot`,
            ical_sequence: 0,
            series: [],
            cancellation_notice_minutes: someNotice,
          }
        : null,
    conversation_id: topic === 'conversation' ? made(4) : null,
  };
}

function statusOf(kind: NoticeKind): NonNullable<Notice['visit']>['status'] {
  if (kind === 'visit_requested') return 'requested';
  return kind === 'visit_cancelled' ? 'cancelled' : 'confirmed';
}

/** About a day ahead, between 10:00 and 10:59 by the practice's clock: a time that a practice would give. */
function morning(now: Date, timeZone: string): Date {
  const next = new Date(Math.ceil((now.getTime() + 24 * hour) / hour) * hour);
  const hourThere = Number(new Intl.DateTimeFormat('en', { timeZone, hour: 'numeric', hourCycle: 'h23' }).format(next));
  const at = new Date(next.getTime() + ((10 - hourThere + 24) % 24) * hour);
  return at;
}
