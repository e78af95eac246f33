/**
 * Randomness of a test run: everything random follows from one seed (CARESLOT_SEED, chosen and printed by
 * vitest.config.ts), so that a failing run can be repeated.
 */
export const seed = Number(process.env.CARESLOT_SEED ?? 1);

/** Numbers in [0, 1) that depend on the run's seed and on the label only (mulberry32). */
export function randomFrom(label: string): () => number {
  let state = seed;
  for (const letter of label) state = Math.imul(state ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One element, chosen by `next`. */
export function pick<T>(next: () => number, from: readonly [T, ...T[]]): T {
  return from[Math.floor(next() * from.length)] ?? from[0];
}
