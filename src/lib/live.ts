import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { moveKey } from './appointments/move.ts';
import { appointmentKeys } from './appointments/queries.ts';
import { supabase } from './supabase.ts';

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

export function useLiveVisits(topic: string | undefined) {
  const client = useQueryClient();
  useEffect(() => {
    if (!topic) return;
    const refresher = createRefresher(client);
    const channel = supabase()
      .channel(topic, { config: { private: true } })
      .on('broadcast', { event: 'appointment_changed' }, refresher.request);
    let left = false;
    void supabase()
      .realtime.setAuth()
      .then(() => {
        if (left) return;
        channel.subscribe((status) => {
          if (status === 'SUBSCRIBED') refresher.request();
        });
      });
    const poll = setInterval(() => {
      if (document.visibilityState === 'visible') refresher.request();
    }, pollMs);
    return () => {
      left = true;
      clearInterval(poll);
      refresher.stop();
      void supabase().removeChannel(channel);
    };
  }, [client, topic]);
}
