import { instantOf, offsetAt, wallOf } from './zone-clock.ts';

/**
 * Days, weeks and words for instants. A "day" is always a calendar date 'YYYY-MM-DD' in a named zone;
 * an instant is always an ISO string with an offset.
 */
export type CalendarViewName = 'day' | 'week' | 'month' | 'list';

export const viewerZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

/** The browser's own way to write dates, as long as it is in the language the page is in. */
export function formatLocale(language = document.documentElement.lang || 'en', browser = navigator.language): string {
  const base = (tag: string) => tag.toLowerCase().split('-')[0];
  const locale = base(browser) === base(language) ? browser : language;
  // Counts are written by the texts in Latin digits; dates beside them look alike, whichever country's Arabic it is.
  return base(locale) === 'ar' && !locale.includes('-u-') ? `${locale}-u-nu-latn` : locale;
}

type WeekInfo = { firstDay: number };
/** 0 = Sunday … 6 = Saturday. */
export function firstDayOfWeek(locale = formatLocale()): number {
  const intl = new Intl.Locale(locale) as Intl.Locale & { getWeekInfo?: () => WeekInfo; weekInfo?: WeekInfo };
  return (intl.getWeekInfo?.() ?? intl.weekInfo ?? { firstDay: 1 }).firstDay % 7;
}

const cache = new Map<string, Intl.DateTimeFormat>();
/** Most options are constants: they are written out as a key once, not at each of a thousand visits. */
const optionKeys = new WeakMap<Intl.DateTimeFormatOptions, string>();
function optionKey(options: Intl.DateTimeFormatOptions): string {
  let key = optionKeys.get(options);
  if (key === undefined) {
    key = JSON.stringify(options);
    optionKeys.set(options, key);
  }
  return key;
}

function formatter(
  zone: string,
  options: Intl.DateTimeFormatOptions,
  locale: string = formatLocale(),
): Intl.DateTimeFormat {
  const key = `${locale}|${zone}|${optionKey(options)}`;
  let made = cache.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
    cache.set(key, made);
  }
  return made;
}

const clocks = new Map<string, Intl.DateTimeFormatOptions>();
/** Two-digit hours where the clock has 24 of them, so that times stand in line: 09:00, but 9:00 AM. */
export function clockFormat(locale = formatLocale()): Intl.DateTimeFormatOptions {
  let clock = clocks.get(locale);
  if (!clock) {
    const { hour12 } = new Intl.DateTimeFormat(locale, { hour: 'numeric' }).resolvedOptions();
    clock = { hour: hour12 ? 'numeric' : '2-digit', minute: '2-digit' };
    clocks.set(locale, clock);
  }
  return clock;
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
  formatter(zone, { ...shortDay, ...clockFormat() }).format(new Date(iso));

/** A date alone, written out: noon UTC is the same date in the UTC formatter, whatever the viewer's zone. */
export const formatDate = (date: string, options: Intl.DateTimeFormatOptions = spokenDay): string =>
  formatter('UTC', options).format(new Date(`${date}T12:00:00Z`));

/** Dates alone are counted in Greenwich, where every day has 24 hours. */
const dayMs = 24 * 60 * 60_000;
const dateMs = (date: string): number => Date.parse(`${date}T00:00:00Z`);
const toDate = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const toIso = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');

export const dayOf = (iso: string, zone: string): string => toDate(wallOf(zone, Date.parse(iso)));

export const today = (zone: string, now: Date = new Date()): string => toDate(wallOf(zone, now.getTime()));

export const addDays = (date: string, days: number): string => toDate(dateMs(date) + days * dayMs);

/** The first instant of a date in a zone. Where midnight does not exist, it is the first one that does. */
export const dayStart = (date: string, zone: string): string => toIso(instantOf(zone, dateMs(date)));

/** 0 = Sunday … 6 = Saturday. */
export const weekdayOf = (date: string): number => new Date(dateMs(date)).getUTCDay();

export const startOfWeek = (date: string, firstDay: number): string =>
  addDays(date, -((weekdayOf(date) - firstDay + 7) % 7));

/** Date.parse takes 30 February for 2 March; such a date does not come back as it was. */
function isDate(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const ms = dateMs(value);
  return !Number.isNaN(ms) && toDate(ms) === value;
}
/** What the address bar may hold; anything else counts as absent. */
export const parseDate = (value: string | null | undefined): string | undefined =>
  value && isDate(value) ? value : undefined;

export const addMinutes = (iso: string, minutes: number): string => toIso(Date.parse(iso) + minutes * 60_000);

/** Moves by whole days on the wall clock of the zone, so that 10:30 stays 10:30 across a clock change. */
export function addWallDays(iso: string, days: number, zone: string): string {
  const instant = Date.parse(iso);
  return toIso(days === 0 ? instant : instantOf(zone, wallOf(zone, instant) + days * dayMs));
}

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

/** The same day of the next or last month; a shorter month ends earlier. */
function addMonth(date: string, direction: 1 | -1): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const lastDay = new Date(Date.UTC(year, month + direction, 0)).getUTCDate();
  return toDate(Date.UTC(year, month - 1 + direction, Math.min(day, lastDay)));
}

/** One step back or forward in a view. */
export function stepDate(view: CalendarViewName, date: string, direction: 1 | -1): string {
  if (view === 'day') return addDays(date, direction);
  if (view === 'month') return addMonth(date, direction);
  return addDays(date, 7 * direction);
}

const shortOffset: Intl.DateTimeFormatOptions = { timeZoneName: 'shortOffset' };
/** "New York (GMT-5)": the city people say, and how far it is from Greenwich on that day. */
export function zoneName(zone: string, at: Date = new Date()): string {
  const city = zone.split('/').at(-1)?.replaceAll('_', ' ') ?? zone;
  const offset = formatter(zone, shortOffset, 'en')
    .formatToParts(at)
    .find((part) => part.type === 'timeZoneName')?.value;
  return offset && offset !== city ? `${city} (${offset})` : city;
}

/** Whether two zones show the same clock at an instant: then naming the zone would only be noise. */
export const sameClock = (a: string, b: string, at: Date = new Date()): boolean =>
  a === b || offsetAt(a, at.getTime()) === offsetAt(b, at.getTime());

export type DayPart = 'morning' | 'afternoon' | 'evening';
export function dayPart(iso: string, zone: string): DayPart {
  const hour = new Date(wallOf(zone, Date.parse(iso))).getUTCHours();
  if (hour < 12) return 'morning';
  return hour < 17 ? 'afternoon' : 'evening';
}

/** A wall-clock date and time in a zone as an instant; a repeated time is its first occurrence, a skipped one moves on. */
export function wallTime(date: string, time: string, zone: string): string {
  const [hour = 0, minute = 0, second = 0] = time.split(':').map(Number);
  return toIso(instantOf(zone, dateMs(date) + ((hour * 60 + minute) * 60 + second) * 1000));
}
