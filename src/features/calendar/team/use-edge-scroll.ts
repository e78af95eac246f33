import { type RefObject, useEffect, useRef } from 'react';

/** How near to the edge the pointer has to come, and how fast it goes at the very edge, in pixels per second. */
const reach = 56;
const fastest = 900;

/** Speed at one end of a stretch, or none: the nearer to the edge, the faster. */
export function edgeSpeed(at: number, from: number, to: number): number {
  const speed = (depth: number) => Math.min(1, depth / reach) * fastest;
  if (at < from + reach) return -speed(from + reach - at);
  if (at > to - reach) return speed(at - (to - reach));
  return 0;
}

/**
 * Scrolls an area while something is dragged near its edge. The calendars do this for their own scrollers only, and
 * these columns share one.
 */
export function useEdgeScroll(area: RefObject<HTMLElement | null>): { start: () => void; stop: () => void } {
  const stopper = useRef<() => void>(undefined);
  const stop = () => {
    stopper.current?.();
    stopper.current = undefined;
  };
  useEffect(() => () => stopper.current?.(), []);
  const start = () => {
    stop();
    let pointer: { x: number; y: number } | undefined;
    let last = performance.now();
    let frame = 0;
    const look = (event: PointerEvent) => {
      pointer = { x: event.clientX, y: event.clientY };
    };
    const tick = (now: number) => {
      const seconds = Math.min(0.05, (now - last) / 1000);
      last = now;
      const element = area.current;
      if (element && pointer) {
        const box = element.getBoundingClientRect();
        element.scrollLeft += edgeSpeed(pointer.x, box.left, box.right) * seconds;
        element.scrollTop += edgeSpeed(pointer.y, box.top, box.bottom) * seconds;
      }
      frame = requestAnimationFrame(tick);
    };
    window.addEventListener('pointermove', look);
    frame = requestAnimationFrame(tick);
    stopper.current = () => {
      window.removeEventListener('pointermove', look);
      cancelAnimationFrame(frame);
    };
  };
  return { start, stop };
}
