import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { moveKey } from './appointments/move.ts';
import { appointmentKeys } from './appointments/queries.ts';

/**
 * Other people's changes. A message carries ids only and says "look again"; what may be seen is decided by the
 * database when the queries run. Messages may get lost, hence the slow poll and the look after every (re)connect.
 */
const debounceMs = 250;
const pollMs = 60_000;

/** Collects calls; runs once things are quiet and no move is on its way, which a refetch would undo for a moment. */
export function createRefresher(client: QueryClient, schedule: typeof setTimeout = setTimeout) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const run = () => {
    timer = undefined;
    if (client.isMutating({ mutationKey: moveKey }) > 0) {
      request();
      return;
    }
    void client.invalidateQueries({ queryKey: appointmentKeys.all });
    void client.invalidateQueries({ queryKey: ['slots'] });
    void client.invalidateQueries({ queryKey: ['calendar'] });
  };
  const request = () => {
    if (timer !== undefined) clearTimeout(timer);
    timer = schedule(run, debounceMs);
  };
  const stop = () => {
    if (timer !== undefined) clearTimeout(timer);
  };
  return { request, stop };
}

/** Joins a topic; answers how to leave it. Every (re)connect counts as a change, because something may have been missed. */
async function listen(topic: string, changed: () => void, left: () => boolean): Promise<() => void> {
  const { realtime } = await import('./realtime.ts');
  const client = realtime();
  await client.setAuth();
  if (left()) return () => {};
  const channel = client
    .channel(topic, { config: { private: true } })
    .on('broadcast', { event: 'appointment_changed' }, changed)
    .subscribe((status) => {
      if (status === 'SUBSCRIBED') changed();
    });
  return () => void client.removeChannel(channel);
}

export function useLiveVisits(topic: string | undefined) {
  const client = useQueryClient();
  useEffect(() => {
    if (!topic) return;
    const refresher = createRefresher(client);
    let left = false;
    let leave = () => {};
    listen(topic, refresher.request, () => left).then(
      (stop) => {
        if (left) stop();
        else leave = stop;
      },
      // The poll below is enough to go on with.
      (error: unknown) => console.warn('No live messages', error),
    );
    const poll = setInterval(() => {
      if (document.visibilityState === 'visible') refresher.request();
    }, pollMs);
    return () => {
      left = true;
      clearInterval(poll);
      refresher.stop();
      leave();
    };
  }, [client, topic]);
}
