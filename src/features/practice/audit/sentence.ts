import { parseDuring } from '../closure-range.ts';
import { type AuditEvent, type Change, exportedFilter, type Names } from './schema.ts';

/**
 * What an event says, as the key of a sentence and the words that fill it. Pure: the words come from `say`, which knows
 * the reader's language and the practice's clock.
 */
export type Say = {
  someone: () => string;
  system: () => string;
  patient: () => string;
  when: (instant: string) => string;
  date: (date: string) => string;
  weekday: (day: number) => string;
  closure: (range: { start: string; end: string }) => string;
  role: (role: string) => string;
  type: (key: string) => string;
  filter: (filter: [column: string, value: unknown][], names: Names) => string;
};
export type Sentence = { key: string; words: Record<string, string> };

const part = (change: Change | undefined, side: 'from' | 'to' | 'is'): unknown =>
  typeof change === 'object' ? change[side] : undefined;
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

export function auditSentence(event: AuditEvent, names: Names, say: Say): Sentence {
  const person = (id: unknown): string => (typeof id === 'string' && names.people.get(id)) || say.someone();
  const actor = event.actor_id ? person(event.actor_id) : say.system();
  const { changes } = event;
  const on = (column: string, side: 'from' | 'to' | 'is') => part(changes[column], side);
  const sentence = (kind: string, words: Record<string, string> = {}): Sentence => ({
    key: `${event.entity}.${kind}`,
    words: { actor, ...words },
  });

  if (event.action === 'export' && (event.entity === 'appointment' || event.entity === 'audit_event'))
    return sentence('export', {
      rows: String(on('rows', 'is') ?? '?'),
      filter: say.filter(exportedFilter(event), names),
    });
  switch (event.entity) {
    case 'appointment':
      return visitSentence(event, names, say, actor, person);
    case 'member': {
      const words = {
        person: person(event.entity_id),
        role: say.role(text(on('role', 'is')) ?? text(on('role', 'to')) ?? ''),
      };
      if (event.actor_role === 'invited' || (event.action === 'created' && event.actor_id === event.entity_id))
        return sentence('joined', words);
      if (event.action === 'edited' && on('active', 'to') === true) return sentence('reactivated', words);
      if (event.action === 'edited' && on('active', 'to') === false) return sentence('deactivated', words);
      return sentence(event.action, words);
    }
    case 'invitation': {
      const words = {
        email: names.invitations.get(event.entity_id) ?? say.someone(),
        role: say.role(text(on('role', 'is')) ?? text(on('role', 'to')) ?? ''),
      };
      const answer = (['accepted_at', 'declined_at', 'revoked_at'] as const).find((column) => on(column, 'to'));
      if (event.action === 'edited') return sentence(answer?.replace('_at', '') ?? 'renewed', words);
      return sentence(event.action, words);
    }
    case 'clinician': {
      const words = { person: person(event.entity_id) };
      return sentence(event.action, words);
    }
    case 'appointment_type': {
      const words = { type: say.type(text(on('appointment_type', 'is')) ?? '') };
      if (event.action === 'edited' && on('active', 'to') === true) return sentence('reactivated', words);
      if (event.action === 'edited' && on('active', 'to') === false) return sentence('deactivated', words);
      const columns = Object.keys(changes).filter((column) => column !== 'appointment_type');
      return sentence(columns.length === 1 && columns[0] === 'position' ? 'reordered' : event.action, words);
    }
    case 'closure': {
      const during = text(on('during', event.action === 'deleted' ? 'from' : 'to'));
      if (!during) return sentence('reason');
      return sentence(event.action, { when: say.closure(parseDuring(during)) });
    }
    case 'availability': {
      const day = on('day_of_week', 'is');
      return sentence(event.action, {
        person: person(on('clinician_id', 'is')),
        day: typeof day === 'number' ? say.weekday(day) : '',
      });
    }
    case 'date_override':
      return sentence(event.action, {
        person: person(on('clinician_id', 'is')),
        date: say.date(text(on('override_date', 'is')) ?? ''),
      });
    case 'practice':
    case 'reminder_rule':
      return sentence(event.action);
    default:
      return { key: 'other', words: { actor, entity: event.entity, action: event.action } };
  }
}

function visitSentence(
  event: AuditEvent,
  names: Names,
  say: Say,
  actor: string,
  person: (id: unknown) => string,
): Sentence {
  const { changes } = event;
  const visit = names.visits.get(event.entity_id);
  const patientId = part(changes.patient_id, 'to') ?? part(changes.patient_id, 'from');
  const start =
    text(part(changes.scheduled_start, 'to')) ?? text(part(changes.scheduled_start, 'from')) ?? visit?.start;
  const patient = visit?.patient || (patientId ? person(patientId) : say.patient());
  const words = { actor, patient, when: start ? say.when(start) : '' };
  const sentence = (kind: string, more: Record<string, string> = {}): Sentence => ({
    key: `appointment.${kind}`,
    words: { ...words, ...more },
  });
  if (event.action === 'created') return sentence(part(changes.status, 'to') === 'requested' ? 'requested' : 'created');
  if (event.action === 'moved') {
    const from = text(part(changes.scheduled_start, 'from'));
    const to = text(part(changes.scheduled_start, 'to'));
    // Only the end: longer or shorter, at the same start.
    return from && to ? sentence('moved', { from: say.when(from), to: say.when(to) }) : sentence('resized');
  }
  if (event.action === 'reassigned')
    return sentence('reassigned', {
      from: person(part(changes.clinician_id, 'from')),
      to: person(part(changes.clinician_id, 'to')),
    });
  return sentence(event.action);
}

/** When, who, what; then the rest by name. The database keeps the columns of a change in no useful order. */
const first = ['status', 'scheduled_start', 'scheduled_end', 'patient_id', 'clinician_id', 'appointment_type'];

/** What changed, without what only names the row: that is in the sentence already. */
export function changedColumns(event: AuditEvent): [column: string, change: Change][] {
  const place = (column: string) => (first.includes(column) ? first.indexOf(column) : first.length);
  return Object.entries(event.changes)
    .filter(([column, change]) => column !== 'practice_id' && (change === 'changed' || change.is === undefined))
    .sort(([a], [b]) => place(a) - place(b) || a.localeCompare(b));
}
