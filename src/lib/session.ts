import type { Session } from '@supabase/auth-js';
import { useSyncExternalStore } from 'react';
import { type Client, sessionKey } from './supabase.ts';

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

/**
 * Who was signed in here last. Good enough to begin with: what may be seen is decided by the server with each request,
 * and a session that proves invalid ends with an event.
 */
function storedState(): SessionState | undefined {
  try {
    const stored = JSON.parse(localStorage.getItem(sessionKey) ?? 'null') as Partial<Session> | null;
    const { id, email } = stored?.user ?? {};
    return stored?.refresh_token && id ? { status: 'signed-in', userId: id, email } : undefined;
  } catch {
    // Storage switched off, or something unreadable in it: then the auth client says who it is.
    return undefined;
  }
}

/** Whether somebody was signed in here: worth fetching what comes after signing in right away. */
export const wasSignedIn = (): boolean => storedState() !== undefined;

function become(next: SessionState) {
  // A refreshed token is the same person: nobody needs to draw again.
  if (same(state, next)) return;
  state = next;
  for (const listener of listeners) listener();
}

/** Follows the auth client, which refreshes the session by itself and in all tabs at once. */
export function watchSession(client: Client): () => void {
  become(storedState() ?? { status: 'loading' });
  const { data } = client.auth.onAuthStateChange((event, session) => {
    // At the start, "none" may only mean that the stored one could not be renewed for lack of a connection.
    const kept = event === 'INITIAL_SESSION' && !session ? storedState() : undefined;
    become(kept ?? toState(session));
  });
  return () => data.subscription.unsubscribe();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useSession = (): SessionState => useSyncExternalStore(subscribe, () => state);
