import { addDays, dayOf, dayStart } from '../../lib/time.ts';
import { weekdayOf } from './dates.ts';
import { wallSpan } from './outside.ts';
import type { Closure } from './queries.ts';
import type { HoursRow, Override, OverrideType, Rules } from './schema.ts';

/** Why patients find nothing on a day, in the order in which a person would say it. It explains; it decides nothing. */
export type EmptyReason =
  | { kind: 'closed'; reason: string | null }
  | { kind: 'off'; type: OverrideType }
  | { kind: 'noHours' }
  | { kind: 'otherKind' }
  | { kind: 'tooSoon'; minutes: number }
  | { kind: 'tooFar'; days: number }
  | { kind: 'full' };

type Facts = {
  rows: readonly HoursRow[];
  overrides: readonly Override[];
  closures: readonly Closure[];
  rules: Rules;
  appointmentType: string;
  locationType: string;
  /** The clinician's: exceptions are dates on that clock. */
  zone: string;
};

type Span = { from: number; to: number };
const meets = (a: Span, b: Span): boolean => a.from < b.to && b.from < a.to;

export function emptyReason(date: string, dayZone: string, now: number, facts: Facts): EmptyReason {
  const { rows, overrides, closures, rules, zone } = facts;
  const day = { from: Date.parse(dayStart(date, dayZone)), to: Date.parse(dayStart(addDays(date, 1), dayZone)) };
  // The day of another zone may touch two of the clinician's.
  const own = [dayOf(new Date(day.from).toISOString(), zone), dayOf(new Date(day.to - 1).toISOString(), zone)];
  const dates = [...new Set([addDays(own[0] ?? date, -1), ...own])];
  const opened = dates.flatMap((ownDate) => openedOn(ownDate, rows, overrides, zone));
  const during = opened.filter(({ span }) => meets(span, day));
  const suits = ({ row }: { row: HoursRow | undefined }) =>
    !row ||
    ((row.location_type === 'any' || row.location_type === facts.locationType) &&
      (row.appointment_types.length === 0 || row.appointment_types.includes(facts.appointmentType)));

  const closure = closures.find((span) => {
    const shut = { from: Date.parse(span.start), to: Date.parse(span.end) };
    const open = during.length > 0 ? during.map(({ span: hours }) => hours) : [day];
    return open.every((hours) => shut.from <= Math.max(hours.from, day.from) && Math.min(hours.to, day.to) <= shut.to);
  });
  if (closure) return { kind: 'closed', reason: closure.reason };
  const off = overrides.find((row) => own.includes(row.override_date) && !row.is_available && !row.start_time);
  if (off && during.length === 0) return { kind: 'off', type: off.override_type };
  if (during.length === 0) return { kind: 'noHours' };
  const fitting = during.filter(suits);
  if (fitting.length === 0) return { kind: 'otherKind' };
  const latest = Math.max(...fitting.map(({ span }) => Math.min(span.to, day.to)));
  if (latest <= now + rules.min_notice_minutes * 60_000) return { kind: 'tooSoon', minutes: rules.min_notice_minutes };
  if (day.from > now + rules.booking_horizon_days * 86_400_000) {
    return { kind: 'tooFar', days: rules.booking_horizon_days };
  }
  return { kind: 'full' };
}

function openedOn(
  date: string,
  rows: readonly HoursRow[],
  overrides: readonly Override[],
  zone: string,
): { span: Span; row: HoursRow | undefined }[] {
  const exception = overrides.find((row) => row.override_date === date);
  if (exception?.is_available && exception.start_time && exception.end_time) {
    return [{ span: wallSpan(date, exception.start_time, exception.end_time, zone), row: undefined }];
  }
  if (exception && !exception.start_time) return [];
  return rows
    .filter((row) => row.day_of_week === weekdayOf(date))
    .filter((row) => (row.valid_from ?? date) <= date && date <= (row.valid_until ?? date))
    .map((row) => ({ span: wallSpan(date, row.start_time, row.end_time, row.timezone), row }));
}
