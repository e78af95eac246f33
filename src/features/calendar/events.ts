import type { EventInput } from '@fullcalendar/react';
import { mayMove, type Visit } from '../../lib/appointments/schema.ts';
import type { TimeRange } from '../../lib/errors.ts';
import type { BusySpan } from './schema.ts';
import type { TimeOff } from './working-hours.ts';

/** From rows to what the calendar draws. Pure, so that drag rules and colours can be tested without a browser. */
export type PendingMove = TimeRange & { appointmentId: string };

const cssName = (status: string): string => status.replaceAll('_', '-');

export function visitEvent(visit: Visit, pending?: PendingMove): EventInput {
  const status = cssName(visit.status);
  const movable = mayMove(visit.status);
  const shown = pending?.appointmentId === visit.appointment_id ? pending : undefined;
  return {
    id: visit.appointment_id,
    title: visit.patient?.full_name ?? '',
    start: shown?.start ?? visit.scheduled_start,
    end: shown?.end ?? visit.scheduled_end,
    color: `var(--cs-status-${status}-background)`,
    contrastColor: `var(--cs-status-${status}-text)`,
    class: shown ? 'cs-event cs-event-pending' : 'cs-event',
    startEditable: movable,
    durationEditable: movable,
    extendedProps: { visit },
  };
}

/** Shades everything outside the working hours. With no hours in view the whole range is shaded. */
export function closedHoursEvents(open: readonly TimeRange[], range: TimeRange): EventInput[] {
  const base = {
    display: 'inverse-background',
    groupId: 'open-hours',
    class: 'cs-closed',
    color: 'var(--cs-closed-hours)',
  };
  if (open.length > 0) return open.map((span) => ({ ...base, start: span.start, end: span.end }));
  return [{ ...base, display: 'background', start: range.start, end: range.end }];
}

export function timeOffEvents(off: readonly TimeOff[], label: (off: TimeOff) => string): EventInput[] {
  return off.map((span) => ({
    display: 'background',
    class: 'cs-time-off',
    color: 'transparent',
    start: span.start,
    end: span.end,
    title: label(span),
  }));
}

const claims: Readonly<Record<string, 'external' | 'hold'>> = {
  external: 'external',
  external_busy: 'external',
  hold: 'hold',
};

/** Claims that are neither visits nor closed hours: other calendars, and times kept for somebody who is choosing. */
export function busyEvents(busy: readonly BusySpan[], label: (kind: 'external' | 'hold') => string): EventInput[] {
  return busy.flatMap((span) => {
    const kind = claims[span.kind];
    if (!kind) return [];
    return {
      display: 'background',
      class: kind === 'hold' ? 'cs-hold' : 'cs-busy',
      color: 'transparent',
      start: span.start,
      end: span.end,
      title: label(kind),
    };
  });
}
