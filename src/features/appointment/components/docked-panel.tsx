import { CloseButton } from '@mantine/core';
import { type ReactNode, useEffect, useId, useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './docked-panel.module.css';

type Props = {
  /** Whatever is shown now: when it changes, the focus goes to the heading again. */
  focusKey: string;
  title: string;
  /** Where the focus goes on closing; when that is gone, to what had it before. */
  returnTo: () => HTMLElement | null;
  onEscape: () => void;
  onClose: () => void;
  children: ReactNode;
};

/** Beside the page, not above it: a region with a heading, reached by opening it, left by closing it or by Escape. */
export function DockedPanel({ focusKey, title, returnTo, onEscape, onClose, children }: Props) {
  const { t } = useTranslation();
  const headingId = useId();
  const panel = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const latest = useRef({ returnTo, onEscape });
  useEffect(() => {
    latest.current = { returnTo, onEscape };
  });

  useLayoutEffect(() => {
    const opener = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    const region = panel.current;
    return () => {
      // Only if the focus would be lost: whoever has gone on to something else stays there.
      const active = document.activeElement;
      if (active && active !== document.body && !region?.contains(active)) return;
      const before = opener?.isConnected && opener !== document.body ? opener : null;
      (latest.current.returnTo() ?? before ?? document.querySelector<HTMLElement>('main'))?.focus();
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the focus follows what is shown
  useEffect(() => {
    // A form that has put the focus into its first field keeps it.
    const active = document.activeElement;
    if (panel.current?.contains(active) && active?.matches('input, textarea')) return;
    heading.current?.focus({ preventScroll: true });
  }, [focusKey]);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      // Escape belongs to a dialog or a list that is open above the page.
      if (
        event.target instanceof Element &&
        event.target.closest('[role="dialog"], [role="listbox"], [aria-expanded="true"][role="combobox"]')
      )
        return;
      if (document.querySelector('[aria-modal="true"]')) return;
      latest.current.onEscape();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);

  return (
    <aside ref={panel} className={classes.panel} aria-labelledby={headingId}>
      <div className={classes.head}>
        <h2 id={headingId} ref={heading} tabIndex={-1} className={classes.title}>
          {title}
        </h2>
        <CloseButton aria-label={t('close')} onClick={onClose} />
      </div>
      <div className={classes.body}>{children}</div>
    </aside>
  );
}
