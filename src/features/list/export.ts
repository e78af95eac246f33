import { isAttending, type Visit } from '../../lib/appointments/schema.ts';
import { type CsvCell, fileNamePart } from '../../lib/csv.ts';
import { minutesBetween } from '../../lib/time.ts';
import type { ListFilters } from './location.ts';
import { initialPage, nextPage, type PageParam, type Scope } from './queries.ts';

/**
 * The file behind "Export CSV". Names and values of the columns stay the same in every language, so that what reads the
 * file next month does not depend on who exported it. No notes, no reasons, no titles: a file travels further than a screen.
 */
export const csvColumns = [
  'appointment_id',
  'status',
  'date',
  'start_time',
  'end_time',
  'timezone',
  'start',
  'end',
  'duration_minutes',
  'patient',
  'clinician',
  'appointment_type',
  'location_type',
  'overbooked',
  'attendance_confirmed',
] as const;
type CsvRow = Record<(typeof csvColumns)[number], CsvCell>;

type Names = { zone: string; clinician: (id: string) => string; type: (key: string) => string };

/** Date and 24-hour time on the wall clock of the zone, in a form every spreadsheet understands. */
function wallClock(zone: string): (iso: string) => { date: string; time: string } {
  const format = new Intl.DateTimeFormat('en-CA-u-nu-latn-ca-gregory', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return (iso) => {
    const parts = Object.fromEntries(format.formatToParts(new Date(iso)).map(({ type, value }) => [type, value]));
    return { date: `${parts.year}-${parts.month}-${parts.day}`, time: `${parts.hour}:${parts.minute}` };
  };
}

export function csvRows(visits: readonly Visit[], names: Names): CsvRow[] {
  const wall = wallClock(names.zone);
  return visits.map((visit) => {
    const [start, end] = [wall(visit.scheduled_start), wall(visit.scheduled_end)];
    return {
      appointment_id: visit.appointment_id,
      status: visit.status,
      date: start.date,
      start_time: start.time,
      end_time: end.time,
      timezone: names.zone,
      start: new Date(visit.scheduled_start).toISOString(),
      end: new Date(visit.scheduled_end).toISOString(),
      duration_minutes: minutesBetween(visit.scheduled_start, visit.scheduled_end),
      patient: visit.patient?.full_name ?? null,
      clinician: names.clinician(visit.clinician_id),
      appointment_type: names.type(visit.appointment_type),
      location_type: visit.location_type,
      overbooked: visit.overbooked ? 'yes' : 'no',
      attendance_confirmed: isAttending(visit) ? 'yes' : 'no',
    };
  });
}

/** Everything that matches, page after page; stops with the signal's reason. */
export async function collect(
  page: (param: PageParam) => Promise<Visit[]>,
  onProgress: (rows: number) => void,
  signal: AbortSignal,
): Promise<Visit[]> {
  const found = new Map<string, Visit>();
  for (let param: PageParam | undefined = initialPage; param; ) {
    signal.throwIfAborted();
    const visits: Visit[] = await page(param);
    for (const visit of visits) found.set(visit.appointment_id, visit);
    onProgress(found.size);
    param = nextPage(visits, param);
  }
  return [...found.values()];
}

/** What the audit trail keeps of the question: never what was searched for, it is a patient's name. */
export const auditFilter = (scope: Pick<Scope, 'ownId'>, filters: ListFilters) => ({
  status: filters.status,
  clinician_id: scope.ownId ? [scope.ownId] : filters.clinicianIds,
  appointment_type: filters.types,
  location_type: filters.places,
  from: filters.from,
  to: filters.to,
  q: filters.search !== '',
});

/** "visits-riverside-practice-2026-11-20-to-2026-12-17.csv" */
export function csvFileName(practice: string, { from, to }: Pick<ListFilters, 'from' | 'to'>): string {
  const range = [from ? `from-${from}` : '', to ? `to-${to}` : ''];
  const dates = from && to ? [from, ...(from === to ? [] : ['to', to])] : range;
  return `${['visits', fileNamePart(practice), ...dates].filter(Boolean).join('-')}.csv`;
}
