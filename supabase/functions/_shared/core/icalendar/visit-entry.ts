/** From what the database says about a visit to what its reader's calendar may say (docs/spec/icalendar.md, IC6 to IC9). */
import { z } from 'zod';
import type { CalendarEntry } from './calendar-entry.ts';
import { calendarWords } from './words.ts';

const instant = z.iso.datetime({ offset: true });

export const calendarVisitSchema = z.object({
  appointment_id: z.guid(),
  /** Whether the reader is the one who is treated. */
  side: z.enum(['patient', 'staff']),
  start: instant,
  end: instant,
  status: z.enum(['requested', 'confirmed', 'in_progress', 'completed', 'cancelled', 'no_show']),
  location_type: z.enum(['in_person', 'video', 'phone']),
  location: z.string().nullable(),
  /** Null unless the reader is signed in. */
  video_call_link: z.string().nullable(),
  ical_uid: z.string(),
  ical_sequence: z.int(),
  practice: z.object({ name: z.string(), timezone: z.string(), phone: z.string().nullable() }),
  /** Null unless the reader chose it (`calendar_detail`). */
  detail: z.object({ type_name: z.string(), clinician_name: z.string() }).nullable(),
});
export type CalendarVisit = z.infer<typeof calendarVisitSchema>;

/** `publicUrl` is the address of the web app, `locale` the reader's language (BCP 47). */
export function visitEntry(
  visit: CalendarVisit,
  { publicUrl, locale }: { publicUrl: string; locale: string },
): CalendarEntry {
  const { side, detail, practice, location_type, location, video_call_link } = visit;
  const words = calendarWords(locale);
  const isPatient = side === 'patient';
  const room = isPatient ? 'visits' : 'calendar';
  const url = `${publicUrl.replace(/\/+$/, '')}/${room}?visit=${visit.appointment_id}`;
  const what = detail ? [detail.type_name, detail.clinician_name] : [words.appointment];
  const shown = [...what, ...(isPatient ? [practice.name] : [])].filter((text) => text.trim() !== '');
  const told = [words.change(url), ...(practice.phone ? [words.phone(practice.phone)] : [])];
  return {
    uid: visit.ical_uid,
    sequence: visit.ical_sequence,
    start: visit.start,
    end: visit.end,
    timezone: practice.timezone,
    status: visit.status === 'requested' || visit.status === 'cancelled' ? visit.status : 'confirmed',
    summary: shown.join(', '),
    description: isPatient ? told.join('\n') : undefined,
    location: (isPatient || detail) && location_type === 'in_person' && location ? location : undefined,
    url,
    conferenceUrl: location_type === 'video' && video_call_link ? video_call_link : undefined,
  };
}
