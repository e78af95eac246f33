/** The functions of the API as a signed-in person calls them in SQL, with their refusals as values. */
import postgres from 'postgres';
import type { Transaction } from '../../support/sql.ts';
import type { Place, Span } from './oracle.ts';
import { iso } from './questions.ts';

export interface OfferedSlot extends Span {
  places: string[];
}

interface Search {
  clinician_id: string;
  from: number;
  until: number;
  duration_minutes?: number | null;
  appointment_type?: string | null;
  location_type?: Place | null;
  exclude_appointment_id?: string | null;
  patient_id?: string | null;
}

const millis = (value: Date | string) => new Date(value).getTime();

export async function availableSlots(tx: Transaction, q: Search): Promise<OfferedSlot[]> {
  const rows = await tx<{ slot_start: Date; slot_end: Date; location_types: string[] }[]>`
    select slot_start, slot_end, location_types from public.available_slots(${q.clinician_id}, ${iso(q.from)}, ${iso(q.until)},
      ${q.duration_minutes ?? null}, ${q.appointment_type ?? null}, ${q.location_type ?? null}, ${q.exclude_appointment_id ?? null},
      ${q.patient_id ?? null})`;
  return rows.map((row) => ({ start: millis(row.slot_start), end: millis(row.slot_end), places: row.location_types }));
}

export type Outcome<T = Record<string, unknown>> =
  | { ok: true; value: T }
  | { ok: false; code: string; alternatives: Span[] };

/** Runs one call behind a savepoint and takes back what it wrote; a refusal of ours becomes a value. */
export async function attempt<T>(tx: Transaction, call: (sp: Transaction) => Promise<T>): Promise<Outcome<T>> {
  const done: { value?: T } = {};
  const back = new Error('taken back');
  try {
    await tx.savepoint(async (sp) => {
      done.value = await call(sp);
      throw back;
    });
  } catch (error) {
    if (error === back) return { ok: true, value: done.value as T };
    if (!(error instanceof postgres.PostgresError) || error.code !== 'PGRST') throw error;
    const { code, details } = JSON.parse(error.message) as { code: string; details?: string | null };
    const { alternatives = [] } = JSON.parse(details ?? '{}') as { alternatives?: { start: string; end: string }[] };
    return { ok: false, code, alternatives: alternatives.map((a) => ({ start: millis(a.start), end: millis(a.end) })) };
  }
  throw new Error('the savepoint ended without an outcome');
}

export interface Booking extends Span {
  clinician_id: string;
  patient_id: string;
  appointment_type: string;
  location_type: string;
}

export const book = (tx: Transaction, b: Booking) =>
  attempt(tx, async (sp) => {
    const [row] = await sp<{ visit: Record<string, unknown> }[]>`
      select public.book_appointment(${b.clinician_id}, ${b.patient_id}, ${iso(b.start)}, ${iso(b.end)}, ${b.appointment_type},
        ${b.location_type}) as visit`;
    return row?.visit ?? {};
  });

export const reschedule = (tx: Transaction, appointment_id: string, to: Span) =>
  attempt(tx, async (sp) => {
    const [row] = await sp<{ visit: Record<string, unknown> }[]>`
      select public.reschedule_appointment(${appointment_id}, ${iso(to.start)}, ${iso(to.end)}) as visit`;
    return row?.visit ?? {};
  });

export interface Conflicts {
  conflicts: { kind: string; start: string; end: string; appointment_id?: string }[];
  alternatives: { start: string; end: string }[];
}

export async function checkConflicts(
  tx: Transaction,
  clinician_id: string,
  span: Span,
  patient_id: string | null,
): Promise<Conflicts> {
  const [row] = await tx<{ answer: Conflicts }[]>`
    select public.check_conflicts(${clinician_id}, ${iso(span.start)}, ${iso(span.end)}, ${patient_id}) as answer`;
  if (!row) throw new Error('check_conflicts answered nothing');
  return row.answer;
}
