import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { moveKey } from './appointments/move.ts';
import { appointmentKeys } from './appointments/queries.ts';
import { messageKeys } from './messages/queries.ts';

/**
 * Other people's changes. A message carries ids only and says "look again"; what may be seen is decided by the
 * database when the queries run. Messages may get lost, hence the slow poll and the look after every (re)connect.
 */
const debounceMs = 250;
const pollMs = 60_000;

/** What each kind of live message makes stale. */
const stale = {
  appointment_changed: [appointmentKeys.all, ['slots'], ['calendar']],
  message_added: [messageKeys.all],
  offer_changed: [messageKeys.all],
  conversation_read: [messageKeys.all],
  calendar_changed: [['sync']],
  availability_changed: [['slots'], ['calendar'], ['sync']],
  notification_added: [['notifications']],
} as const satisfies Record<string, readonly (readonly string[])[]>;
type LiveEvent = keyof typeof stale;
const liveEvents = Object.keys(stale) as LiveEvent[];

/** Collects calls; runs once things are quiet and no move is on its way, which a refetch would undo for a moment. */
export function createRefresher(client: QueryClient, schedule: typeof setTimeout = setTimeout) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = new Set<LiveEvent>();
  const run = () => {
    timer = undefined;
    if (client.isMutating({ mutationKey: moveKey }) > 0) {
      again();
      return;
    }
    const keys = new Set([...asked].flatMap((event): readonly (readonly string[])[] => stale[event]));
    asked = new Set();
    for (const queryKey of keys) void client.invalidateQueries({ queryKey });
  };
  const again = () => {
    if (timer !== undefined) clearTimeout(timer);
    timer = schedule(run, debounceMs);
  };
  /** Without an event: anything may have changed. */
  const request = (event?: LiveEvent) => {
    for (const one of event ? [event] : liveEvents) asked.add(one);
    again();
  };
  const stop = () => {
    if (timer !== undefined) clearTimeout(timer);
  };
  return { request, stop };
}

/** Joins a topic; answers how to leave it. Every (re)connect counts as a change, because something may have been missed. */
async function listen(topic: string, changed: (event?: LiveEvent) => void, left: () => boolean): Promise<() => void> {
  const { realtime } = await import('./realtime.ts');
  const client = realtime();
  await client.setAuth();
  if (left()) return () => {};
  const channel = client.channel(topic, { config: { private: true } });
  for (const event of liveEvents) channel.on('broadcast', { event }, () => changed(event));
  channel.subscribe((status) => {
    if (status === 'SUBSCRIBED') changed();
  });
  return () => void client.removeChannel(channel);
}

/** Follows the live messages of these topics as long as the page stands. */
export function useLive(topics: readonly string[]) {
  const client = useQueryClient();
  const joined = topics.join(' ');
  useEffect(() => {
    if (joined === '') return;
    const refresher = createRefresher(client);
    let left = false;
    const leaves: (() => void)[] = [];
    for (const topic of joined.split(' ')) {
      listen(topic, refresher.request, () => left).then(
        (leave) => {
          if (left) leave();
          else leaves.push(leave);
        },
        // The poll below is enough to go on with.
        (error: unknown) => console.warn('No live messages', error),
      );
    }
    const poll = setInterval(() => {
      if (document.visibilityState === 'visible') refresher.request();
    }, pollMs);
    return () => {
      left = true;
      clearInterval(poll);
      refresher.stop();
      for (const leave of leaves) leave();
    };
  }, [client, joined]);
}
