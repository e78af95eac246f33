import * as z from 'zod/mini';
import type { Columns } from '../../lib/columns.ts';

export const weeklyHoursSchema = z.object({
  day_of_week: z.number(),
  start_time: z.string(),
  end_time: z.string(),
  timezone: z.string(),
  slot_duration_minutes: z.number(),
  valid_from: z.nullable(z.string()),
  valid_until: z.nullable(z.string()),
} satisfies Columns<'clinician_availability'>);
export type WeeklyHours = z.infer<typeof weeklyHoursSchema>;

const overrideTypes = ['vacation', 'holiday', 'sick_leave', 'conference', 'custom_hours', 'blocked'] as const;
export type OverrideType = (typeof overrideTypes)[number];

export const dateOverrideSchema = z.object({
  override_date: z.string(),
  is_available: z.boolean(),
  start_time: z.nullable(z.string()),
  end_time: z.nullable(z.string()),
  override_type: z.enum(overrideTypes),
});
export type DateOverride = z.infer<typeof dateOverrideSchema>;

export const closureSchema = z.object({ during: z.string(), reason: z.nullable(z.string()) });

const busySpanSchema = z.object({ start: z.string(), end: z.string(), kind: z.string() });
export const freeBusySchema = z.object({ busy: z.array(busySpanSchema), stale: z.optional(z.boolean()) });
export type BusySpan = z.infer<typeof busySpanSchema>;
