import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { usePageVisible } from '../../lib/page-visible.ts';
import { messageMutations } from './mutations.ts';

/** As long as it takes to see that something is there; a thread one only passes by stays unread. */
const glanceMs = 400;

/** Tells the database how far a thread has been read: once for each latest message, while it is really on the screen. */
export function useReadMark(conversationId: string, messageId: string | undefined, inView: boolean) {
  const { mutate } = useMutation(messageMutations.read(useQueryClient()));
  const visible = usePageVisible();
  const told = useRef<string>(undefined);
  useEffect(() => {
    if (!messageId || !inView || !visible || told.current === messageId) return;
    const timer = setTimeout(() => {
      told.current = messageId;
      mutate(
        { conversationId, messageId },
        {
          onError: () => {
            told.current = undefined;
          },
        },
      );
    }, glanceMs);
    return () => clearTimeout(timer);
  }, [conversationId, messageId, inView, visible, mutate]);
}
