import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

/** Nobody hits the last pixel. */
const slack = 48;
const isAtEnd = (element: HTMLElement): boolean =>
  element.scrollHeight - element.scrollTop - element.clientHeight <= slack;

type Anchor = { id: string; top: number };

/** The topmost message in sight, and how far below the upper edge it begins. */
function findAnchor(scroller: HTMLElement): Anchor | undefined {
  const edge = scroller.getBoundingClientRect().top;
  for (const element of scroller.querySelectorAll<HTMLElement>('[data-message-id]')) {
    const { top, bottom } = element.getBoundingClientRect();
    if (bottom > edge) return { id: element.dataset.messageId ?? '', top: top - edge };
  }
  return undefined;
}

const find = (scroller: HTMLElement, id: string) =>
  scroller.querySelector<HTMLElement>(`[data-message-id="${CSS.escape(id)}"]`);

/**
 * Where one reads in a thread stays where it is: at the end it stays at the end, whatever arrives; elsewhere the message
 * at the upper edge keeps its place, whatever is added above it. Opens at `startAt`, else at the end.
 */
export function useThreadScroll(scroller: RefObject<HTMLElement | null>, startAt: string | undefined) {
  const [atEnd, setAtEnd] = useState(false);
  const sticking = useRef(true);
  const anchor = useRef<Anchor>(undefined);
  const opened = useRef(false);

  const note = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    sticking.current = isAtEnd(element);
    anchor.current = findAnchor(element);
    setAtEnd(sticking.current);
  }, [scroller]);

  const settle = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    if (sticking.current) element.scrollTop = element.scrollHeight;
    else if (anchor.current) {
      const same = find(element, anchor.current.id);
      if (same) {
        const top = same.getBoundingClientRect().top - element.getBoundingClientRect().top;
        element.scrollTop += top - anchor.current.top;
      }
    }
    note();
  }, [scroller, note]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    if (!opened.current) {
      opened.current = true;
      const first = startAt === undefined ? null : find(element, startAt);
      if (first) {
        const top = first.getBoundingClientRect().top - element.getBoundingClientRect().top;
        element.scrollTop += top - lineRoom;
        note();
        return;
      }
    }
    settle();
  });

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    // Cards are drawn a moment later, keyboards slide in, windows change.
    const observer = new ResizeObserver(settle);
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    element.addEventListener('scroll', note, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', note);
    };
  }, [scroller, settle, note]);

  /** From now on at the end. */
  const toEnd = useCallback(() => {
    sticking.current = true;
    settle();
  }, [settle]);
  return { atEnd, toEnd };
}

/** The line "New" and the day above the first unread message are in sight too. */
const lineRoom = 72;
