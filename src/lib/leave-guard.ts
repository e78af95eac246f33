import { useEffect, useRef, useState } from 'react';

/**
 * Keeps unsaved work: whoever would leave it is asked first, in a dialog of the page that owns the work.
 *
 * - Links, tabs and `useLocation()` go through `guardNavigation`, which the app hands to wouter's `<Router aroundNav>`.
 * - Back and forward: the browser has already changed the address when it tells us. This module listens from the moment
 *   it is loaded, before wouter's first render: Chromium calls the listeners of window in the order of their coming,
 *   capture or not. It keeps the others from looking and puts the guarded address back as a new entry; leaving then is
 *   one step back.
 * - Closing the tab or loading another site: the browser's own question (beforeunload).
 */
type Navigate = (to: string, options?: { replace?: boolean; state?: unknown }) => void;
type Guard = { leaves: (to: URL) => boolean; ask: (leave: () => void) => void };

let guard: Guard | undefined;
/** The address that is guarded, as it was before the browser moved on. */
let here = '';
/** The step back that follows "leave" is ours, and the next popstate is let through. */
let passing = false;

/** For `<Router aroundNav={guardNavigation}>`. */
export function guardNavigation(navigate: Navigate, to: string, options?: Parameters<Navigate>[1]) {
  const proceed = () => navigate(to, options);
  if (guard?.leaves(new URL(to, window.location.href))) guard.ask(proceed);
  else proceed();
}

const remember = () => {
  here = window.location.href;
};

function onPop(event: PopStateEvent) {
  const through = passing;
  passing = false;
  if (through || !guard?.leaves(new URL(window.location.href))) return remember();
  event.stopImmediatePropagation();
  window.history.pushState(null, '', here);
  guard.ask(() => {
    passing = true;
    window.history.back();
  });
}
window.addEventListener('popstate', onPop, { capture: true });
// wouter announces its own changes of the address under these names.
window.addEventListener('pushState', remember);
window.addEventListener('replaceState', remember);

export type LeaveQuestion = {
  /** Somebody is about to leave: show the question. */
  asking: boolean;
  stay: () => void;
  leave: () => void;
};

/** `leaves` says which addresses abandon the work; it may change between renders. */
export function useLeaveGuard(active: boolean, leaves: (to: URL) => boolean): LeaveQuestion {
  const [pending, setPending] = useState<() => void>();
  const latest = useRef(leaves);
  useEffect(() => {
    latest.current = leaves;
  });
  useEffect(() => {
    if (!active) return;
    const mine: Guard = { leaves: (to) => latest.current(to), ask: (leave) => setPending(() => leave) };
    guard = mine;
    remember();
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', onUnload);
    return () => {
      if (guard === mine) guard = undefined;
      window.removeEventListener('beforeunload', onUnload);
    };
  }, [active]);
  return {
    asking: active && pending !== undefined,
    stay: () => setPending(undefined),
    leave: () => {
      guard = undefined;
      setPending(undefined);
      pending?.();
    },
  };
}
