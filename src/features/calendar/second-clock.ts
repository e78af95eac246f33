import { addMinutes, dayOf, formatDate, formatTime, wallTime } from '../../lib/time.ts';

/**
 * The second clock on the axis of the time grid. The rows are wall-clock times of the first zone; what the second zone
 * shows at them can change within the days in view, because clocks are not changed everywhere on the same date. Each
 * day is therefore worked out by itself, and a day that differs is named.
 */
export function secondClock(
  minutesOfDay: number,
  days: readonly string[],
  zone: string,
  zone2: string,
): readonly string[] {
  const lines: string[] = [];
  let before: string | undefined;
  for (const day of days) {
    const time = formatTime(wallClock(day, minutesOfDay, zone), zone2);
    if (time === before) continue;
    lines.push(before === undefined ? time : `${formatDate(day, { weekday: 'short' })} ${time}`);
    before = time;
  }
  return lines;
}

/** The instant of a row of the grid on a day; 24:00 and later belong to the next one. */
function wallClock(day: string, minutesOfDay: number, zone: string): string {
  const hours = Math.floor(minutesOfDay / 60);
  if (hours >= 24) return addMinutes(wallTime(day, '23:59', zone), minutesOfDay - (23 * 60 + 59));
  const clock = `${String(hours).padStart(2, '0')}:${String(minutesOfDay % 60).padStart(2, '0')}`;
  return wallTime(day, clock, zone);
}

/** Whether two zones ever differ on the days in view: a second clock that shows the same would only be noise. */
export const clocksDiffer = (days: readonly string[], zone: string, zone2: string): boolean =>
  days.some((day) => {
    const noon = wallTime(day, '12:00', zone);
    return formatTime(noon, zone) !== formatTime(noon, zone2) || dayOf(noon, zone) !== dayOf(noon, zone2);
  });

/** What people call a zone, where there is no room for its offset: "New York". */
export const cityOf = (zone: string): string => zone.split('/').at(-1)?.replaceAll('_', ' ') ?? zone;
