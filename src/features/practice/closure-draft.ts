import { addDays, dayOf, parseDate, today } from '../../lib/time.ts';
import { type ClosureRange, fromDays, fromTimes, wholeDays } from './closure-range.ts';
import type { Closure } from './schema.ts';

/** The form of a closure: days of the practice, or times of day on its clock. */
export type ClosureDraft = {
  from: string;
  to: string;
  whole: boolean;
  startTime: string;
  endTime: string;
  reason: string;
};

export function newDraft(zone: string): ClosureDraft {
  const day = addDays(today(zone), 1);
  return { from: day, to: day, whole: true, startTime: '12:00', endTime: '18:00', reason: '' };
}

/** "13:05": what a time field takes, in every language. */
const clock = (instant: string, zone: string): string =>
  new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone }).format(
    new Date(instant),
  );

export function toDraft(closure: Closure, zone: string): ClosureDraft {
  const days = wholeDays(closure.during, zone);
  const times = { startTime: clock(closure.during.start, zone), endTime: clock(closure.during.end, zone) };
  return {
    from: days?.from ?? dayOf(closure.during.start, zone),
    to: days?.to ?? dayOf(closure.during.end, zone),
    whole: days !== undefined,
    ...(days ? { startTime: '12:00', endTime: '18:00' } : times),
    reason: closure.reason ?? '',
  };
}

/** What the form says, once it says something that can be. */
export function draftRange(draft: ClosureDraft, zone: string): ClosureRange | undefined {
  if (!parseDate(draft.from) || !parseDate(draft.to)) return undefined;
  if (!draft.whole && !(draft.startTime && draft.endTime)) return undefined;
  const range = draft.whole
    ? fromDays(draft, zone)
    : fromTimes(draft, { start: draft.startTime, end: draft.endTime }, zone);
  return Date.parse(range.end) > Date.parse(range.start) ? range : undefined;
}

export function draftErrors(
  draft: ClosureDraft,
  zone: string,
): { from?: 'fromMissing'; to?: 'toMissing' | 'toBefore' } {
  if (!parseDate(draft.from)) return { from: 'fromMissing' };
  if (!parseDate(draft.to)) return { to: 'toMissing' };
  return draftRange(draft, zone) ? {} : { to: 'toBefore' };
}
