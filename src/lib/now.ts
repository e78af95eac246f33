import { useEffect, useState } from 'react';

/** The present, renewed every so often: for buttons that open with the clock. Milliseconds since the epoch. */
export function useNow(everyMs = 20_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
