import { addDays, formatDate, formatTime } from '../../lib/time.ts';

/** Days of the week and wall-clock times in the reader's own way, without a date behind them. */
export const dayName = (day: number, weekday: 'long' | 'short' = 'long'): string =>
  formatDate(addDays('2023-01-01', day), { weekday });

export const clockText = (time: string): string =>
  formatTime(`2023-01-01T${time.slice(0, 5).replace('24:', '00:')}:00Z`, 'UTC');

const shortDate: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', year: 'numeric' };
export const dateText = (date: string): string => formatDate(date, shortDate);

const weekdayDate: Intl.DateTimeFormatOptions = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' };
export const weekdayDateText = (date: string): string => formatDate(date, weekdayDate);

const spoken: Intl.DateTimeFormatOptions = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' };
export const spokenDate = (date: string): string => formatDate(date, spoken);

const short: Intl.DateTimeFormatOptions = { weekday: 'short', day: 'numeric', month: 'short' };
export const shortDateText = (date: string): string => formatDate(date, short);
