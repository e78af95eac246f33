import { useEffect, useState } from 'react';

const frames = 3;

/**
 * False until a few frames after `ready`. The time grid paints once without its axis, measures and paints again;
 * hidden behind the skeleton for three frames, nobody sees anything jump.
 */
export function useSettled(ready: boolean): boolean {
  const [settled, setSettled] = useState(false);
  useEffect(() => {
    if (!ready || settled) return;
    let left = frames;
    let handle = 0;
    const tick = () => {
      left -= 1;
      if (left > 0) handle = requestAnimationFrame(tick);
      else setSettled(true);
    };
    handle = requestAnimationFrame(tick);
    return () => cancelAnimationFrame(handle);
  }, [ready, settled]);
  return settled;
}
