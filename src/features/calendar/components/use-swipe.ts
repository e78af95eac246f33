import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { swipeDirection, type Touch } from '../swipe.ts';

const stillPixels = 10;
/** Held longer before it moves, it is a long press: the calendar drags. */
const longPress = 350;

/** Calls back when one finger strokes sideways. Only listens: scrolling and dragging go on as they would. */
export function useSwipe(area: RefObject<HTMLElement | null>, on: boolean, onSwipe: (direction: 1 | -1) => void) {
  const latest = useRef(onSwipe);
  useLayoutEffect(() => {
    latest.current = onSwipe;
  });
  useEffect(() => {
    const element = area.current;
    if (!element || !on) return;
    let from: Touch | undefined;
    let moved = false;
    const at = (touch: globalThis.Touch, event: TouchEvent): Touch => ({
      x: touch.clientX,
      y: touch.clientY,
      at: event.timeStamp,
    });
    const start = (event: TouchEvent) => {
      const [touch] = event.touches;
      moved = false;
      from = touch && event.touches.length === 1 ? at(touch, event) : undefined;
    };
    const move = (event: TouchEvent) => {
      const [touch] = event.touches;
      if (!from || !touch || moved) return;
      const far = Math.max(Math.abs(touch.clientX - from.x), Math.abs(touch.clientY - from.y)) > stillPixels;
      if (!far) return;
      moved = true;
      if (event.timeStamp - from.at > longPress) from = undefined;
    };
    const end = (event: TouchEvent) => {
      const [touch] = event.changedTouches;
      if (!from || !touch) return;
      const direction = swipeDirection(from, at(touch, event), getComputedStyle(element).direction === 'rtl');
      from = undefined;
      if (direction !== 0) latest.current(direction);
    };
    const cancel = () => {
      from = undefined;
    };
    element.addEventListener('touchstart', start, { passive: true });
    element.addEventListener('touchmove', move, { passive: true });
    element.addEventListener('touchend', end, { passive: true });
    element.addEventListener('touchcancel', cancel, { passive: true });
    return () => {
      element.removeEventListener('touchstart', start);
      element.removeEventListener('touchmove', move);
      element.removeEventListener('touchend', end);
      element.removeEventListener('touchcancel', cancel);
    };
  }, [area, on]);
}
