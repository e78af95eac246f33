import { useEffect, useState } from 'react';

/**
 * For a dialog that exists only while it is open: when it goes, the focus returns to where it was, or, when that has
 * gone too (a removed row), to the page's main part. Mantine returns the focus only when `opened` changes.
 */
export function useFocusBack() {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      const lost = document.activeElement === null || document.activeElement === document.body;
      if (!lost) return;
      const still = before instanceof HTMLElement && before.isConnected && before !== document.body;
      (still ? before : document.getElementById('main'))?.focus();
    },
    [before],
  );
}
