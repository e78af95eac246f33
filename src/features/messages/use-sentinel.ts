import { type RefObject, useEffect, useRef } from 'react';

/**
 * Calls when an element comes near the visible part of its scroller. `key` names what has been loaded: after each
 * change it is looked at anew, because an element that stays in sight reports nothing by itself.
 */
export function useSentinel(
  element: RefObject<HTMLElement | null>,
  scroller: RefObject<HTMLElement | null>,
  onSeen: (() => void) | undefined,
  key: unknown,
) {
  const latest = useRef(onSeen);
  useEffect(() => {
    latest.current = onSeen;
  });
  const wanted = onSeen !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (!wanted || !element.current) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) latest.current?.();
      },
      { root: scroller.current, rootMargin: '240px 0px' },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element, scroller, wanted, key]);
}
