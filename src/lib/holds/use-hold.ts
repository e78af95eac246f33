import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { accessToken } from '../supabase.ts';
import type { HoldView } from './decide.ts';
import { createKeeper, type Ports } from './keeper.ts';
import { releaseOnLeaving } from './leaving.ts';
import { type HoldWish, holdMutations } from './mutations.ts';

export type Hold = HoldView & {
  /** Runs a booking with the id of the hold, if there is one, and knows afterwards that it is used up. */
  spend: <T>(work: (holdId: string | undefined) => Promise<T>) => Promise<T>;
};

function portsOf(client: QueryClient): Ports {
  const mutations = client.getMutationCache();
  let token: string | undefined;
  return {
    take: async (wish) => {
      const hold = await mutations.build(client, holdMutations.take(client)).execute(wish);
      accessToken().then(
        (current) => {
          token = current;
        },
        () => undefined,
      );
      return hold;
    },
    release: (holdId) => mutations.build(client, holdMutations.release()).execute(holdId),
    leave: (holdId) => {
      if (token) releaseOnLeaving(holdId, token);
    },
    now: Date.now,
    schedule: (run, ms) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  };
}

/**
 * Keeps a time for the person who is choosing, as long as the component is there and wishes for it. For several times,
 * one component each: `spend` may be nested.
 */
export function useHold(wish: HoldWish | undefined): Hold {
  const client = useQueryClient();
  const [keeper] = useState(() => createKeeper(portsOf(client)));
  const view = useSyncExternalStore(keeper.subscribe, keeper.view);
  // After every drawing, because a wish is made anew each time; the keeper knows whether it is another one.
  useEffect(() => keeper.want(wish));
  useEffect(() => {
    window.addEventListener('pagehide', keeper.leave);
    return () => {
      window.removeEventListener('pagehide', keeper.leave);
      keeper.close();
    };
  }, [keeper]);
  const current: HoldView = keeper.knows(wish) ? view : { state: wish ? 'waiting' : 'none' };
  return { ...current, spend: keeper.spend };
}
