import type { NewOverride, Override } from './schema.ts';

/** Days off on their way in, from a file or from the national holidays, before anything is written. */
export type ImportedDay = {
  date: string;
  title: string;
  /** A part of the day, 'HH:MM'; without it the whole day. */
  times: { start: string; end: string } | undefined;
};

/**
 * One exception per date is all there can be: whole days win, parts of one day become one part from the first start to
 * the last end.
 */
export function mergeDays(days: readonly ImportedDay[]): ImportedDay[] {
  const byDate = new Map<string, ImportedDay>();
  for (const day of days) {
    const known = byDate.get(day.date);
    byDate.set(day.date, known ? merge(known, day) : day);
  }
  return [...byDate.values()].sort((a, b) => a.date.localeCompare(b.date));
}

function merge(a: ImportedDay, b: ImportedDay): ImportedDay {
  const title = a.title === b.title ? a.title : `${a.title} · ${b.title}`;
  if (!a.times || !b.times) return { date: a.date, title, times: undefined };
  const start = a.times.start < b.times.start ? a.times.start : b.times.start;
  // 00:00 at the end is midnight, the latest there is.
  const later = (end: string) => (end === '00:00' ? '24:00' : end);
  const end = later(a.times.end) > later(b.times.end) ? a.times.end : b.times.end;
  return { date: a.date, title, times: { start, end } };
}

export type Candidate = ImportedDay & { existing: Override | undefined };

export function withExisting(days: readonly ImportedDay[], existing: readonly Override[]): Candidate[] {
  const byDate = new Map(existing.map((row) => [row.override_date, row]));
  return days.map((day) => ({ ...day, existing: byDate.get(day.date) }));
}

/** The database keeps 500 characters of a reason. */
const longestReason = 500;

export const toOverride = (day: ImportedDay): NewOverride => ({
  override_date: day.date,
  is_available: false,
  start_time: day.times ? `${day.times.start}:00` : null,
  end_time: day.times ? `${day.times.end}:00` : null,
  reason: day.title.slice(0, longestReason) || null,
  override_type: 'holiday',
});
