import * as z from 'zod/mini';

/** One column of a change: old and new value, or what names the row, or only that it changed (free text, names). */
const changeSchema = z.union([
  z.literal('changed'),
  z.object({ from: z.optional(z.unknown()), to: z.optional(z.unknown()), is: z.optional(z.unknown()) }),
]);
export type Change = z.infer<typeof changeSchema>;

export const auditEventSchema = z.object({
  event_id: z.number(),
  actor_id: z.nullable(z.string()),
  actor_role: z.string(),
  action: z.string(),
  entity: z.string(),
  entity_id: z.string(),
  changes: z.record(z.string(), changeSchema),
  occurred_at: z.string(),
});
export type AuditEvent = z.infer<typeof auditEventSchema>;

/** Names of what events point to, as far as the admin may see them today. */
export type Names = {
  people: ReadonlyMap<string, string>;
  visits: ReadonlyMap<string, { patient: string; start: string }>;
  invitations: ReadonlyMap<string, string>;
};
export type AuditPage = { events: AuditEvent[]; names: Names };

/** What an action is called in filters; statuses of a visit are actions, too. */
export const auditActions = [
  'created',
  'edited',
  'deleted',
  'moved',
  'reassigned',
  'confirmed',
  'in_progress',
  'completed',
  'cancelled',
  'no_show',
  'notes_read',
] as const;
