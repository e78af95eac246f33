import { DateTime } from 'luxon';

/**
 * Days, weeks and words for instants. A "day" is always a calendar date 'YYYY-MM-DD' in a named zone;
 * an instant is always an ISO string with an offset.
 */
export type CalendarViewName = 'day' | 'week' | 'month' | 'list';

export const viewerZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

/** The browser's own way to write dates, as long as it is in the language the page is in. */
export function formatLocale(language = document.documentElement.lang || 'en', browser = navigator.language): string {
  return browser.toLowerCase().split('-')[0] === language.toLowerCase().split('-')[0] ? browser : language;
}

type WeekInfo = { firstDay: number };
/** 0 = Sunday … 6 = Saturday. */
export function firstDayOfWeek(locale = formatLocale()): number {
  const intl = new Intl.Locale(locale) as Intl.Locale & { getWeekInfo?: () => WeekInfo; weekInfo?: WeekInfo };
  return (intl.getWeekInfo?.() ?? intl.weekInfo ?? { firstDay: 1 }).firstDay % 7;
}

const cache = new Map<string, Intl.DateTimeFormat>();
function formatter(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const locale = formatLocale();
  const key = `${locale}|${zone}|${JSON.stringify(options)}`;
  let made = cache.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
    cache.set(key, made);
  }
  return made;
}

/** Two-digit hours where the clock has 24 of them, so that times stand in line: 09:00, but 9:00 AM. */
export function clockFormat(locale = formatLocale()): Intl.DateTimeFormatOptions {
  const { hour12 } = new Intl.DateTimeFormat(locale, { hour: 'numeric' }).resolvedOptions();
  return { hour: hour12 ? 'numeric' : '2-digit', minute: '2-digit' };
}
const spokenDay: Intl.DateTimeFormatOptions = { weekday: 'long', day: 'numeric', month: 'long' };
const shortDay: Intl.DateTimeFormatOptions = { weekday: 'short', day: 'numeric', month: 'short' };

/** "10:30" or "10:30 AM", as the reader is used to. */
export const formatTime = (iso: string, zone: string): string => formatter(zone, clockFormat()).format(new Date(iso));

/** "10:30 – 11:00" */
export const formatTimeRange = (start: string, end: string, zone: string): string =>
  formatter(zone, clockFormat()).formatRange(new Date(start), new Date(end));

/** "Tuesday 24 November" */
export const formatDay = (iso: string, zone: string): string => formatter(zone, spokenDay).format(new Date(iso));

/** "Tue 24 Nov" */
export const formatShortDay = (iso: string, zone: string): string => formatter(zone, shortDay).format(new Date(iso));

/** "Tue 24 Nov, 10:30" */
export const formatDayTime = (iso: string, zone: string): string =>
  `${formatShortDay(iso, zone)}, ${formatTime(iso, zone)}`;

/** A date alone, written out: noon UTC is the same date in the UTC formatter, whatever the viewer's zone. */
export const formatDate = (date: string, options: Intl.DateTimeFormatOptions = spokenDay): string =>
  formatter('UTC', options).format(new Date(`${date}T12:00:00Z`));

export const dayOf = (iso: string, zone: string): string => DateTime.fromISO(iso, { zone }).toFormat('yyyy-MM-dd');

export const today = (zone: string, now: Date = new Date()): string =>
  DateTime.fromJSDate(now, { zone }).toFormat('yyyy-MM-dd');

export const addDays = (date: string, days: number): string =>
  DateTime.fromISO(date, { zone: 'utc' }).plus({ days }).toFormat('yyyy-MM-dd');

/** The first instant of a date in a zone. Where midnight does not exist, it is the first one that does. */
export const dayStart = (date: string, zone: string): string => toIso(DateTime.fromISO(date, { zone }).startOf('day'));

export function startOfWeek(date: string, firstDay: number): string {
  const weekday = DateTime.fromISO(date, { zone: 'utc' }).weekday % 7;
  return addDays(date, -((weekday - firstDay + 7) % 7));
}

const isDate = (value: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(value) && DateTime.fromISO(value).isValid;
/** What the address bar may hold; anything else counts as absent. */
export const parseDate = (value: string | null | undefined): string | undefined =>
  value && isDate(value) ? value : undefined;

export const toIso = (instant: DateTime): string => instant.toUTC().toISO({ suppressMilliseconds: true }) ?? '';

export const addMinutes = (iso: string, minutes: number): string => toIso(DateTime.fromISO(iso).plus({ minutes }));

/** Moves by whole days on the wall clock of the zone, so that 10:30 stays 10:30 across a clock change. */
export const addWallDays = (iso: string, days: number, zone: string): string =>
  toIso(DateTime.fromISO(iso, { zone }).plus({ days }));

export const minutesBetween = (start: string, end: string): number =>
  Math.round((Date.parse(end) - Date.parse(start)) / 60_000);

/** The days a view shows, [from, to): the same rows and columns the calendar draws. */
export function visibleDays(view: CalendarViewName, date: string, firstDay: number): { from: string; to: string } {
  if (view === 'day') return { from: date, to: addDays(date, 1) };
  if (view === 'month') {
    const from = startOfWeek(`${date.slice(0, 8)}01`, firstDay);
    return { from, to: addDays(from, 42) };
  }
  const from = startOfWeek(date, firstDay);
  return { from, to: addDays(from, 7) };
}

/** One step back or forward in a view. */
export function stepDate(view: CalendarViewName, date: string, direction: 1 | -1): string {
  if (view === 'day') return addDays(date, direction);
  if (view === 'month')
    return DateTime.fromISO(date, { zone: 'utc' }).plus({ months: direction }).toFormat('yyyy-MM-dd');
  return addDays(date, 7 * direction);
}

/** "New York (GMT-5)": the city people say, and how far it is from Greenwich on that day. */
export function zoneName(zone: string, at: Date = new Date()): string {
  const city = zone.split('/').at(-1)?.replaceAll('_', ' ') ?? zone;
  const offset = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'shortOffset' })
    .formatToParts(at)
    .find((part) => part.type === 'timeZoneName')?.value;
  return offset && offset !== city ? `${city} (${offset})` : city;
}

/** Whether two zones show the same clock at an instant: then naming the zone would only be noise. */
export function sameClock(a: string, b: string, at: Date = new Date()): boolean {
  const offset = (zone: string) => DateTime.fromJSDate(at, { zone }).offset;
  return a === b || offset(a) === offset(b);
}

export type DayPart = 'morning' | 'afternoon' | 'evening';
export function dayPart(iso: string, zone: string): DayPart {
  const hour = DateTime.fromISO(iso, { zone }).hour;
  if (hour < 12) return 'morning';
  return hour < 17 ? 'afternoon' : 'evening';
}

/** A wall-clock date and time in a zone as an instant; a repeated time is its first occurrence, a skipped one moves on. */
export function wallTime(date: string, time: string, zone: string): string {
  const [hour = 0, minute = 0, second = 0] = time.split(':').map(Number);
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  return toIso(earliest(DateTime.fromObject({ year, month, day, hour, minute, second }, { zone })));
}

/** Luxon may answer the second of two equal wall times; RFC 5545 wants the first. */
function earliest(instant: DateTime): DateTime {
  const possible = instant.getPossibleOffsets();
  return possible.reduce((first, candidate) => (candidate.toMillis() < first.toMillis() ? candidate : first), instant);
}
