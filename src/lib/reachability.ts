import { onlineManager } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';

/**
 * Whether the server can be reached, as far as requests tell: a browser calls itself online as soon as it has a
 * cable. While nobody can be reached, queries wait (the query library's own idea of being offline) and run again
 * when the server answers; writes fail at once and say so.
 */
export type Connection = 'online' | 'offline' | 'unreachable';
type Probe = () => Promise<unknown>;

/** One lost request may be chance; the query's second attempt a second later tells. */
const failuresThatCount = 2;
const firstProbeMs = 2_000;
const slowestProbeMs = 30_000;

type Watch = { probe: Probe; timer: ReturnType<typeof setTimeout> | undefined; wait: number; probing: boolean };
let watch: Watch | undefined;
let failures = 0;
let connection: Connection = 'online';
const listeners = new Set<() => void>();

function settle() {
  const reachable = failures < failuresThatCount;
  const next: Connection = navigator.onLine ? (reachable ? 'online' : 'unreachable') : 'offline';
  if (next === connection) return;
  connection = next;
  if (watch) {
    clearTimeout(watch.timer);
    watch.wait = firstProbeMs;
    if (next === 'unreachable') scheduleProbe(watch);
  }
  onlineManager.setOnline(next === 'online');
  for (const listener of listeners) listener();
}

function scheduleProbe(current: Watch) {
  current.timer = setTimeout(() => {
    current.wait = Math.min(current.wait * 2, slowestProbeMs);
    void tryAgain().finally(() => {
      if (watch === current && connection === 'unreachable') scheduleProbe(current);
    });
  }, current.wait);
}

/** Some request was answered, whatever the answer said. */
export function reportAnswer(): void {
  if (!watch) return;
  failures = 0;
  settle();
}

/** Some request found nobody there. */
export function reportFailure(): void {
  if (!watch) return;
  failures += 1;
  settle();
}

/** Asks right now; what was waiting goes on when somebody answers. */
export async function tryAgain(): Promise<void> {
  if (!watch || watch.probing) return;
  watch.probing = true;
  try {
    // The probe reports like every other request; its own failure is nothing new.
    await watch.probe().catch(() => undefined);
  } finally {
    if (watch) watch.probing = false;
  }
}

/** Begins to watch. Until then every report is ignored, so that a test of one component changes nothing for others. */
export function watchReachability(probe: Probe): () => void {
  watch = { probe, timer: undefined, wait: firstProbeMs, probing: false };
  // Ours replaces the library's listeners, which would call every cable a connection.
  onlineManager.setEventListener(() => {
    window.addEventListener('online', settle);
    window.addEventListener('offline', settle);
    return () => {
      window.removeEventListener('online', settle);
      window.removeEventListener('offline', settle);
    };
  });
  settle();
  return () => {
    clearTimeout(watch?.timer);
    watch = undefined;
    failures = 0;
    settle();
  };
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useConnection = (): Connection => useSyncExternalStore(subscribe, () => connection);
