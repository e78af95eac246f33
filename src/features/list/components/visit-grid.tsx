// biome-ignore-all lint/a11y/useSemanticElements: a <table> would lay out all its rows; of a virtual grid only some are there
// biome-ignore-all lint/a11y/useFocusableInteractive: one row is the tab stop, its cells are not
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type MouseEvent, type ReactNode, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useIsPhone } from '../../../lib/media.ts';
import { clockFormat, formatDate, today } from '../../../lib/time.ts';
import type { ListItem } from '../rows.ts';
import type { Selection } from '../selection.ts';
import classes from './grid.module.css';
import { GridHead } from './grid-head.tsx';
import { rowKey } from './row-keys.ts';
import { useAnchor } from './use-anchor.ts';
import { useLongPress } from './use-long-press.ts';
import { useRowFocus } from './use-row-focus.ts';
import { VisitRow } from './visit-row.tsx';

type Props = {
  items: readonly ListItem[];
  /** How many there are in all, loaded or not. */
  total: number | undefined;
  zone: string;
  typeName: (key: string) => string;
  clinicianName: ((id: string) => string) | undefined;
  selectable: boolean;
  selection: Selection;
  onToggle: (id: string, range: boolean) => void;
  onSelectAll: () => void;
  onOpen: (id: string) => void;
  hrefOf: (id: string) => string;
  openedId: string | undefined;
  newestFirst: boolean;
  onOrder: () => void;
  busy: boolean;
  /** The next page is wanted when the end comes near; undefined when there is none, or it is on its way. */
  onMore: (() => void) | undefined;
  footer: ReactNode;
};

const headHeight = 36;
const nearEnd = 60;

/**
 * A grid of any length of which only what is in sight is drawn. Days are told to the eye by headings and to a screen
 * reader within each row, so that rows count as visits do.
 */
