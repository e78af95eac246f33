import { addDays, startOfWeek } from '../../lib/time.ts';
import { defaultLocation, formatLocation, type ListLocation } from './location.ts';

export const presetNames = ['coming', 'today', 'week', 'waiting', 'noShows'] as const;
export type PresetName = (typeof presetNames)[number];

/** The questions a front desk asks every day, one press away. Whose day it is (clinician) stays. */
export function preset(name: PresetName, location: ListLocation, today: string, firstDay: number): ListLocation {
  const base = { ...defaultLocation(today), clinicianIds: location.clinicianIds, visitId: location.visitId };
  switch (name) {
    case 'coming':
      return base;
    case 'today':
      return { ...base, from: today, to: today };
    case 'week': {
      const monday = startOfWeek(today, firstDay);
      return { ...base, from: monday, to: addDays(monday, 6) };
    }
    case 'waiting':
      return { ...base, status: ['requested'], to: undefined };
    case 'noShows':
      return { ...base, status: ['no_show'], from: undefined, to: today, newestFirst: true };
  }
}

/** Which of them is what one sees, if any. */
export function presetOf(location: ListLocation, today: string, firstDay: number): PresetName | undefined {
  const shown = formatLocation(location, today);
  return presetNames.find((name) => formatLocation(preset(name, location, today, firstDay), today) === shown);
}
