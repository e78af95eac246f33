/**
 * Days of the proleptic Gregorian calendar as numbers: day 0 is 1970-01-01. By arithmetic on 400-year eras, since a Date
 * for each day that a rule looks at takes most of the time of reading a calendar.
 */

export const dayMs = 86_400_000;

export interface CivilDate {
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
}

const daysOfEra = 146_097;
/** From 0000-03-01, where eras begin: years from March have their leap day at the end. */
const epoch = 719_468;

export function dayNumber(year: number, month: number, day: number): number {
  const y = month > 2 ? year : year - 1;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const leapDays = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  return era * daysOfEra + yearOfEra * 365 + leapDays + dayOfYear - epoch;
}

export function civilDate(dayNumber: number): CivilDate {
  const shifted = dayNumber + epoch;
  const era = Math.floor(shifted / daysOfEra);
  const dayOfEra = shifted - era * daysOfEra;
  const leapDays = Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const day = dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

/** 0 is Sunday. */
export const weekday = (dayNumber: number): number => (((dayNumber + 4) % 7) + 7) % 7;

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month % 2 === Number(month < 8) ? 31 : 30;
}
