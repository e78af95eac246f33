import { useEffect, useRef } from 'react';
import type { Message } from './schema.ts';
import { isNews } from './thread.ts';

/** Calls for the latest message of somebody else that comes while the thread is open. */
export function useArrivals(messages: readonly Message[], readerId: string, onArrival: (message: Message) => void) {
  const latest = messages.findLast((message) => isNews(message, readerId));
  const seen = useRef(latest?.position ?? 0);
  const call = useRef(onArrival);
  useEffect(() => {
    call.current = onArrival;
  });
  useEffect(() => {
    if (!latest || latest.position <= seen.current) return;
    seen.current = latest.position;
    call.current(latest);
  }, [latest]);
}
