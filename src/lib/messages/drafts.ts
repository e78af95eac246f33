import { useCallback, useSyncExternalStore } from 'react';

/**
 * What somebody has begun to write, by person and thread. Kept until the tab is closed and no longer (sessionStorage):
 * at a shared computer nothing stays behind. Without storage, drafts last until the page is loaded again.
 */
const prefix = 'careslot-draft';
const keyOf = (profileId: string, threadId: string) => `${prefix}:${profileId}:${threadId}`;

const unstored = new Map<string, string>();
const listeners = new Set<() => void>();

function read(key: string): string {
  try {
    return unstored.get(key) ?? sessionStorage.getItem(key) ?? '';
  } catch {
    return unstored.get(key) ?? '';
  }
}

function write(key: string, text: string) {
  unstored.delete(key);
  try {
    if (text === '') sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, text);
  } catch {
    if (text !== '') unstored.set(key, text);
  }
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** White space alone is no draft. */
export function useDraft(profileId: string, threadId: string): [text: string, change: (text: string) => void] {
  const key = keyOf(profileId, threadId);
  const text = useSyncExternalStore(subscribe, () => read(key));
  const change = useCallback((next: string) => write(key, next), [key]);
  return [text, change];
}

export const useHasDraft = (profileId: string, threadId: string): boolean =>
  useSyncExternalStore(subscribe, () => read(keyOf(profileId, threadId)).trim() !== '');

/** For signing out: the next person at this computer finds nothing. */
export function forgetDrafts() {
  unstored.clear();
  try {
    const found = Array.from({ length: sessionStorage.length }, (_, index) => sessionStorage.key(index));
    for (const key of found) if (key?.startsWith(`${prefix}:`)) sessionStorage.removeItem(key);
  } catch {
    // Without storage there is nothing to forget.
  }
  for (const listener of listeners) listener();
}
