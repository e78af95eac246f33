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
  'export',
] as const;

/** What can happen to a thing; to anything, unless told. */
export function actionsOf(entity: string | undefined): readonly (typeof auditActions)[number][] {
  if (entity === undefined || entity === 'appointment') return auditActions;
  return entity === 'audit_event' ? ['export'] : ['created', 'edited', 'deleted'];
}

/** Whether the event tells of one visit; an export of visits tells of many. */
export const isOneVisit = ({ entity, action }: Pick<AuditEvent, 'entity' | 'action'>): boolean =>
  entity === 'appointment' && action !== 'export';

/** Dates and the search last; the database keeps the order of no object. */
const late = ['from', 'to', 'q'];

/** The filters of an export: column → what was asked for. */
export function exportedFilter({ changes: { filter } }: Pick<AuditEvent, 'changes'>): [string, unknown][] {
  const asked = typeof filter === 'object' ? filter.is : undefined;
  if (asked === null || typeof asked !== 'object') return [];
  const place = (column: string) => late.indexOf(column);
  return Object.entries(asked).sort(([a], [b]) => place(a) - place(b) || a.localeCompare(b));
}
