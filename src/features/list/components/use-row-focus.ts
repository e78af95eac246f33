import { type RefObject, useLayoutEffect, useRef, useState } from 'react';

/**
 * One row is the tab stop of the list; arrow keys move it. The row to focus may not be drawn yet when a key is pressed,
 * so the focus follows as soon as it is.
 */
export function useRowFocus(scroller: RefObject<HTMLElement | null>) {
  const [activeId, setActiveId] = useState<string>();
  const wanted = useRef<string>(undefined);
  useLayoutEffect(() => {
    if (wanted.current === undefined) return;
    const row = scroller.current?.querySelector<HTMLElement>(`[data-visit-id="${CSS.escape(wanted.current)}"]`);
    if (!row) return;
    wanted.current = undefined;
    row.focus({ preventScroll: true });
  });
  const focusRow = (id: string) => {
    wanted.current = id;
    setActiveId(id);
  };
  return { activeId, setActiveId, focusRow };
}
