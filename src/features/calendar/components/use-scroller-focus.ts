import { type RefObject, useEffect } from 'react';

const focusable = '[tabindex="0"], a[href], button';

/**
 * The part of the grid that scrolls is reached with the keyboard through what stands in it; where nothing does, its
 * first cell takes the focus (WCAG 2.1.1). A cell, because a table may have nothing else that does.
 */
export function useScrollerFocus(box: RefObject<HTMLElement | null>, empty: boolean, view: string) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: another view has another scroller
  useEffect(() => {
    if (!empty) return;
    const cells = [...(box.current?.querySelectorAll<HTMLElement>('div') ?? [])]
      .filter((element) => /auto|scroll/.test(getComputedStyle(element).overflowY) && !element.querySelector(focusable))
      .flatMap((scroller) => scroller.querySelector<HTMLElement>('[role="cell"], [role="gridcell"]') ?? []);
    for (const cell of cells) cell.tabIndex = 0;
    return () => {
      for (const cell of cells) cell.removeAttribute('tabindex');
    };
  }, [box, empty, view]);
}
