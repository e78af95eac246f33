import * as z from 'zod/mini';
import { visitColumns, visitSchema } from '../../lib/appointments/schema.ts';
import type { Columns } from '../../lib/columns.ts';

const instant = z.iso.datetime({ offset: true });

const providers = ['google', 'microsoft', 'outlook', 'apple', 'caldav'] as const;
export type Provider = (typeof providers)[number];
export const directions = ['two_way', 'to_external', 'from_external'] as const;
export const deletePolicies = ['ask', 'cancel', 'restore'] as const;
export const blockings = ['busy', 'free'] as const;

const syncErrorSchema = z.object({ at: z.string(), code: z.string() });
export type SyncError = z.infer<typeof syncErrorSchema>;
/** Written by the worker as JSON: what is not an error is left out. The latest comes last. */
const syncErrorsSchema = z.pipe(
  z.catch(z.array(z.unknown()), []),
  z.transform((items): SyncError[] =>
    items.flatMap((item) => {
      const { success, data } = z.safeParse(syncErrorSchema, item);
      return success ? [data] : [];
    }),
  ),
);

const connectionShape = {
  connection_id: z.string(),
  provider: z.enum(providers),
  account_email: z.nullable(z.string()),
  server_url: z.nullable(z.string()),
  calendar_id: z.string(),
  calendar_name: z.nullable(z.string()),
  can_write: z.boolean(),
  is_primary: z.boolean(),
  sync_enabled: z.boolean(),
  sync_direction: z.enum(directions),
  sync_interval_minutes: z.number(),
  on_external_delete: z.enum(deletePolicies),
  all_day_events: z.enum(blockings),
  tentative_events: z.enum(blockings),
  last_sync_at: z.nullable(instant),
  last_sync_status: z.enum(['success', 'failed', 'pending']),
  state: z.enum(['active', 'needs_reauth', 'paused']),
};
export const connectionSchema = z.object({ ...connectionShape, sync_errors: syncErrorsSchema });
export type Connection = z.infer<typeof connectionSchema>;
export const connectionColumns = [...Object.keys(connectionShape), 'sync_errors'].join(', ');

/** Only what a warning in the app's frame needs. */
export const attentionSchema = z.object({
  connection_id: z.string(),
  provider: z.enum(providers),
  account_email: z.nullable(z.string()),
  state: z.enum(['needs_reauth', 'paused']),
} satisfies Columns<'calendar_sync_connections'>);
export type Attention = z.infer<typeof attentionSchema>;

/** Which visit something is about, as its clinician knows it. */
const mentionedVisitSchema = z.object({
  scheduled_start: instant,
  patient: z.nullable(z.object({ full_name: z.string() })),
});
export type MentionedVisit = z.infer<typeof mentionedVisitSchema>;
export const mentionedVisitColumns =
  'visit:appointments(scheduled_start, patient:profiles!appointments_patient_id_fkey(full_name))';

const jobShape = {
  job_id: z.string(),
  connection_id: z.string(),
  appointment_id: z.nullable(z.string()),
  kind: z.enum(['upsert', 'delete', 'pull', 'reconcile']),
  status: z.enum(['pending', 'running', 'failed', 'dead']),
  attempts: z.number(),
  run_after: instant,
  error_message: z.nullable(z.string()),
  updated_at: instant,
} satisfies Columns<'sync_jobs'>;
export const jobSchema = z.object({ ...jobShape, visit: z.nullish(mentionedVisitSchema) });
export type Job = z.infer<typeof jobSchema>;
export const jobColumns = `${Object.keys(jobShape).join(', ')}, ${mentionedVisitColumns}`;

const rangeSchema = z.object({ start: instant, end: instant });
const conflictShape = {
  conflict_id: z.string(),
  connection_id: z.string(),
  appointment_id: z.nullable(z.string()),
  created_at: instant,
} satisfies Columns<'sync_conflicts'>;
const visit = z.nullish(visitSchema);
const loose = z.catch(z.nullable(rangeSchema), null);
/** What only a person can decide. Each kind brings what it needs to be told. */
export const conflictSchema = z.discriminatedUnion('kind', [
  z.object({
    ...conflictShape,
    kind: z.enum(['clash', 'moved']),
    ours: loose,
    theirs: z.catch(z.nullable(z.object({ ...rangeSchema.shape, code: z.optional(z.string()) })), null),
    visit,
  }),
  z.object({ ...conflictShape, kind: z.literal('deleted'), ours: loose, visit }),
  z.object({
    ...conflictShape,
    kind: z.literal('mass_deletion'),
    theirs: z.catch(z.nullable(z.object({ deleted: z.number(), linked: z.number() })), null),
  }),
]);
export type Conflict = z.infer<typeof conflictSchema>;
export type VisitConflict = Exclude<Conflict, { kind: 'mass_deletion' }>;
export type MassDeletion = Extract<Conflict, { kind: 'mass_deletion' }>;

export const conflictColumns = `conflict_id, connection_id, appointment_id, created_at, kind, ours, theirs,
  visit:appointments(${visitColumns})`;

const resolutions = ['keep_ours', 'take_theirs', 'reschedule'] as const;
export type Resolution = (typeof resolutions)[number];

export const logActions = ['create', 'update', 'delete', 'sync'] as const;
export type LogAction = (typeof logActions)[number];
export const logDirections = ['to_external', 'from_external'] as const;
export type LogDirection = (typeof logDirections)[number];
const logShape = {
  log_id: z.number(),
  connection_id: z.string(),
  appointment_id: z.nullable(z.string()),
  sync_direction: z.enum(logDirections),
  action: z.enum(logActions),
  status: z.string(),
  error_message: z.nullable(z.string()),
  synced_at: instant,
} satisfies Columns<'calendar_sync_log'>;
export const logEntrySchema = z.object({ ...logShape, visit: z.nullish(mentionedVisitSchema) });
export type LogEntry = z.infer<typeof logEntrySchema>;
export const logColumns = `${Object.keys(logShape).join(', ')}, ${mentionedVisitColumns}`;

export const healthRowSchema = z.object({
  connection_id: z.string(),
  day_synced: z.number(),
  day_failed: z.number(),
  day_latency_ms: z.nullable(z.number()),
  month_synced: z.number(),
  month_failed: z.number(),
  month_latency_ms: z.nullable(z.number()),
});

/** The answers of calendar-connect and calendar-sync. */
export const startedSchema = z.object({ authorization_url: z.string() });
const remoteCalendarSchema = z.object({
  id: z.string(),
  name: z.nullable(z.string()),
  is_primary: z.boolean(),
  can_write: z.boolean(),
  connected: z.boolean(),
});
export type RemoteCalendar = z.infer<typeof remoteCalendarSchema>;
export const connectedSchema = z.object({
  connection_ids: z.array(z.string()),
  calendars: z.array(remoteCalendarSchema),
});
export const calendarsSchema = z.object({ calendars: z.array(remoteCalendarSchema) });
const syncedSchema = z.object({
  connection_id: z.string(),
  pulled: z.number(),
  pushed: z.number(),
  conflicts: z.number(),
  error: z.nullish(z.unknown()),
});
export type Synced = z.infer<typeof syncedSchema>;
export const syncedAnswerSchema = z.object({ connections: z.array(syncedSchema) });
