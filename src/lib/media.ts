import { useSyncExternalStore } from 'react';

const phone = '(max-width: 47.99em)';

/** Phone layout: below 768 px at the default font size, the same border the style sheets use. */
export function useIsPhone(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const query = window.matchMedia(phone);
      query.addEventListener('change', listener);
      return () => query.removeEventListener('change', listener);
    },
    () => window.matchMedia(phone).matches,
  );
}
