import { z } from 'zod';

/** What visit_link_facts and act_by_visit_link answer: when, where, with which practice; no name, type or reason. */
export const factsSchema = z.object({
  appointment_id: z.guid(),
  status: z.enum(['requested', 'confirmed', 'in_progress', 'completed', 'cancelled', 'no_show']),
  start: z.string(),
  end: z.string(),
  location_type: z.enum(['in_person', 'video', 'phone']),
  location: z.string().nullable(),
  video_call_link: z.string().nullable(),
  attendance_confirmed: z.boolean(),
  moved: z.boolean(),
  past: z.boolean(),
  changeable: z.boolean(),
  cancellation_notice_minutes: z.int(),
  duration_minutes: z.int(),
  ical_uid: z.string(),
  ical_sequence: z.int(),
  practice: z.object({ name: z.string(), timezone: z.string(), phone: z.string().nullable() }),
  reader: z.object({ timezone: z.string(), locale: z.string() }),
});
export type Facts = z.infer<typeof factsSchema>;
