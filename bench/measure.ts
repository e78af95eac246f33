/** Times and what they cost the processor. */
import { readFileSync } from 'node:fs';

export interface Times {
  p50: number;
  p95: number;
  worst: number;
  count: number;
}

/** The sample at that share of all samples, sorted. */
const at = (sorted: number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

export function summarise(samples: number[]): Times {
  if (samples.length === 0) throw new Error('nothing was measured');
  const sorted = [...samples].sort((a, b) => a - b);
  return { p50: at(sorted, 0.5), p95: at(sorted, 0.95), worst: at(sorted, 1), count: sorted.length };
}

export const median = (values: number[]): number => summarise(values).p50;

/** Milliseconds that `work` takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/**
 * Milliseconds of processor time that a process has used. Other load on the machine lengthens what a clock shows, not
 * this. Linux only: undefined elsewhere.
 */
export function processorTime(pid: number): number | undefined {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return undefined;
  }
}
