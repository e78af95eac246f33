import { type RefObject, useLayoutEffect, useState } from 'react';
import { flushSync } from 'react-dom';

/**
 * False until the grid in the box has measured itself. It would draw every visit twice, before and after; given its
 * visits afterwards, it draws them once. The grid's own observer is older than this one and therefore called first,
 * both before anything is painted; the frames are for places without a layout.
 */
export function useMeasured(box: RefObject<Element | null>): boolean {
  const [measured, setMeasured] = useState(false);
  useLayoutEffect(() => {
    if (measured || !box.current) return;
    const observer = new ResizeObserver(() => flushSync(() => setMeasured(true)));
    observer.observe(box.current);
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => setMeasured(true));
    });
    return () => {
      observer.disconnect();
      cancelAnimationFrame(frame);
    };
  }, [box, measured]);
  return measured;
}
