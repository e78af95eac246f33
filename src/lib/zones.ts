import { zoneName } from './time.ts';

export type ZoneChoice = { value: string; label: string };

/** Every zone by its city, in the order of the clock; the current one is there even if the browser does not list it. */
export function zoneChoices(current: string, at: Date = new Date()): ZoneChoice[] {
  const names = new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', current]);
  return [...names]
    .map((value) => ({ value, label: zoneName(value, at) }))
    .sort((a, b) => a.label.localeCompare(b.label));
}
