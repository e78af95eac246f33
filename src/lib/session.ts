import type { Session } from '@supabase/supabase-js';
import { useSyncExternalStore } from 'react';
import type { Client } from './supabase.ts';

export type SessionState =
  | { status: 'loading' }
  | { status: 'signed-out' }
  | { status: 'signed-in'; userId: string; email: string | undefined };

let state: SessionState = { status: 'loading' };
const listeners = new Set<() => void>();

function toState(session: Session | null): SessionState {
  return session
    ? { status: 'signed-in', userId: session.user.id, email: session.user.email }
    : { status: 'signed-out' };
}

const same = (a: SessionState, b: SessionState): boolean =>
  a.status === b.status && (a.status !== 'signed-in' || (b.status === 'signed-in' && a.userId === b.userId));

/** Follows the auth client, which refreshes the session by itself and in all tabs at once. */
export function watchSession(client: Client): () => void {
  const { data } = client.auth.onAuthStateChange((_event, session) => {
    const next = toState(session);
    // A refreshed token is the same person: nobody needs to draw again.
    if (same(state, next)) return;
    state = next;
    for (const listener of listeners) listener();
  });
  return () => data.subscription.unsubscribe();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useSession = (): SessionState => useSyncExternalStore(subscribe, () => state);
