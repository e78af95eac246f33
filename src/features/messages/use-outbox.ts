import { type Mutation, useMutation, useMutationState, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { newId } from '../../lib/ids.ts';
import { messageMutations, type NewMessage, sendKey } from './mutations.ts';
import type { Message } from './schema.ts';

/** A message that is not among those of the thread yet. Sent ones wait for the answer that contains them. */
export type Outgoing = {
  messageId: string;
  conversationId: string;
  body: string;
  at: number;
  state: 'sending' | 'sent' | 'failed';
  error: unknown;
};

export type Outbox = {
  outgoing: readonly Outgoing[];
  send: (body: string) => void;
  /** Under the same id: if it did arrive after all, it is there once. */
  again: (one: Outgoing) => void;
  discard: (one: Outgoing) => void;
};

type Sending = Mutation<unknown, Error, NewMessage>;

function toOutgoing({ state }: Sending): Outgoing | undefined {
  const { variables, status, submittedAt, error } = state;
  if (!variables) return undefined;
  return {
    messageId: variables.messageId,
    conversationId: variables.conversationId,
    body: variables.body,
    at: submittedAt,
    state: status === 'error' ? 'failed' : status === 'success' ? 'sent' : 'sending',
    error,
  };
}

/** What is on its way in a thread, or could not be sent. It lives in the cache of mutations: other threads may be looked at meanwhile. */
export function useOutbox(
  conversationId: string,
  senderId: string,
  arrived: readonly Message[],
  onFailure: () => void,
): Outbox {
  const client = useQueryClient();
  const send = useMutation(messageMutations.send(client, conversationId));
  const all = useMutationState({ filters: { mutationKey: sendKey }, select: toOutgoing });
  const mine = all.filter((one): one is Outgoing => one?.conversationId === conversationId);
  const there = new Set(arrived.map((message) => message.message_id));
  const outgoing = mine.filter((one) => !there.has(one.messageId));

  const forget = (messageId: string) => {
    const cache = client.getMutationCache();
    for (const mutation of cache.findAll({ mutationKey: sendKey })) {
      const { variables } = mutation.state as Sending['state'];
      if (variables?.messageId === messageId && mutation.state.status !== 'pending') cache.remove(mutation);
    }
  };
  const done = mine.filter((one) => there.has(one.messageId) && one.state !== 'sending').map((one) => one.messageId);
  const doneKey = done.join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each message that has arrived
  useEffect(() => {
    for (const messageId of doneKey.split(' ')) forget(messageId);
  }, [doneKey]);

  const deliver = (messageId: string, body: string) =>
    send.mutate({ messageId, conversationId, senderId, body }, { onError: onFailure });
  return {
    outgoing,
    send: (body) => deliver(newId(), body),
    again: (one) => {
      forget(one.messageId);
      deliver(one.messageId, one.body);
    },
    discard: (one) => forget(one.messageId),
  };
}

/** Threads in which something could not be sent. */
export function useUnsentThreads(): ReadonlySet<string> {
  const all = useMutationState({ filters: { mutationKey: sendKey, status: 'error' }, select: toOutgoing });
  return new Set(all.flatMap((one) => (one ? [one.conversationId] : [])));
}

/** Whether anything that was written, in whichever thread, has not been sent: asked before the page is left for good. */
export function useUnsent(): boolean {
  const states = useMutationState({ filters: { mutationKey: sendKey }, select: (mutation) => mutation.state.status });
  return states.some((status) => status === 'pending' || status === 'error');
}
