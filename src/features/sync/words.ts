import { formatLocale } from '../../lib/time.ts';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** "2 minutes ago", in the reader's language. What lies ahead because clocks differ counts as now. */
export function formatAgo(iso: string, now: number): string {
  const seconds = Math.max(0, (now - Date.parse(iso)) / 1000);
  const format = new Intl.RelativeTimeFormat(formatLocale(), { numeric: 'auto' });
  if (seconds < minute) return format.format(0, 'second');
  if (seconds < hour) return format.format(-Math.floor(seconds / minute), 'minute');
  if (seconds < day) return format.format(-Math.floor(seconds / hour), 'hour');
  return format.format(-Math.floor(seconds / day), 'day');
}

export type Length = { unit: 'seconds' | 'minutes' | 'hours'; value: string };

/** "0.8", "12" seconds, "3" minutes: one figure of meaning is enough to judge by. */
export function lengthOf(ms: number): Length {
  const number = (value: number, digits: number) =>
    new Intl.NumberFormat(formatLocale(), { maximumFractionDigits: digits }).format(value);
  const seconds = ms / 1000;
  if (seconds < 90) return { unit: 'seconds', value: number(seconds, seconds < 10 ? 1 : 0) };
  if (seconds < 90 * minute) return { unit: 'minutes', value: number(seconds / minute, 0) };
  return { unit: 'hours', value: number(seconds / hour, 1) };
}

/** "99.3%". Never rounded up to a hundred when something failed. */
export function formatShare(done: number, failed: number): string {
  const share = Math.floor((done / (done + failed)) * 1000) / 1000;
  return new Intl.NumberFormat(formatLocale(), { style: 'percent', maximumFractionDigits: 1 }).format(share);
}
