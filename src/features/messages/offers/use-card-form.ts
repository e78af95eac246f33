import { type RefObject, useEffect, useRef, useState } from 'react';
import type { TimeRange } from '../../../lib/errors.ts';
import type { SlotWish } from '../../../lib/slots/queries.ts';
import { type TimesProblem, timesProblem } from './chosen-times.ts';
import { useTimes } from './use-times.ts';

type Options = {
  /** Without one, words are all there is. */
  wish: SlotWish | undefined;
  zone: string;
  fewest: number;
  initial?: readonly TimeRange[];
  /** Told whether closing would lose something. */
  dirty: RefObject<boolean>;
};

/** Where the first thing that is wrong is put right. */
const places: Record<TimesProblem, readonly string[]> = {
  unusable: ['li[data-state]:not([data-state="free"]) button'],
  tooFew: ['fieldset[data-invalid] input:not(:disabled)', '[aria-pressed="true"]'],
  nothingSaid: ['textarea'],
};

/** Times and words for a card, and what keeps them from being sent. */
export function useCardForm({ wish, zone, fewest, initial = [], dirty }: Options) {
  const times = useTimes(wish, zone, initial);
  const form = useRef<HTMLFormElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const problem = timesProblem(times.times, fewest, note);
  const unsaved = times.times.length > initial.length || note.trim() !== '';
  useEffect(() => {
    dirty.current = unsaved;
  }, [dirty, unsaved]);
  return {
    times,
    note,
    setNote,
    form,
    button,
    problem: tried ? problem : undefined,
    /** Whether it can be sent; otherwise says why and goes there. */
    check: (): boolean => {
      setTried(problem !== undefined);
      if (!problem) return true;
      // The error is drawn first, and marks the group.
      requestAnimationFrame(() => {
        const found = places[problem].map((place) => form.current?.querySelector<HTMLElement>(place));
        found.find((element) => element)?.focus();
      });
      return false;
    },
    take: (slot: TimeRange) => {
      times.take(slot);
      // The pressed button goes with its proposal.
      button.current?.focus();
    },
  };
}

export type CardForm = ReturnType<typeof useCardForm>;
