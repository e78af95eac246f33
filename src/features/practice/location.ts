import { parseDate } from '../../lib/time.ts';

/** What the address says about the admin pages: the section in the path, filters and the open dialog in the query. */
export const sections = ['members', 'types', 'closures', 'rules', 'messages', 'sync', 'audit'] as const;
export type Section = (typeof sections)[number];

export const auditEntities = [
  'appointment',
  'member',
  'invitation',
  'clinician',
  'appointment_type',
  'closure',
  'practice',
  'reminder_rule',
  'availability',
  'date_override',
  'audit_event',
] as const;
export type AuditEntity = (typeof auditEntities)[number];

export type AuditFilters = {
  /** A profile, or `system` for what nobody signed in did. */
  who?: string | undefined;
  entity?: AuditEntity | undefined;
  action?: string | undefined;
  patient?: string | undefined;
  visit?: string | undefined;
  /** Days of the practice, both included. */
  from?: string | undefined;
  to?: string | undefined;
};

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const id = (value: string | null): string | undefined => (value && uuid.test(value) ? value : undefined);
const word = (value: string | null): string | undefined => (value && /^[a-z_]{1,40}$/.test(value) ? value : undefined);

/** `/practice/rules` → rules. Anything else is the list of sections. */
export const parseSection = (path: string): Section | undefined =>
  sections.find((section) => section === path.split('/')[2]);

/** The thing whose dialog is open: an id, the key of a type, or `new`. */
export function parseOpen(search: string): string | undefined {
  const value = new URLSearchParams(search).get('open');
  return value && /^[\w-]{1,64}$/.test(value) ? value : undefined;
}

export function parseFilters(search: string): AuditFilters {
  const query = new URLSearchParams(search);
  const who = query.get('who');
  return {
    who: who === 'system' ? who : id(who),
    entity: auditEntities.find((entity) => entity === query.get('kind')),
    action: word(query.get('action')),
    patient: id(query.get('patient')),
    visit: id(query.get('visit')),
    from: parseDate(query.get('from')),
    to: parseDate(query.get('to')),
  };
}

/** Only what is set; `clinician` belongs to all tabs of the hub and comes along. */
export function formatSection(
  section: Section | undefined,
  search: string,
  query: { open?: string | undefined } & AuditFilters = {},
): string {
  const next = new URLSearchParams();
  const clinician = new URLSearchParams(search).get('clinician');
  if (clinician) next.set('clinician', clinician);
  const { entity, ...others } = query;
  for (const [key, value] of Object.entries({ ...others, kind: entity })) if (value) next.set(key, value);
  const path = section ? `/practice/${section}` : '/practice';
  return next.size > 0 ? `${path}?${next}` : path;
}
