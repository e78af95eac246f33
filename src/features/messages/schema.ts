import * as z from 'zod/mini';
import { appointmentStatuses, locationTypes } from '../../lib/appointments/schema.ts';

/** What the functions of threads and cards answer (docs/api.md), parsed where it comes in. */
const instant = z.iso.datetime({ offset: true });

export const offerStatuses = ['pending', 'accepted', 'declined', 'countered', 'expired', 'cancelled'] as const;
export type OfferStatus = (typeof offerStatuses)[number];
const slotTypes = ['offer', 'request', 'counter_offer'] as const;
export const sides = ['patient', 'practice'] as const;
export type Side = (typeof sides)[number];

export const timeOptionSchema = z.object({
  start: instant,
  end: instant,
  duration: z.number(),
  /** Whether it can still be had; null once the card is closed. */
  free: z.nullish(z.boolean()),
});
export type TimeOption = z.infer<typeof timeOptionSchema>;

export const offerSchema = z.object({
  slot_id: z.string(),
  conversation_id: z.string(),
  message_id: z.string(),
  slot_type: z.enum(slotTypes),
  status: z.enum(offerStatuses),
  /** Whose answer the card waits for, or waited for. */
  awaits: z.enum(sides),
  clinician_id: z.nullable(z.string()),
  clinician_name: z.nullable(z.string()),
  appointment_type: z.string(),
  location_type: z.enum(locationTypes),
  time_options: z.array(timeOptionSchema),
  selected_time_index: z.nullable(z.number()),
  note: z.nullable(z.string()),
  response_note: z.nullable(z.string()),
  expires_at: instant,
  responded_at: z.nullable(instant),
  counter_of: z.nullable(z.string()),
  held: z.boolean(),
  appointment_id: z.nullable(z.string()),
  appointment: z.nullable(
    z.object({ status: z.enum(appointmentStatuses), scheduled_start: instant, scheduled_end: instant }),
  ),
});
export type Offer = z.infer<typeof offerSchema>;

/** What the database says in a thread by itself. An event this app does not know yet is shown by its plain sentence. */
export const payloadSchema = z.object({
  event: z.optional(z.string()),
  by: z.optional(z.string()),
  slot_id: z.optional(z.string()),
  appointment_id: z.optional(z.string()),
  start: z.optional(instant),
  end: z.optional(instant),
  from: z.optional(instant),
});
export type SystemPayload = z.infer<typeof payloadSchema>;

const messageKinds = ['text', 'offer', 'system'] as const;
export const messageSchema = z.object({
  message_id: z.string(),
  position: z.number(),
  sender_id: z.nullable(z.string()),
  sender_name: z.nullable(z.string()),
  sender_side: z.enum(['patient', 'practice', 'system']),
  kind: z.enum(messageKinds),
  body: z.string(),
  payload: payloadSchema,
  created_at: instant,
  offer: z.nullable(offerSchema),
});
export type Message = z.infer<typeof messageSchema>;

export const conversationSchema = z.object({
  conversation_id: z.string(),
  practice_id: z.string(),
  practice_name: z.string(),
  practice_timezone: z.string(),
  patient_id: z.string(),
  patient_name: z.string(),
  subject: z.nullable(z.string()),
  viewer_side: z.enum(sides),
  clinicians: z.array(z.object({ clinician_id: z.string(), display_name: z.string() })),
  last_message: z.nullable(
    z.object({
      message_id: z.string(),
      kind: z.enum(messageKinds),
      body: z.string(),
      payload: payloadSchema,
      created_at: instant,
      sender_side: z.enum(['patient', 'practice', 'system']),
      mine: z.boolean(),
      offer: z.nullable(z.object({ slot_type: z.enum(slotTypes), status: z.enum(offerStatuses), options: z.number() })),
    }),
  ),
  last_message_at: z.nullable(instant),
  /** Stops at 100. */
  unread_count: z.number(),
  /** A card in it waits for an answer of the viewer's side. */
  awaits_me: z.boolean(),
  /** How far the other side has read. */
  read_by_other_at: z.nullable(instant),
});
export type Conversation = z.infer<typeof conversationSchema>;

export const listFilters = ['all', 'unread', 'waiting'] as const;
export type ListFilter = (typeof listFilters)[number];
