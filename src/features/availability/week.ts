import type { HoursRow, Place } from './schema.ts';

/**
 * A week being edited. What most hours have in common (length, buffer, maximum, zone) stands once for all; a range has
 * a value of its own only where it differs. Rows are what the database keeps, drafts what a person types.
 */
export type Common = {
  slotMinutes: number;
  bufferMinutes: number;
  /** Visits a day, undefined = no limit. */
  maximum: number | undefined;
  timezone: string;
};
/** undefined = as the common value. A maximum of its own may be "no limit". */
export type Own = {
  slotMinutes: number | undefined;
  bufferMinutes: number | undefined;
  maximum: { value: number | undefined } | undefined;
  timezone: string | undefined;
};
export type Range = {
  key: string;
  id: string | undefined;
  day: number;
  /** 'HH:MM', or '' while nothing is entered. An end at or before the start lies on the next day. */
  start: string;
  end: string;
  place: Place;
  types: readonly string[];
  validFrom: string;
  validUntil: string;
  own: Own;
};
export type WeekDraft = { common: Common; ranges: readonly Range[] };
export type RowToSave = Omit<HoursRow, 'availability_id' | 'updated_at'> & { availability_id?: string };

export const nothingOwn: Own = {
  slotMinutes: undefined,
  bufferMinutes: undefined,
  maximum: undefined,
  timezone: undefined,
};

/** '09:00:00' → '09:00'; midnight at the end may be kept as 24:00. */
const clock = (time: string): string => (time.startsWith('24:') ? '00:00' : time.slice(0, 5));

function mostCommon<T>(values: readonly T[], fallback: T): T {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let best = fallback;
  for (const [value, count] of counts) if (count > (counts.get(best) ?? 0)) best = value;
  return best;
}

export function commonOf(rows: readonly HoursRow[], zone: string): Common {
  return {
    slotMinutes: mostCommon(
      rows.map((row) => row.slot_duration_minutes),
      30,
    ),
    bufferMinutes: mostCommon(
      rows.map((row) => row.buffer_minutes),
      0,
    ),
    maximum:
      mostCommon(
        rows.map((row) => row.max_appointments_per_day),
        null,
      ) ?? undefined,
    timezone: mostCommon(
      rows.map((row) => row.timezone),
      zone,
    ),
  };
}

export function toDraft(rows: readonly HoursRow[], zone: string): WeekDraft {
  const common = commonOf(rows, zone);
  const ranges = rows.map((row): Range => {
    const maximum = row.max_appointments_per_day ?? undefined;
    return {
      key: row.availability_id,
      id: row.availability_id,
      day: row.day_of_week,
      start: clock(row.start_time),
      end: clock(row.end_time),
      place: row.location_type,
      types: row.appointment_types,
      validFrom: row.valid_from ?? '',
      validUntil: row.valid_until ?? '',
      own: {
        slotMinutes: row.slot_duration_minutes === common.slotMinutes ? undefined : row.slot_duration_minutes,
        bufferMinutes: row.buffer_minutes === common.bufferMinutes ? undefined : row.buffer_minutes,
        maximum: maximum === common.maximum ? undefined : { value: maximum },
        timezone: row.timezone === common.timezone ? undefined : row.timezone,
      },
    };
  });
  return { common, ranges };
}

export const slotMinutesOf = (range: Range, common: Common): number => range.own.slotMinutes ?? common.slotMinutes;

export function toRow(range: Range, common: Common): RowToSave {
  const maximum = range.own.maximum ? range.own.maximum.value : common.maximum;
  return {
    ...(range.id ? { availability_id: range.id } : {}),
    day_of_week: range.day,
    start_time: `${range.start}:00`,
    end_time: `${range.end}:00`,
    slot_duration_minutes: slotMinutesOf(range, common),
    timezone: range.own.timezone ?? common.timezone,
    location_type: range.place,
    appointment_types: [...range.types],
    buffer_minutes: range.own.bufferMinutes ?? common.bufferMinutes,
    max_appointments_per_day: maximum ?? null,
    valid_from: range.validFrom || null,
    valid_until: range.validUntil || null,
  };
}

/** Whether a draft row says the same as a kept one, however it is written. */
export function sameHours(row: RowToSave, kept: HoursRow): boolean {
  const types = (list: readonly string[]) => [...list].sort().join('\n');
  return (
    row.day_of_week === kept.day_of_week &&
    clock(row.start_time) === clock(kept.start_time) &&
    clock(row.end_time) === clock(kept.end_time) &&
    row.slot_duration_minutes === kept.slot_duration_minutes &&
    row.timezone === kept.timezone &&
    row.location_type === kept.location_type &&
    types(row.appointment_types) === types(kept.appointment_types) &&
    row.buffer_minutes === kept.buffer_minutes &&
    row.max_appointments_per_day === kept.max_appointments_per_day &&
    row.valid_from === kept.valid_from &&
    row.valid_until === kept.valid_until
  );
}

export type WeekDiff = { rows: RowToSave[]; inserted: number; updated: number; deleted: number };

/** The whole week as it shall be, and how much of it is new. Ids that are no longer kept become new rows. */
export function weekDiff(draft: WeekDraft, kept: readonly HoursRow[]): WeekDiff {
  const byId = new Map(kept.map((row) => [row.availability_id, row]));
  const rows = draft.ranges.map((range) => {
    const row = toRow(range, draft.common);
    const before = range.id ? byId.get(range.id) : undefined;
    if (!before) {
      const { availability_id: _gone, ...fresh } = row;
      return { row: fresh as RowToSave, change: 'inserted' as const };
    }
    if (!sameHours(row, before)) return { row, change: 'updated' as const };
    // As kept, to the letter (24:00 and 00:00 mean the same), so that the database sees no change.
    const { updated_at: _seen, ...unchanged } = before;
    return { row: unchanged as RowToSave, change: undefined };
  });
  const count = (change: 'inserted' | 'updated') => rows.filter((entry) => entry.change === change).length;
  const named = new Set(rows.map((entry) => entry.row.availability_id));
  return {
    rows: rows.map((entry) => entry.row),
    inserted: count('inserted'),
    updated: count('updated'),
    deleted: kept.filter((row) => !named.has(row.availability_id)).length,
  };
}

export const isChanged = ({ inserted, updated, deleted }: WeekDiff): boolean => inserted + updated + deleted > 0;
