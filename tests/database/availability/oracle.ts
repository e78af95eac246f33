/**
 * The rules of docs/spec/availability.md once more, as plainly as possible and without a look at the SQL: every start of
 * every opening is tried against everything that could forbid it. Slow on purpose; instants are milliseconds.
 */
import { day, minute } from '../../support/time.ts';
import { dateAt, dates, instantOf, readingOf } from './wall-clock.ts';

export type Place = 'in_person' | 'video' | 'phone';
export const everyPlace: readonly Place[] = ['in_person', 'video', 'phone'];

export interface Span {
  start: number;
  end: number;
}

export interface WeeklyHours {
  day_of_week: number;
  start_time: string;
  end_time: string;
  timezone: string;
  slot_duration_minutes: number;
  location_type: Place | 'any';
  appointment_types: string[];
  buffer_minutes: number;
  max_appointments_per_day: number | null;
  valid_from: string | null;
  valid_until: string | null;
}

/** A date override: open with these times, closed all day (no times) or closed for a part of it. */
export interface DateOverride {
  override_date: string;
  is_available: boolean;
  start_time: string | null;
  end_time: string | null;
}

export interface VisitType {
  name: string;
  default_duration_minutes: number;
  buffer_minutes: number;
  self_bookable: boolean;
  active: boolean;
}

/** A visit that holds time; `mine`: of the patient of the question; `elsewhere`: with another clinician. */
export interface TakenVisit extends Span {
  blocked_until: number;
  mine: boolean;
  elsewhere: boolean;
  appointment_id?: string;
}

export interface Hold extends Span {
  blocked_until: number;
  expires_at: number;
  holder: string;
}

/** One clinician with all that decides when a visit can take place. */
export interface World {
  timezone: string;
  min_notice_minutes: number;
  booking_horizon_days: number;
  max_self_booking_minutes: number;
  types: VisitType[];
  hours: WeeklyHours[];
  overrides: DateOverride[];
  closures: Span[];
  visits: TakenVisit[];
  holds: Hold[];
  busy: Span[];
}

export interface Question {
  now: number;
  from: number;
  until: number;
  duration_minutes: number | null;
  appointment_type: string | null;
  location_type: Place | null;
  by_patient: boolean;
  /** Whether the patient of the visits marked `mine` is the one the question is about. */
  for_patient: boolean;
  holder: string | null;
  exclude_appointment_id?: string | null;
}

export interface Slot extends Span {
  places: Place[];
  buffer_minutes: number;
}

interface Opening extends Span {
  timezone: string;
  step: number;
  minutes: number;
  buffer: number;
  maximum: number | null;
  places: readonly Place[];
}

const overlaps = (a: Span, b: Span) => a.start < b.end && b.start < a.end;
const weekday = (date: string) => new Date(`${date}T00:00:00Z`).getUTCDay();

/** [AV1] [AV2] The span between two local times of a date; an end at or before the start lies on the next day. */
export function localSpan(zone: string, date: string, start_time: string, end_time: string): Span {
  const start = readingOf(date, start_time);
  const end = readingOf(date, end_time);
  return { start: instantOf(zone, start), end: instantOf(zone, end > start ? end : end + day) };
}

/** [AV5] Whose zone, length, buffer and maximum an override takes over. */
function donor(world: World, date: string): WeeklyHours | undefined {
  const rank = (hours: WeeklyHours) => [
    Number(hours.day_of_week !== weekday(date)),
    hours.day_of_week,
    hours.start_time,
  ];
  return [...world.hours].sort((a, b) => (String(rank(a)) < String(rank(b)) ? -1 : 1))[0];
}

