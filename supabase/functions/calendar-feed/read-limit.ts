/** How often one address may be read. Kept in the memory of one instance: a brake for runaway apps, not a lock. */
export interface ReadLimit {
  /** Counts one reading; the whole seconds to wait when there were too many, else null. */
  count(key: string): number | null;
}

interface Window {
  /** Milliseconds. */
  until: number;
  reads: number;
}

/** At most `reads` in a row of `windowMs`; of at most `keys` addresses, of which the oldest is forgotten first. */
export function createReadLimit(
  { reads, windowMs, keys }: { reads: number; windowMs: number; keys: number },
  now: () => number,
): ReadLimit {
  // A Map keeps the order in which keys were set: the first is the oldest window.
  const windows = new Map<string, Window>();
  return {
    count(key) {
      const at = now();
      let window = windows.get(key);
      if (!window || window.until <= at) {
        windows.delete(key);
        const [oldest] = windows.keys();
        if (windows.size >= keys && oldest !== undefined) windows.delete(oldest);
        window = { until: at + windowMs, reads: 0 };
        windows.set(key, window);
      }
      window.reads += 1;
      return window.reads > reads ? Math.ceil((window.until - at) / 1000) : null;
    },
  };
}
