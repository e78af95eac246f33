import type { AuditFilters } from '../location.ts';
import type { AuditQuestion, Cursor } from './queries.ts';
import type { AuditPage } from './schema.ts';
import type { AuditWords } from './use-audit-words.ts';

const rowsAtOnce = 500;

type Read = (
  question: AuditQuestion,
  after: Cursor | undefined,
  rows: number,
  signal: AbortSignal,
) => Promise<AuditPage>;

export const auditColumns = ['time', 'who', 'capacity', 'what', 'thing', 'action', 'changes', 'id'] as const;
export type AuditRow = Record<(typeof auditColumns)[number], string>;

/** The filters by the names of the columns they look at. */
export const auditFilter = ({ who, patient, visit, ...filters }: AuditFilters) => ({
  actor_id: who,
  patient_id: patient,
  appointment_id: visit,
  ...filters,
});

/** Everything that matches, page by page. Times are written as ISO 8601, which every spreadsheet and program reads. */
export async function collectAudit(
  question: AuditQuestion,
  words: AuditWords,
  { read, progress, signal }: { read: Read; progress: (rows: number) => void; signal: AbortSignal },
): Promise<AuditRow[]> {
  const rows: AuditRow[] = [];
  let after: Cursor | undefined;
  for (;;) {
    const { events, names } = await read(question, after, rowsAtOnce, signal);
    for (const event of events) {
      const fields = words.fields(event, names);
      rows.push({
        time: new Date(event.occurred_at).toISOString(),
        who: words.actor(event, names),
        capacity: event.actor_role,
        what: words.sentence(event, names),
        thing: event.entity,
        action: event.action,
        changes: fields.map(({ label, from, to }) => `${label}: ${from} → ${to}`).join('; '),
        id: event.entity_id,
      });
    }
    progress(rows.length);
    after = events.at(-1);
    if (events.length < rowsAtOnce) return rows;
  }
}
