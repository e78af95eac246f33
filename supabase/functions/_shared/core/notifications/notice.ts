/** What a message is about, as the database hands it to a worker: practice and time, never the reason of a visit. */
import { z } from 'zod';

export const channelNames = ['email', 'sms', 'push', 'in_app'] as const;
export type ChannelName = (typeof channelNames)[number];

export const noticeKinds = [
  'reminder',
  'visit_requested',
  'visit_confirmed',
  'visit_moved',
  'visit_cancelled',
  'message_received',
  'offer_received',
  'request_received',
  'counter_received',
  'offer_accepted',
  'offer_declined',
  'offer_countered',
  'offer_expired',
  'offer_cancelled',
  'waitlist_offer',
  'calendar_conflict',
  'calendar_needs_attention',
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

const instant = z.iso.datetime({ offset: true });

/** A browser that agreed to Web Push (RFC 8030, RFC 8291). */
export const pushSubscriptionSchema = z.object({
  subscription_id: z.guid(),
  endpoint: z.string(),
  p256dh: z.string(),
  auth: z.string(),
});
export type PushSubscription = z.infer<typeof pushSubscriptionSchema>;

export const noticeSchema = z.object({
  /** The row that is settled afterwards: a reminder or a delivery. */
  id: z.guid(),
  /** The same at every try: `reminder:<id>` or `delivery:<id>`. At most 64 characters of [a-z0-9:-]. */
  idempotency_key: z.string(),
  channel: z.enum(channelNames),
  kind: z.enum(noticeKinds),
  /** `patient`: the person who is treated. `clinician`: who treats. `staff`: front desk and administrators. */
  side: z.enum(['patient', 'clinician', 'staff']),
  /** Whether the recipient did it themselves: then it is a confirmation, not news. */
  own_act: z.boolean(),
  /** How often it was tried before; above 0 an earlier try may have arrived. */
  attempts: z.int().nonnegative(),
  /** When it was tried first. */
  written_at: instant,
  recipient: z.object({
    profile_id: z.guid(),
    /** BCP 47. */
    locale: z.string(),
    timezone: z.string(),
    email: z.string().nullable(),
    /** E.164 where the person typed it so. */
    phone: z.string().nullable(),
    push: z.array(pushSubscriptionSchema),
    /** The person wants their calendar to say more than that there is an appointment. */
    calendar_detail: z.boolean(),
  }),
  practice: z.object({ name: z.string(), timezone: z.string(), phone: z.string().nullable() }),
  visit: z
    .object({
      appointment_id: z.guid(),
      start: instant,
      end: instant,
      /** Where it was before it was moved. */
      previous_start: instant.nullable(),
      status: z.enum(['requested', 'confirmed', 'in_progress', 'completed', 'cancelled', 'no_show']),
      /** `requested` when what was cancelled had never been confirmed. */
      previous_status: z.string().nullable(),
      location_type: z.enum(['in_person', 'video', 'phone']),
      location: z.string().nullable(),
      has_video_link: z.boolean(),
      has_preparation: z.boolean(),
      type_name: z.string(),
      clinician_name: z.string(),
      /** Rises with every move: what was signed for one start does not act on another. */
      start_version: z.int(),
      ical_uid: z.string(),
      ical_sequence: z.int(),
      /** The later visits of a series that was booked at once: one notice stands for all of them. Otherwise empty. */
      series: z.array(
        z.object({
          appointment_id: z.guid(),
          start: instant,
          end: instant,
          status: z.enum(['requested', 'confirmed', 'in_progress', 'completed', 'cancelled', 'no_show']),
          location_type: z.enum(['in_person', 'video', 'phone']),
          location: z.string().nullable(),
          ical_uid: z.string(),
          ical_sequence: z.int(),
        }),
      ),
      /** Minutes before the start until which a patient may move or cancel. */
      cancellation_notice_minutes: z.int(),
    })
    .nullable(),
  conversation_id: z.guid().nullable(),
});
export type Notice = z.infer<typeof noticeSchema>;
export type Visit = NonNullable<Notice['visit']>;
