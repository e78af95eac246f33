import * as z from 'zod/mini';
import type { Columns } from '../columns.ts';

export const appointmentStatuses = [
  'requested',
  'confirmed',
  'in_progress',
  'completed',
  'cancelled',
  'no_show',
] as const;
export type AppointmentStatus = (typeof appointmentStatuses)[number];
export const locationTypes = ['in_person', 'video', 'phone'] as const;
export type LocationType = (typeof locationTypes)[number];

const instant = z.iso.datetime({ offset: true });

/** What every screen needs of a visit. clinician_notes is not among the columns: nobody may select it. */
const visitShape = {
  appointment_id: z.string(),
  practice_id: z.string(),
  clinician_id: z.string(),
  patient_id: z.string(),
  appointment_type: z.string(),
  title: z.nullable(z.string()),
  scheduled_start: instant,
  scheduled_end: instant,
  status: z.enum(appointmentStatuses),
  location_type: z.enum(locationTypes),
  overbooked: z.boolean(),
  /** When the patient said that they will come (NT20); a move takes it back. */
  attendance_confirmed_at: z.nullable(instant),
  version: z.number(),
} satisfies Columns<'appointments'>;
export const visitSchema = z.object({
  ...visitShape,
  patient: z.nullable(z.object({ full_name: z.string() })),
});
export type Visit = z.infer<typeof visitSchema>;

export const visitColumns = `appointment_id, practice_id, clinician_id, patient_id, appointment_type, title, scheduled_start,
  scheduled_end, status, location_type, overbooked, attendance_confirmed_at, version,
  patient:profiles!appointments_patient_id_fkey(full_name)`;

const detailShape = {
  description: z.nullable(z.string()),
  location: z.nullable(z.string()),
  video_call_link: z.nullable(z.string()),
  preparation_instructions: z.nullable(z.string()),
  patient_notes: z.nullable(z.string()),
  status_reason: z.nullable(z.string()),
  cancellation_reason: z.nullable(z.string()),
  overbook_reason: z.nullable(z.string()),
  series_id: z.nullable(z.string()),
  created_at: instant,
} satisfies Columns<'appointments'>;
export const visitDetailSchema = z.object({
  ...visitShape,
  ...detailShape,
  patient: z.nullable(
    z.object({ full_name: z.string(), email: z.nullable(z.string()), phone: z.nullable(z.string()) }),
  ),
});
export type VisitDetail = z.infer<typeof visitDetailSchema>;

export const visitDetailColumns = `appointment_id, practice_id, clinician_id, patient_id, appointment_type, title, scheduled_start,
  scheduled_end, status, location_type, overbooked, attendance_confirmed_at, version, description, location,
  video_call_link, preparation_instructions, patient_notes, status_reason, cancellation_reason, overbook_reason, series_id, created_at,
  patient:profiles!appointments_patient_id_fkey(full_name, email, phone)`;

/** What the booking functions answer: the row as jsonb, of which only this is needed at once. */
export const savedVisitSchema = z.object({
  appointment_id: z.string(),
  scheduled_start: instant,
  scheduled_end: instant,
  status: z.enum(appointmentStatuses),
  version: z.number(),
});
export type SavedVisit = z.infer<typeof savedVisitSchema>;

/** R3, as far as buttons go: what staff may do from a status. The database has the last word. */
const next: Record<AppointmentStatus, readonly AppointmentStatus[]> = {
  requested: ['confirmed', 'cancelled'],
  confirmed: ['in_progress', 'completed', 'no_show', 'cancelled'],
  in_progress: ['completed', 'cancelled'],
  completed: ['no_show'],
  no_show: ['completed'],
  cancelled: [],
};
export const allowedNext = (status: AppointmentStatus): readonly AppointmentStatus[] => next[status];

/** Whether the patient has said that they will come to a visit which still stands. */
export const isAttending = (visit: Pick<Visit, 'status' | 'attendance_confirmed_at'>): boolean =>
  visit.status === 'confirmed' && visit.attendance_confirmed_at !== null;

/** R4: times change only while a visit is requested or confirmed. */
export const mayMove = (status: AppointmentStatus): boolean => status === 'requested' || status === 'confirmed';
