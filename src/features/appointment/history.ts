import * as z from 'zod/mini';
import type { Columns } from '../../lib/columns.ts';

/** What the audit trail says about a visit, turned into facts that have a sentence each. */
const changeSchema = z.union([
  z.object({ from: z.optional(z.unknown()), to: z.optional(z.unknown()) }),
  z.literal('changed'),
]);
export const eventSchema = z.object({
  event_id: z.number(),
  actor_id: z.nullable(z.string()),
  actor_role: z.string(),
  action: z.string(),
  changes: z.record(z.string(), z.unknown()),
  occurred_at: z.string(),
} satisfies Omit<Columns<'audit_events'>, 'changes'> & { changes: unknown });
export type VisitEvent = z.infer<typeof eventSchema>;

export type Happening =
  | { kind: 'booked' | 'requested'; when: string | undefined }
  | { kind: 'confirmed' | 'in_progress' | 'completed' | 'cancelled' | 'no_show' | 'notes_read' }
  /** `resized`: the end alone has moved. */
  | { kind: 'moved' | 'resized'; from: string; to: string }
  | { kind: 'reassigned'; from: string; to: string; when: string | undefined }
  | { kind: 'edited'; fields: readonly EditedField[] };

export const editedFields = [
  'title',
  'description',
  'location',
  'video_call_link',
  'preparation_instructions',
  'clinician_notes',
  'patient_notes',
  'appointment_type',
  'location_type',
  'overbook_reason',
  'status_reason',
  'cancellation_reason',
  'patient_id',
] as const;
export type EditedField = (typeof editedFields)[number];

const steps = ['confirmed', 'in_progress', 'completed', 'cancelled', 'no_show', 'notes_read'] as const;

function values(event: VisitEvent, column: string): { from: string | undefined; to: string | undefined } {
  const { data } = z.safeParse(changeSchema, event.changes[column]);
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  return data && data !== 'changed' ? { from: text(data.from), to: text(data.to) } : { from: undefined, to: undefined };
}

/** True where the change took a time that was not free. */
export function tookBusyTime(event: VisitEvent): boolean {
  const { data } = z.safeParse(changeSchema, event.changes.overbooked);
  return data !== undefined && data !== 'changed' && data.to === true;
}

export function happening(event: VisitEvent): Happening {
  const start = values(event, 'scheduled_start');
  const clinician = values(event, 'clinician_id');
  const step = steps.find((name) => name === event.action);
  if (step) return { kind: step };
  if (event.action === 'created') {
    return { kind: values(event, 'status').to === 'requested' ? 'requested' : 'booked', when: start.to };
  }
  if (event.action === 'reassigned' && clinician.from && clinician.to) {
    return { kind: 'reassigned', from: clinician.from, to: clinician.to, when: start.to };
  }
  if (event.action === 'moved' && start.from && start.to) return { kind: 'moved', from: start.from, to: start.to };
  const end = values(event, 'scheduled_end');
  if (event.action === 'moved' && end.from && end.to) return { kind: 'resized', from: end.from, to: end.to };
  return { kind: 'edited', fields: editedFields.filter((field) => field in event.changes) };
}
