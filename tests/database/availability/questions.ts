/** Asks private.open_slots, the one place that decides what is free, as the owner of the schema. */
import type { Db } from '../../support/factory.ts';
import type { Place } from './oracle.ts';

export interface OpenSlot {
  clinician_id: string;
  start: number;
  end: number;
  places: number;
  buffer_minutes: number;
}

export interface OpenSlotsQuestion {
  clinicians: string[];
  from: number;
  until: number;
  duration_minutes?: number | null;
  appointment_type?: string | null;
  location_type?: Place | null;
  exclude_appointment_id?: string | null;
  patient_id?: string | null;
  holder_id?: string | null;
  by_patient?: boolean;
}

export const iso = (instant: number): string => new Date(instant).toISOString();

/** Instants come back as milliseconds of the epoch, so that no session setting can bend them on the way. */
export async function openSlots(db: Db, q: OpenSlotsQuestion): Promise<OpenSlot[]> {
  const rows = await db<(Omit<OpenSlot, 'start' | 'end'> & { start: string; end: string })[]>`
    select s.clinician_id, s.places, s.buffer_minutes,
      (extract(epoch from s.slot_start) * 1000)::bigint as start, (extract(epoch from s.slot_end) * 1000)::bigint as end
    from private.open_slots(${q.clinicians}::uuid[], ${iso(q.from)}::timestamptz, ${iso(q.until)}::timestamptz,
      ${q.duration_minutes ?? null}::integer, ${q.appointment_type ?? null}::text, ${q.location_type ?? null}::text,
      ${q.exclude_appointment_id ?? null}::uuid, ${q.patient_id ?? null}::uuid, ${q.holder_id ?? null}::uuid, ${q.by_patient ?? false}) s`;
  return rows.map((row) => ({ ...row, start: Number(row.start), end: Number(row.end) }));
}