export function VisitGrid(props: Props) {
  const { items, zone, selection, onToggle, onOpen, onMore } = props;
  const { t } = useTranslation('list');
  const phone = useIsPhone();
  const scroller = useRef<HTMLDivElement>(null);
  const { activeId, setActiveId, focusRow } = useRowFocus(scroller);
  const keys = useMemo(() => items.map((item) => item.key), [items]);
  const rows = useMemo(
    () => items.flatMap((item, at) => (item.kind === 'visit' ? [{ id: item.key, at }] : [])),
    [items],
  );
  const days = useMemo(() => items.flatMap((item, at) => (item.kind === 'day' ? [at] : [])), [items]);
  const activeRow = Math.max(
    0,
    rows.findIndex((row) => row.id === activeId),
  );
  const activeAt = rows[activeRow]?.at;
  const head = phone ? 0 : headHeight;

  const virtualizer = useVirtualizer<HTMLDivElement, HTMLDivElement>({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (at) => (items[at]?.kind === 'day' ? 36 : phone ? 68 : 44),
    getItemKey: (at) => keys[at] ?? at,
    overscan: 12,
    scrollMargin: head,
    scrollPaddingStart: head + 40,
    rangeExtractor: (range) => {
      // The day of the topmost row sticks there; the row in focus stays drawn, or the focus would be lost.
      const wanted = new Set(defaultRangeExtractor(range));
      const day = days.findLast((at) => at <= range.startIndex);
      if (day !== undefined) wanted.add(day);
      if (activeAt !== undefined) wanted.add(activeAt);
      return [...wanted].sort((a, b) => a - b);
    },
  });
  const drawn = virtualizer.getVirtualItems();
  const stickyDay = days.findLast((at) => at <= (virtualizer.range?.startIndex ?? 0));
  useAnchor(virtualizer, keys, scroller.current);

  const lastDrawn = virtualizer.range?.endIndex ?? 0;
  useEffect(() => {
    if (lastDrawn >= items.length - nearEnd) onMore?.();
  }, [lastDrawn, items.length, onMore]);

  const idOf = (target: EventTarget) =>
    target instanceof Element ? target.closest<HTMLElement>('[data-visit-id]')?.dataset.visitId : undefined;
  const press = useLongPress((target) => {
    const id = idOf(target);
    if (id) onToggle(id, false);
  });

  const onClick = (event: MouseEvent) => {
    const id = idOf(event.target);
    if (!id || press.swallow()) return event.preventDefault();
    const element = event.target instanceof Element ? event.target : null;
    const link = element?.closest('a');
    if (link && (event.ctrlKey || event.metaKey)) return;
    if (element?.closest('[data-select]') || (phone && props.selectable)) {
      if (!(element instanceof HTMLInputElement)) event.preventDefault();
      return onToggle(id, event.shiftKey);
    }
    if (event.shiftKey && props.selectable) {
      event.preventDefault();
      return onToggle(id, true);
    }
    event.preventDefault();
    return onOpen(id);
  };

  const goTo = (row: number) => {
    const target = rows[Math.min(Math.max(row, 0), rows.length - 1)];
    if (!target) return;
    virtualizer.scrollToIndex(target.at, { align: 'auto' });
    focusRow(target.id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const id = idOf(event.target);
    if (!id || !(event.target instanceof HTMLElement) || event.target.dataset.visitId !== id) return;
    const pageRows = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / 44) - 2);
    const action = rowKey(event, pageRows, rows.length);
    if (!action) return;
    event.preventDefault();
    const row = rows.findIndex((each) => each.id === id);
    if (action.kind === 'move') goTo(action.to ?? row + action.by);
    else if (action.kind === 'open') onOpen(id);
    else if (action.kind === 'all') props.onSelectAll();
    else onToggle(id, action.range);
  };

  const thisYear = today(zone).slice(0, 4);
  const total = props.total ?? -1;
  return (
    <div
      ref={scroller}
      className={classes.scroller}
      data-clock={clockFormat().hour === 'numeric' ? 12 : 24}
      aria-busy={props.busy}
    >
      <p id="list-keys" hidden>
        {t('keys')}
      </p>
      <div
        role="grid"
        aria-label={t('table')}
        aria-describedby="list-keys"
        aria-rowcount={total < 0 ? -1 : Math.max(total, rows.length) + 1}
        aria-multiselectable={props.selectable || undefined}
        className={classes.grid}
        data-selectable={props.selectable || undefined}
        data-clinician={props.clinicianName ? true : undefined}
        onClick={onClick}
        onKeyDown={onKeyDown}
        onFocus={(event) => {
          const id = idOf(event.target);
          if (id) setActiveId(id);
        }}
        {...press.handlers}
        onContextMenu={(event) => {
          // A long press of a finger is a selection here, not the browser's menu.
          if (event.nativeEvent instanceof PointerEvent && event.nativeEvent.pointerType === 'touch')
            event.preventDefault();
        }}
      >
        <GridHead
          withClinician={props.clinicianName !== undefined}
          selectable={props.selectable}
          all={selection.size === 0 ? 'none' : selection.size >= rows.length ? 'all' : 'some'}
          newestFirst={props.newestFirst}
          phone={phone}
          onAll={props.onSelectAll}
          onOrder={props.onOrder}
        />
        <div role="presentation" className={classes.sizer} style={{ blockSize: virtualizer.getTotalSize() }}>
          {drawn.map((row) => {
            const item = items[row.index];
            if (!item) return null;
            const sticky = row.index === stickyDay;
            const style = sticky ? {} : { transform: `translateY(${row.start - head}px)` };
            return (
              <div
                key={row.key}
                ref={virtualizer.measureElement}
                data-index={row.index}
                role="presentation"
                className={sticky ? classes.sticky : classes.at}
                style={style}
              >
                {item.kind === 'day' ? (
                  <div className={classes.day} aria-hidden="true">
                    {formatDate(item.date, {
                      weekday: 'long',
                      day: 'numeric',
                      month: 'long',
                      ...(item.date.startsWith(thisYear) ? {} : { year: 'numeric' }),
                    })}
                  </div>
                ) : (
                  <VisitRow
                    visit={item.visit}
                    zone={zone}
                    typeName={props.typeName(item.visit.appointment_type)}
                    clinicianName={props.clinicianName?.(item.visit.clinician_id)}
                    rowIndex={item.index + 2}
                    selectable={props.selectable}
                    selected={selection.has(item.key)}
                    active={row.index === activeAt}
                    opened={item.key === props.openedId}
                    href={props.hrefOf(item.key)}
                  />
                )}
              </div>
            );
          })}
        </div>
      </div>
      {props.footer}
    </div>
  );
}
