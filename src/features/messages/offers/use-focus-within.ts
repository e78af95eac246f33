import { type FocusEvent, type RefObject, useEffect, useRef } from 'react';

/**
 * Keeps the focus in a card when its buttons go, by one's own answer, somebody else's or the clock: whoever was in it
 * finds themselves at its state. The handlers belong to the card's element.
 */
export function useFocusWithin(state: string, target: RefObject<HTMLElement | null>) {
  const inside = useRef(false);
  const before = useRef(state);
  useEffect(() => {
    if (before.current === state) return;
    before.current = state;
    const active = document.activeElement;
    const lost = active === null || active === document.body || active.matches(':disabled');
    if (inside.current && lost) target.current?.focus({ preventScroll: true });
  }, [state, target]);
  return {
    onFocus: () => {
      inside.current = true;
    },
    onBlur: (event: FocusEvent) => {
      const next = event.relatedTarget;
      // Without a next element the focused one may just have gone.
      if (next instanceof Node && !event.currentTarget.contains(next)) inside.current = false;
    },
  };
}
