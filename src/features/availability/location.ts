import { parseDate } from '../../lib/time.ts';

/** What the address bar says about the page. Parameters of others (`new`, say) are carried along. */
export const sections = ['hours', 'exceptions', 'preview'] as const;
export type Section = (typeof sections)[number];
export type AvailabilityLocation = {
  section: Section | undefined;
  clinicianId: string | undefined;
  /** The month shown, by its first day. */
  month: string | undefined;
};

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function parseLocation(search: string): AvailabilityLocation {
  const query = new URLSearchParams(search);
  const clinician = query.get('clinician');
  const month = query.get('month');
  return {
    section: sections.find((section) => section === query.get('section')),
    clinicianId: clinician && uuid.test(clinician) ? clinician : undefined,
    month: parseDate(month ? `${month}-01` : undefined),
  };
}

export function formatLocation(search: string, change: Partial<AvailabilityLocation>): string {
  const query = new URLSearchParams(search);
  const next = { ...parseLocation(search), ...change };
  const set = (key: string, value: string | undefined) => {
    if (value) query.set(key, value);
    else query.delete(key);
  };
  set('section', next.section);
  set('clinician', next.clinicianId);
  set('month', next.month?.slice(0, 7));
  return query.toString();
}
