import { useEffect, useState } from 'react';

/**
 * False until the frame after `ready`. The grid is laid out, measures itself and is laid out again, all before its first
 * paint; hidden behind the skeleton for that frame, nobody sees anything jump.
 */
export function useSettled(ready: boolean): boolean {
  const [settled, setSettled] = useState(false);
  useEffect(() => {
    if (!ready || settled) return;
    const frame = requestAnimationFrame(() => setSettled(true));
    return () => cancelAnimationFrame(frame);
  }, [ready, settled]);
  return settled;
}
