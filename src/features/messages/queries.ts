import {
  type InfiniteData,
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  queryOptions,
} from '@tanstack/react-query';
import * as z from 'zod/mini';
import { AppError, unwrap } from '../../lib/errors.ts';
import { messageKeys } from '../../lib/messages/queries.ts';
import { supabase } from '../../lib/supabase.ts';
import { type Conversation, conversationSchema, type ListFilter, messageSchema } from './schema.ts';

const listPage = 30;
const threadPage = 50;

type ListCursor = { before: string; beforeId: string } | undefined;

const parseList = (rows: unknown): Conversation[] => z.parse(z.array(conversationSchema), rows);

export const conversationQueries = {
  /** One's threads, the latest first, page by page. */
  list: (filter: ListFilter, search: string) =>
    infiniteQueryOptions({
      queryKey: [...messageKeys.lists, { filter, search: search.trim().toLowerCase() }],
      initialPageParam: undefined as ListCursor,
      queryFn: async ({ signal, pageParam }) =>
        parseList(
          unwrap(
            await supabase()
              .rpc('conversation_list', {
                filter,
                count: listPage,
                ...(search.trim() ? { search: search.trim() } : {}),
                ...(pageParam ? { before: pageParam.before, before_id: pageParam.beforeId } : {}),
              })
              .abortSignal(signal),
          ),
        ),
      getNextPageParam: (page): ListCursor => {
        // A thread without messages has no place to go on from: it comes once more with the next page.
        const last = page.length < listPage ? undefined : page.findLast((row) => row.last_message_at !== null);
        return last?.last_message_at ? { before: last.last_message_at, beforeId: last.conversation_id } : undefined;
      },
      staleTime: 15_000,
      placeholderData: keepPreviousData,
    }),
  /** The thread itself, wherever in the list it stands. */
  one: (conversationId: string) =>
    queryOptions({
      queryKey: [...messageKeys.lists, 'one', conversationId],
      queryFn: async ({ signal }) => {
        const answer = await supabase()
          .rpc('conversation_list', { only_conversation_id: conversationId })
          .abortSignal(signal);
        const [found] = parseList(unwrap(answer));
        if (!found) throw new AppError('not_found');
        return found;
      },
      staleTime: 15_000,
    }),
  /** Messages, the latest page first; each page itself the latest first. */
  messages: (conversationId: string) =>
    infiniteQueryOptions({
      queryKey: messageKeys.thread(conversationId),
      initialPageParam: undefined as number | undefined,
      queryFn: async ({ signal, pageParam }) => {
        const answer = await supabase()
          .rpc('conversation_messages', {
            conversation_id: conversationId,
            count: threadPage,
            ...(pageParam === undefined ? {} : { before_position: pageParam }),
          })
          .abortSignal(signal);
        return z.parse(z.array(messageSchema), unwrap(answer));
      },
      getNextPageParam: (page) => (page.length < threadPage ? undefined : page.at(-1)?.position),
      staleTime: 15_000,
    }),
};

/** A thread as the list has it: enough to begin with, while it is asked for by itself. */
export function listedConversation(client: QueryClient, conversationId: string): Conversation | undefined {
  return client
    .getQueriesData<InfiniteData<Conversation[]> | Conversation>({ queryKey: messageKeys.lists })
    .flatMap(([, data]) => (data && 'pages' in data ? data.pages.flat() : []))
    .find((conversation) => conversation.conversation_id === conversationId);
}
