import * as z from 'zod/mini';
import { locationTypes } from '../../lib/appointments/schema.ts';
import type { Columns } from '../../lib/columns.ts';

const minutes = z.number();

/** One row of weekly hours; times are wall-clock times of the row's own zone. */
export const hoursRowSchema = z.object({
  availability_id: z.string(),
  day_of_week: z.number(),
  start_time: z.string(),
  end_time: z.string(),
  slot_duration_minutes: minutes,
  timezone: z.string(),
  location_type: z.enum([...locationTypes, 'any']),
  appointment_types: z.array(z.string()),
  buffer_minutes: minutes,
  max_appointments_per_day: z.nullable(z.number()),
  valid_from: z.nullable(z.string()),
  valid_until: z.nullable(z.string()),
  /** Kept as written, to the microsecond: it tells whether somebody else changed the row. */
  updated_at: z.string(),
} satisfies Columns<'clinician_availability'>);
export type HoursRow = z.infer<typeof hoursRowSchema>;
export type Place = HoursRow['location_type'];
export const places: readonly Place[] = ['any', ...locationTypes];

export const hoursColumns = `availability_id, day_of_week, start_time, end_time, slot_duration_minutes, timezone, location_type,
  appointment_types, buffer_minutes, max_appointments_per_day, valid_from, valid_until, updated_at`;

export const overrideTypes = ['vacation', 'holiday', 'sick_leave', 'conference', 'blocked', 'custom_hours'] as const;
export type OverrideType = (typeof overrideTypes)[number];

/** What is different on one date. Open with times: instead of the weekly hours. Closed: all day, or the times given. */
export const overrideSchema = z.object({
  override_id: z.string(),
  override_date: z.string(),
  is_available: z.boolean(),
  start_time: z.nullable(z.string()),
  end_time: z.nullable(z.string()),
  reason: z.nullable(z.string()),
  override_type: z.enum(overrideTypes),
} satisfies Columns<'clinician_date_overrides'>);
export type Override = z.infer<typeof overrideSchema>;
export type NewOverride = Omit<Override, 'override_id'>;
export const overrideColumns =
  'override_id, override_date, is_available, start_time, end_time, reason, override_type' as const;

export const closureRowSchema = z.object({ during: z.string(), reason: z.nullable(z.string()) });

export const settingsSchema = z.object({
  accepts_self_booking: z.boolean(),
  video_link: z.nullable(z.string()),
} satisfies Columns<'clinicians'>);
export type Settings = z.infer<typeof settingsSchema>;

export const rulesSchema = z.object({
  min_notice_minutes: minutes,
  booking_horizon_days: z.number(),
  timezone: z.string(),
} satisfies Columns<'practices'>);
export type Rules = z.infer<typeof rulesSchema>;

/** A visit as far as it matters here: when it is, and which hours allow it. */
export const bookedSchema = z.object({
  appointment_id: z.string(),
  appointment_type: z.string(),
  scheduled_start: z.string(),
  scheduled_end: z.string(),
  location_type: z.enum(locationTypes),
  patient: z.nullable(z.object({ full_name: z.string() })),
});
export type Booked = z.infer<typeof bookedSchema>;
