import { type PointerEvent, useEffect, useRef } from 'react';

const longMs = 500;
const slack = 8;

/** A finger that stays where it is. The click that follows the lifting is not meant as one: `swallow()` says so once. */
export function useLongPress(onLongPress: (target: Element) => void) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const start = useRef({ x: 0, y: 0 });
  const fired = useRef(false);
  const stop = () => clearTimeout(timer.current);
  useEffect(() => () => clearTimeout(timer.current), []);
  return {
    swallow: (): boolean => {
      const swallowed = fired.current;
      fired.current = false;
      return swallowed;
    },
    handlers: {
      onPointerDown: (event: PointerEvent) => {
        stop();
        fired.current = false;
        if (event.pointerType !== 'touch' || !(event.target instanceof Element)) return;
        const { target } = event;
        start.current = { x: event.clientX, y: event.clientY };
        timer.current = setTimeout(() => {
          fired.current = true;
          onLongPress(target);
        }, longMs);
      },
      onPointerMove: (event: PointerEvent) => {
        const { x, y } = start.current;
        if (Math.hypot(event.clientX - x, event.clientY - y) > slack) stop();
      },
      onPointerUp: stop,
      onPointerCancel: stop,
    },
  };
}
