import { addDays } from '../../lib/time.ts';
import type { ImportedDay } from './imports.ts';

/**
 * National holidays out of date-holidays. Only this module knows its shapes; the library itself (240 kB compressed)
 * is loaded when the dialog opens.
 */
export type Holiday = { date: string; start: Date; end: Date; name: string; type: string };

const dayMs = 24 * 3_600_000;

/**
 * `date` is '2026-12-24 14:00:00', the civil date on which it is; `start` may be the evening before (holidays that
 * begin at sunset), so only the length is taken from it.
 */
export function holidayDays(holiday: Holiday): ImportedDay[] {
  const match = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2})/.exec(holiday.date);
  if (!match) return [];
  const [, date = '', time = '00:00'] = match;
  const length = holiday.end.getTime() - holiday.start.getTime();
  if (time !== '00:00') {
    // "From two in the afternoon": a part of the day, to midnight unless it is shorter.
    const [hour = 0, minute = 0] = time.split(':').map(Number);
    const until = hour * 60 + minute + Math.round(length / 60_000);
    const end =
      until >= 1440
        ? '00:00'
        : `${String(Math.floor(until / 60)).padStart(2, '0')}:${String(until % 60).padStart(2, '0')}`;
    return [{ date, title: holiday.name, times: { start: time, end } }];
  }
  // A day on which the clocks change has 23 or 25 hours.
  const days = Math.min(31, Math.max(1, Math.round(length / dayMs)));
  return Array.from({ length: days }, (_, index) => ({
    date: addDays(date, index),
    title: holiday.name,
    times: undefined,
  }));
}

/** The country in which the practice's clock ticks; where several share it, that of the reader's language settings. */
export function guessCountry(
  zone: string,
  locale: string,
  zonesOf: ReadonlyMap<string, readonly string[]>,
): string | undefined {
  const region = regionOf(locale);
  const sharing = [...zonesOf].filter(([, zones]) => zones.includes(zone)).map(([country]) => country);
  if (region && sharing.includes(region)) return region;
  return sharing[0] ?? (region && zonesOf.has(region) ? region : undefined);
}

function regionOf(locale: string): string | undefined {
  try {
    return new Intl.Locale(locale).maximize().region;
  } catch {
    return undefined;
  }
}

export type HolidayBook = {
  countries: readonly { code: string; name: string; zones: readonly string[] }[];
  states: (country: string) => { code: string; name: string }[];
  days: (choice: { country: string; state: string; years: readonly number[]; everyKind: boolean }) => ImportedDay[];
};

const named = (names: Record<string, string> | undefined, locale: string): { code: string; name: string }[] =>
  Object.entries(names ?? {})
    .map(([code, name]) => ({ code, name }))
    .sort((a, b) => a.name.localeCompare(b.name, locale));

/** Loads the library. Names come in the reader's language where it has them. */
export async function openHolidayBook(locale: string): Promise<HolidayBook> {
  const { default: Holidays } = await import('date-holidays');
  const language = locale.split('-')[0] ?? 'en';
  const regionNames = new Intl.DisplayNames([locale], { type: 'region', fallback: 'none' });
  const book = new Holidays();
  const known = book.getCountries(language) as Record<string, string>;
  const countries = named(known, locale)
    .map(({ code, name }) => {
      book.init(code);
      return {
        code,
        name: code.length === 2 ? (regionNames.of(code) ?? name) : name,
        zones: book.getTimezones() ?? [],
      };
    })
    .sort((a, b) => a.name.localeCompare(b.name, locale));
  return {
    countries,
    states: (country) => named(book.getStates(country, language) as Record<string, string> | undefined, locale),
    days: ({ country, state, years, everyKind }) => {
      book.init(country, state);
      return years
        .flatMap((year) => book.getHolidays(year, language))
        .filter((holiday) => everyKind || holiday.type === 'public')
        .flatMap(holidayDays);
    },
  };
}
