import type { TimeRange } from '../../lib/errors.ts';
import type { FreeSlot } from '../../lib/slots/any-clinician.ts';

type One = { value: FreeSlot | undefined; onPick: (slot: FreeSlot) => void; several?: never };
export type Several = {
  values: readonly TimeRange[];
  onToggle: (slot: FreeSlot) => void;
  /** Whether a time can be added to those that are chosen. */
  mayAdd: (slot: FreeSlot) => boolean;
};

/** One of the free times, or several of them. */
export type TimesChoice = One | { several: Several; value?: never; onPick?: never };

const sameStart = (a: TimeRange, b: TimeRange) => Date.parse(a.start) === Date.parse(b.start);

export function isChosen(choice: TimesChoice, slot: FreeSlot): boolean {
  const values = choice.several ? choice.several.values : choice.value ? [choice.value] : [];
  return values.some((value) => sameStart(value, slot));
}

export const canChoose = (choice: TimesChoice, slot: FreeSlot): boolean =>
  !choice.several || isChosen(choice, slot) || choice.several.mayAdd(slot);

export function choose(choice: TimesChoice, slot: FreeSlot) {
  if (choice.several) choice.several.onToggle(slot);
  else choice.onPick(slot);
}
