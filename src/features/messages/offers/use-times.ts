import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { TimeRange } from '../../../lib/errors.ts';
import { type SlotWish, slotQueries } from '../../../lib/slots/queries.ts';
import { addDays, dayOf, dayStart, firstDayOfWeek, startOfWeek, today } from '../../../lib/time.ts';
import { chosenTimes, isChosen, mostTimes, withoutTime, withTimes } from './chosen-times.ts';
import { overlaps, suggestTimes } from './suggest-times.ts';

/** The times that are being chosen for a card, and whether each can still be had. Without a wish there is no choosing. */
export function useTimes(wish: SlotWish | undefined, zone: string, initial: readonly TimeRange[] = []) {
  const client = useQueryClient();
  const [starts, setStarts] = useState(() =>
    withTimes(
      [],
      initial.map(({ start }) => start),
    ),
  );
  const [openedAt] = useState(() => new Date().toISOString());
  const [day, setDay] = useState(() => initial[0] && dayOf(initial[0].start, zone));
  const asked = wish ?? nothing;
  const first = useQuery({ ...slotQueries.next(asked, openedAt, 1), enabled: wish !== undefined && day === undefined });
  const found = first.data?.[0];

  // The weeks that the picker has shown too: no question is asked twice.
  const weekOf = (start: string) => startOfWeek(dayOf(start, zone), firstDayOfWeek());
  const weeks = [...new Set(starts.map(weekOf))];
  const answers = useQueries({
    queries: weeks.map((week) => ({
      ...slotQueries.free(asked, dayStart(week, zone), dayStart(addDays(week, 7), zone)),
      enabled: wish !== undefined,
    })),
  });
  const isFree = (start: string) =>
    answers[weeks.indexOf(weekOf(start))]?.data?.some((slot) => Date.parse(slot.start) === Date.parse(start));

  const times = wish ? chosenTimes(starts, wish.durationMinutes, isFree) : [];
  const usable = times.filter(({ state }) => state === 'free');
  return {
    times,
    date: day ?? (found ? dayOf(found.start, zone) : today(zone)),
    chooseDay: setDay,
    full: times.length >= mostTimes,
    mayAdd: (slot: TimeRange) => times.length < mostTimes && !times.some((time) => overlaps(slot, time)),
    /** Whether a proposal would be a new one beside those that are still free. */
    mayTake: (slot: TimeRange) => usable.length < mostTimes && !usable.some((time) => overlaps(slot, time)),
    toggle: ({ start }: TimeRange) =>
      setStarts((now) => (isChosen(now, start) ? withoutTime(now, start) : withTimes(now, [start]))),
    remove: (start: string) => setStarts((now) => withoutTime(now, start)),
    /** A proposal takes the place of what has gone. */
    take: ({ start }: TimeRange) => {
      setStarts(
        withTimes(
          usable.map((time) => time.start),
          [start],
        ),
      );
      setDay(dayOf(start, zone));
    },
    /** Adds up to three that suit what is chosen already; says how many. From tomorrow on: a card ends with its first time. */
    suggest: async (): Promise<number> => {
      const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
      const soon = await client.fetchQuery(slotQueries.next(asked, tomorrow, 50));
      const open = soon.filter((slot) => !times.some((time) => overlaps(slot, time)));
      const added = suggestTimes(open, zone, Math.min(3, mostTimes - times.length));
      setStarts((now) =>
        withTimes(
          now,
          added.map(({ start }) => start),
        ),
      );
      if (added[0]) setDay(dayOf(added[0].start, zone));
      return added.length;
    },
  };
}

export type Times = ReturnType<typeof useTimes>;

const nothing: SlotWish = { clinicianId: '', durationMinutes: 0, appointmentType: '', locationType: 'in_person' };
