import { useSyncExternalStore } from 'react';

const phone = '(max-width: 47.99em)';
const tablet = '(min-width: 48em) and (max-width: 74.99em)';

function useMedia(condition: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const query = window.matchMedia(condition);
      query.addEventListener('change', listener);
      return () => query.removeEventListener('change', listener);
    },
    () => window.matchMedia(condition).matches,
  );
}

/** Phone layout: below 768 px at the default font size, the same border the style sheets use. */
export const useIsPhone = (): boolean => useMedia(phone);

/** From 768 to 1199 px. */
export const useIsTablet = (): boolean => useMedia(tablet);
