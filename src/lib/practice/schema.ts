import * as z from 'zod/mini';
import { locationTypes } from '../appointments/schema.ts';
import type { Columns } from '../columns.ts';

export const clinicianRowSchema = z.object({
  clinician_id: z.string(),
  practice_id: z.string(),
  display_name: z.string(),
  title: z.nullable(z.string()),
  specialty: z.nullable(z.string()),
  color: z.string(),
  /** Their own video room: where a video visit takes place that was booked without a link. */
  video_link: z.nullish(z.string()),
  /** Staff may read it; for a patient it is null. */
  profile: z.nullable(z.object({ timezone: z.string() })),
});
export type Clinician = Omit<z.infer<typeof clinicianRowSchema>, 'profile'> & { timezone: string | undefined };

export const appointmentTypeSchema = z.object({
  practice_id: z.string(),
  appointment_type: z.string(),
  name: z.string(),
  default_duration_minutes: z.number(),
  default_location_type: z.enum(locationTypes),
  self_bookable: z.boolean(),
  auto_confirm: z.boolean(),
  preparation_instructions: z.nullable(z.string()),
} satisfies Columns<'appointment_types'>);
export type AppointmentType = z.infer<typeof appointmentTypeSchema>;
