/**
 * A length of time as people say it, over an exact whole number of minutes (or days). The unit is the largest that
 * divides it evenly, so that nothing is rounded: 90 minutes stay 90 minutes.
 */
export const minuteUnits = { minutes: 1, hours: 60, days: 1440 } as const;
export const dayUnits = { days: 1, weeks: 7, years: 365 } as const;
export type MinuteUnit = keyof typeof minuteUnits;
export type DayUnit = keyof typeof dayUnits;
export type Unit = MinuteUnit | DayUnit;
export type Units = Readonly<Partial<Record<Unit, number>>>;

const sorted = (units: Units): [Unit, number][] =>
  (Object.entries(units) as [Unit, number][]).sort(([, a], [, b]) => b - a);

export function toParts(total: number, units: Units): { value: number; unit: Unit } {
  const all = sorted(units);
  // Nothing at all is "0 hours": the middle unit, which people reach for first.
  if (total === 0) return { value: 0, unit: all[1]?.[0] ?? 'minutes' };
  const [unit, size] = all.find(([, one]) => total % one === 0) ?? all.at(-1) ?? (['minutes', 1] as const);
  return { value: total / size, unit };
}

export const toTotal = (value: number, unit: Unit, units: Units): number => Math.round(value * (units[unit] ?? 1));

/** What somebody typed; only whole or decimal numbers count. "1.5 hours" is 90 minutes. */
export function parseAmount(text: string, unit: Unit, units: Units): number | undefined {
  const trimmed = text.trim().replace(',', '.');
  if (!/^\d{1,6}(\.\d{1,3})?$/.test(trimmed)) return undefined;
  const exact = Number(trimmed) * (units[unit] ?? 1);
  return Math.abs(exact - Math.round(exact)) < 1e-6 ? Math.round(exact) : undefined;
}