function openings(world: World, question: Question): Opening[] {
  const type = world.types.find((t) => t.name === question.appointment_type);
  const found: Opening[] = [];
  const [first, last] = [question.from - 3 * day, question.until + 3 * day].map((at) => dateAt('UTC', at));
  for (const date of dates(first ?? '', last ?? '')) {
    const override = world.overrides.find((o) => o.override_date === date);
    if (override?.is_available && override.start_time !== null && override.end_time !== null) {
      const from = donor(world, date);
      const timezone = from?.timezone ?? world.timezone;
      found.push({
        ...localSpan(timezone, date, override.start_time, override.end_time),
        timezone,
        step: from?.slot_duration_minutes ?? 30,
        minutes: question.duration_minutes ?? type?.default_duration_minutes ?? from?.slot_duration_minutes ?? 30,
        buffer: Math.max(from?.buffer_minutes ?? 0, type?.buffer_minutes ?? 0),
        maximum: from?.max_appointments_per_day ?? null,
        places: everyPlace,
      });
    }
    const replaced = override !== undefined && (override.is_available || override.start_time === null);
    if (replaced) continue;
    for (const hours of world.hours) {
      if (hours.day_of_week !== weekday(date)) continue;
      if (hours.valid_from !== null && date < hours.valid_from) continue;
      if (hours.valid_until !== null && date > hours.valid_until) continue;
      if (type && hours.appointment_types.length > 0 && !hours.appointment_types.includes(type.name)) continue;
      const places = hours.location_type === 'any' ? everyPlace : [hours.location_type];
      if (question.location_type !== null && !places.includes(question.location_type)) continue;
      found.push({
        ...localSpan(hours.timezone, date, hours.start_time, hours.end_time),
        timezone: hours.timezone,
        step: hours.slot_duration_minutes,
        minutes: question.duration_minutes ?? type?.default_duration_minutes ?? hours.slot_duration_minutes,
        buffer: Math.max(hours.buffer_minutes, type?.buffer_minutes ?? 0),
        maximum: hours.max_appointments_per_day,
        places,
      });
    }
  }
  return found;
}

/** [AV4] What a day off shuts: its local date, or the named part of it. */
export function timeOff(world: World): Span[] {
  return world.overrides
    .filter((o) => !o.is_available)
    .map((o) => {
      const zone = donor(world, o.override_date)?.timezone ?? world.timezone;
      return localSpan(zone, o.override_date, o.start_time ?? '00:00', o.end_time ?? '24:00');
    })
    .filter((span) => span.end > span.start); // a part that lies in skipped time altogether does not exist
}

function isFree(world: World, question: Question, opening: Opening, off: Span[], start: number): boolean {
  const visit: Span = { start, end: start + opening.minutes * minute };
  const claim: Span = { start, end: visit.end + opening.buffer * minute };
  const counts = (v: TakenVisit) =>
    v.appointment_id === undefined || v.appointment_id !== question.exclude_appointment_id;
  if (start < question.now || start < question.from || visit.end > question.until) return false;
  if (question.by_patient) {
    if (start < question.now + world.min_notice_minutes * minute) return false;
    if (start > question.now + world.booking_horizon_days * day) return false;
    if (opening.minutes > world.max_self_booking_minutes) return false;
  }
  const taken = world.visits.filter(counts);
  const held = world.holds.filter((h) => h.expires_at > question.now && h.holder !== question.holder);
  const claimed = [...taken.filter((v) => !v.elsewhere), ...held].map((v) => ({
    start: v.start,
    end: v.blocked_until,
  }));
  if ([...claimed, ...world.busy].some((span) => overlaps(span, claim))) return false;
  if ([...world.closures, ...off].some((span) => overlaps(span, visit))) return false;
  if (question.for_patient && taken.some((v) => v.mine && overlaps(v, visit))) return false;
  if (opening.maximum !== null) {
    const date = dateAt(opening.timezone, start);
    const sameDay = taken.filter((v) => !v.elsewhere && dateAt(opening.timezone, v.start) === date);
    if (sameDay.length >= opening.maximum) return false;
  }
  return true;
}

/** Every slot the rules allow, by start. */
export function freeSlots(world: World, question: Question): Slot[] {
  const type = world.types.find((t) => t.name === question.appointment_type);
  if (question.appointment_type !== null && !type?.active) return [];
  if (type && question.by_patient && !type.self_bookable) return [];
  const off = timeOff(world);
  const found = new Map<number, Slot>();
  for (const opening of openings(world, question)) {
    for (let start = opening.start; start + opening.minutes * minute <= opening.end; start += opening.step * minute) {
      if (!isFree(world, question, opening, off, start)) continue;
      const end = start + opening.minutes * minute;
      const known = found.get(start);
      found.set(start, {
        start,
        end: Math.min(end, known?.end ?? end),
        places: everyPlace.filter((p) => opening.places.includes(p) || known?.places.includes(p)),
        buffer_minutes: Math.min(opening.buffer, known?.buffer_minutes ?? opening.buffer),
      });
    }
  }
  return [...found.values()].sort((a, b) => a.start - b.start);
}
