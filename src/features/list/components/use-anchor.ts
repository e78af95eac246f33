import type { Virtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef } from 'react';

type Measured = Pick<Virtualizer<HTMLElement, Element>, 'measurementsCache' | 'scrollOffset' | 'getVirtualItems'>;

/**
 * Keeps what one reads in its place when the list is fetched again: if rows appeared or left above the first visible
 * one, the list is scrolled by as much as that row has moved.
 */
export function useAnchor(virtualizer: Measured, keys: readonly string[], scroller: HTMLElement | null) {
  const seen = useRef<{ key: string; start: number }>(undefined);
  const before = useRef(keys);
  useLayoutEffect(() => {
    const top = virtualizer.scrollOffset ?? 0;
    if (before.current !== keys && seen.current && scroller && top > 0) {
      const row = virtualizer.measurementsCache[keys.indexOf(seen.current.key)];
      if (row && row.start !== seen.current.start) scroller.scrollTop += row.start - seen.current.start;
    }
    before.current = keys;
    const first = virtualizer.getVirtualItems().find((row) => row.end > top);
    seen.current = first && { key: String(first.key), start: first.start };
  });
}
