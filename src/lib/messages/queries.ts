import { queryOptions } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { unwrap } from '../errors.ts';
import { supabase } from '../supabase.ts';

export const messageKeys = {
  all: ['messages'] as const,
  lists: ['messages', 'list'] as const,
  thread: (conversationId: string) => ['messages', 'thread', conversationId] as const,
};

export const unreadQueries = {
  /** In how many threads something is new. */
  threads: () =>
    queryOptions({
      queryKey: [...messageKeys.all, 'unread'],
      queryFn: async ({ signal }) =>
        z.parse(z.number(), unwrap(await supabase().rpc('unread_conversations').abortSignal(signal))),
      staleTime: 30_000,
    }),
};
