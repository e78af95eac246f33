import { addDays } from '../../lib/time.ts';
import { type DateSpan, datesBetween } from './dates.ts';
import type { NewOverride, Override, OverrideType } from './schema.ts';

/** Exceptions as a person thinks of them: "vacation from the 22nd to the 2nd" is one thing and twelve rows. */
export type ExceptionGroup = DateSpan & { key: string; rows: readonly Override[] };

const sameKind = (a: Override, b: Override): boolean =>
  a.override_type === b.override_type &&
  a.is_available === b.is_available &&
  a.start_time === b.start_time &&
  a.end_time === b.end_time &&
  (a.reason ?? '') === (b.reason ?? '');

export function groupExceptions(rows: readonly Override[]): ExceptionGroup[] {
  const groups: { from: string; until: string; key: string; rows: Override[] }[] = [];
  for (const row of [...rows].sort((a, b) => a.override_date.localeCompare(b.override_date))) {
    const last = groups.at(-1);
    const before = last?.rows.at(-1);
    if (last && before && sameKind(before, row) && addDays(last.until, 1) === row.override_date) {
      last.rows.push(row);
      last.until = row.override_date;
    } else {
      groups.push({ from: row.override_date, until: row.override_date, key: row.override_id, rows: [row] });
    }
  }
  return groups;
}

export type ExceptionValues = DateSpan & {
  type: OverrideType;
  /** Only a part of the day; custom hours always are. */
  part: boolean;
  start: string;
  end: string;
  reason: string;
};

/** The longest range that is written in one go. */
export const longestRange = 366;

export const hasTimes = (values: Pick<ExceptionValues, 'type' | 'part'>): boolean =>
  values.part || values.type === 'custom_hours';

export type ExceptionProblem = 'date' | 'order' | 'long' | 'start' | 'end';

export function exceptionProblem(values: ExceptionValues): ExceptionProblem | undefined {
  const isDate = (text: string) => /^2[01]\d\d-\d\d-\d\d$/.test(text);
  if (!isDate(values.from)) return 'date';
  if (!isDate(values.until) || values.until < values.from) return 'order';
  if (addDays(values.from, longestRange) <= values.until) return 'long';
  if (hasTimes(values) && !/^\d\d:\d\d$/.test(values.start)) return 'start';
  if (hasTimes(values) && !/^\d\d:\d\d$/.test(values.end)) return 'end';
  return undefined;
}

/** One row per date. */
export function toRows(values: ExceptionValues): NewOverride[] {
  const times = hasTimes(values);
  return datesBetween(values.from, values.until).map((override_date) => ({
    override_date,
    is_available: values.type === 'custom_hours',
    start_time: times ? `${values.start}:00` : null,
    end_time: times ? `${values.end}:00` : null,
    reason: values.reason.trim() || null,
    override_type: values.type,
  }));
}

export function toValues(group: ExceptionGroup): ExceptionValues {
  const [row] = group.rows;
  return {
    from: group.from,
    until: group.until,
    type: row?.override_type ?? 'vacation',
    part: Boolean(row?.start_time),
    start: row?.start_time?.slice(0, 5) ?? '09:00',
    end: row?.end_time?.slice(0, 5).replace('24:', '00:') ?? '12:00',
    reason: row?.reason ?? '',
  };
}
