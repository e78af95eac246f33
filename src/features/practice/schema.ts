import * as z from 'zod/mini';
import { locationTypes } from '../../lib/appointments/schema.ts';
import type { Columns } from '../../lib/columns.ts';
import { parseDuring } from './closure-range.ts';

export const memberRoles = ['admin', 'clinician', 'receptionist'] as const;
export type MemberRole = (typeof memberRoles)[number];
const instant = z.iso.datetime({ offset: true });

export const membershipSchema = z.object({
  profile_id: z.string(),
  role: z.enum(memberRoles),
  active: z.boolean(),
  profile: z.nullable(
    z.object({ full_name: z.string(), email: z.nullable(z.string()), phone: z.nullable(z.string()) }),
  ),
});
export type Membership = z.infer<typeof membershipSchema>;

export const clinicianSchema = z.object({
  clinician_id: z.string(),
  display_name: z.string(),
  title: z.nullable(z.string()),
  specialty: z.nullable(z.string()),
  color: z.string(),
  accepts_self_booking: z.boolean(),
  video_link: z.nullable(z.string()),
  active: z.boolean(),
} satisfies Columns<'clinicians'>);
export type ClinicianRow = z.infer<typeof clinicianSchema>;

export const invitationSchema = z.object({
  invitation_id: z.string(),
  email: z.string(),
  role: z.enum(memberRoles),
  full_name: z.nullable(z.string()),
  created_at: instant,
  expires_at: instant,
});
export type Invitation = z.infer<typeof invitationSchema>;

export const typeSchema = z.object({
  appointment_type: z.string(),
  name: z.string(),
  default_duration_minutes: z.number(),
  default_location_type: z.enum(locationTypes),
  buffer_minutes: z.number(),
  self_bookable: z.boolean(),
  auto_confirm: z.boolean(),
  color: z.string(),
  preparation_instructions: z.nullable(z.string()),
  active: z.boolean(),
  position: z.number(),
} satisfies Columns<'appointment_types'>);
export type TypeRow = z.infer<typeof typeSchema>;

export const closureSchema = z.object({
  closure_id: z.string(),
  during: z.pipe(z.string(), z.transform(parseDuring)),
  reason: z.nullable(z.string()),
});
export type Closure = z.infer<typeof closureSchema>;

/** How the calendars of one clinician do: never whose account, which calendar or what is in it. */
export const syncHealthSchema = z.object({
  clinician_id: z.string(),
  provider: z.enum(['google', 'microsoft', 'outlook', 'apple', 'caldav']),
  state: z.enum(['active', 'needs_reauth', 'paused']),
  last_sync_at: z.nullable(instant),
  last_sync_status: z.enum(['success', 'failed', 'pending']),
  pending_jobs: z.number(),
  dead_jobs: z.number(),
  open_conflicts: z.number(),
});
export type SyncHealth = z.infer<typeof syncHealthSchema>;

const rulesShape = {
  name: z.string(),
  phone: z.nullable(z.string()),
  timezone: z.string(),
  min_notice_minutes: z.number(),
  booking_horizon_days: z.number(),
  cancellation_notice_minutes: z.number(),
  max_self_booking_minutes: z.number(),
  requests_hold_time: z.boolean(),
  hold_minutes: z.number(),
  max_hold_minutes: z.number(),
  max_holds_per_person: z.number(),
  max_open_requests: z.number(),
  desk_reads_messages: z.boolean(),
  retention_days: z.number(),
} satisfies Columns<'practices'>;
export const rulesSchema = z.object({ ...rulesShape, updated_at: z.string() });
export type PracticeRules = z.infer<typeof rulesSchema>;
export type RuleValues = Omit<PracticeRules, 'updated_at'>;
export const ruleColumns = [...Object.keys(rulesShape), 'updated_at'].join(', ');
