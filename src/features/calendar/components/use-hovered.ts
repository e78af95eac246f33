import { type RefObject, useEffect, useState } from 'react';

type Hovered = { id: string; element: HTMLElement };

const showAfter = 300;
/** Long enough to bring the pointer from the visit onto the card. */
const hideAfter = 200;

const visitElement = (target: EventTarget | null): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>('[data-visit-id]') : null;

/** The visit under a mouse or in keyboard focus for a moment, and described by the card. Never for a finger. */
export function useHovered(
  container: RefObject<HTMLElement | null>,
  card: RefObject<HTMLElement | null>,
  cardId: string,
): Hovered | undefined {
  const [hovered, setHovered] = useState<Hovered>();

  useEffect(() => {
    const root = container.current;
    if (!root) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let coming: HTMLElement | undefined;
    let shown: HTMLElement | undefined;
    const set = (element: HTMLElement | undefined) => {
      clearTimeout(timer);
      coming = undefined;
      if (shown === element) return;
      shown?.removeAttribute('aria-describedby');
      shown = element;
      const id = element?.isConnected ? element.dataset.visitId : undefined;
      if (element && id) element.setAttribute('aria-describedby', cardId);
      setHovered(element && id ? { id, element } : undefined);
    };
    const soon = (element: HTMLElement | undefined, delay: number) => {
      clearTimeout(timer);
      coming = element;
      timer = setTimeout(() => set(element), delay);
    };
    const ask = (element: HTMLElement) => {
      if (element === shown) clearTimeout(timer);
      else if (element !== coming) soon(element, showAfter);
    };

    // After a press the page may move under a pointer that rests: that is not hovering.
    let pressed: { x: number; y: number } | undefined;
    const onOver = (event: PointerEvent) => {
      if (event.pointerType !== 'mouse' || event.buttons !== 0) return;
      if (pressed && pressed.x === event.clientX && pressed.y === event.clientY) return;
      pressed = undefined;
      const element = visitElement(event.target);
      if (element) ask(element);
      else if (card.current?.contains(event.target as Node)) clearTimeout(timer);
      else if (shown || coming) soon(undefined, hideAfter);
    };
    const onFocus = (event: FocusEvent) => {
      const element = visitElement(event.target);
      if (element?.matches(':focus-visible')) ask(element);
    };
    const onBlur = (event: FocusEvent) => {
      if (!card.current?.contains(event.relatedTarget as Node | null)) set(undefined);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || !shown) return;
      // Escape takes one thing away at a time.
      event.stopPropagation();
      event.preventDefault();
      set(undefined);
    };
    const away = () => set(undefined);
    const press = (event: PointerEvent) => {
      pressed = { x: event.clientX, y: event.clientY };
      set(undefined);
    };
    const leave = () => soon(undefined, hideAfter);

    root.addEventListener('pointerover', onOver);
    root.addEventListener('pointerleave', leave);
    root.addEventListener('focusin', onFocus);
    root.addEventListener('focusout', onBlur);
    root.addEventListener('pointerdown', press);
    root.addEventListener('scroll', away, { capture: true, passive: true });
    document.addEventListener('keydown', onKey, true);
    return () => {
      set(undefined);
      root.removeEventListener('pointerover', onOver);
      root.removeEventListener('pointerleave', leave);
      root.removeEventListener('focusin', onFocus);
      root.removeEventListener('focusout', onBlur);
      root.removeEventListener('pointerdown', press);
      root.removeEventListener('scroll', away, { capture: true });
      document.removeEventListener('keydown', onKey, true);
    };
  }, [container, card, cardId]);

  return hovered;
}

const gap = 6;
const margin = 8;

/** Beside the visit where there is room, on the side of the text's end first; always inside the window. */
export function placeBeside(anchor: DOMRect, card: HTMLElement): { left: number; top: number } {
  const { width, height } = card.getBoundingClientRect();
  const rtl = getComputedStyle(card).direction === 'rtl';
  const right = anchor.right + gap;
  const left = anchor.left - gap - width;
  const fitsRight = right + width <= window.innerWidth - margin;
  const fitsLeft = left >= margin;
  const before = rtl ? fitsLeft || !fitsRight : !fitsRight && fitsLeft;
  const clamp = (value: number, most: number) => Math.max(margin, Math.min(value, most));
  return {
    left: clamp(before ? left : right, window.innerWidth - width - margin),
    top: clamp(anchor.top, window.innerHeight - height - margin),
  };
}
