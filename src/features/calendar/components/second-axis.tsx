import type { CalendarOptions } from '@fullcalendar/react';
import { cityOf, secondClock } from '../second-clock.ts';

/** Two clocks on the axis: the second outside, the grid's own beside the grid, each under the name of its city. */
export function secondAxis(zone: string, second: { zone: string; days: readonly string[] }): CalendarOptions {
  return {
    slotHeaderContent: (info) => (
      <span className="cs-clocks">
        <span className="cs-clock2">
          {secondClock(info.time ? info.time.milliseconds / 60_000 : 0, second.days, zone, second.zone).map((line) => (
            <span key={line}>{line}</span>
          ))}
        </span>
        <span className="cs-clock1">{info.text}</span>
      </span>
    ),
    // The corner above the axis is where week numbers would stand; it is the only header that the axis has.
    weekNumbers: true,
    weekNumberHeaderContent: () => (
      <span className="cs-clocks">
        <span className="cs-clock2" title={second.zone}>
          {cityOf(second.zone)}
        </span>
        <span className="cs-clock1" title={zone}>
          {cityOf(zone)}
        </span>
      </span>
    ),
  };
}
