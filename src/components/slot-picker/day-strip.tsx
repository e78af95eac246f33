import { ActionIcon } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { type KeyboardEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { DaySlots } from '../../lib/slots/by-day.ts';
import { addDays, formatDate } from '../../lib/time.ts';
import classes from './slot-picker.module.css';

type Props = {
  days: readonly DaySlots[];
  date: string;
  /** The first day that can be chosen. */
  earliest: string;
  loaded: boolean;
  onChoose: (date: string) => void;
  onWeek: (date: string) => void;
};

/** A week at a glance. One tab stop; arrow keys go from day to day, Page Up and Page Down by weeks. */
export function DayStrip({ days, date, earliest, loaded, onChoose, onWeek }: Props) {
  const { t } = useTranslation();
  const list = useRef<HTMLUListElement>(null);
  const from = days[0]?.date ?? date;
  const stop = date >= earliest ? date : days.find((day) => day.date >= earliest)?.date;

  const onKeyDown = (event: KeyboardEvent) => {
    const forward = getComputedStyle(event.currentTarget).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    const enabled = [...(list.current?.querySelectorAll<HTMLButtonElement>('button:not(:disabled)') ?? [])];
    const at = enabled.findIndex((button) => button.matches(':focus'));
    const target =
      event.key === 'Home'
        ? enabled[0]
        : event.key === 'End'
          ? enabled.at(-1)
          : event.key === 'ArrowLeft' || event.key === 'ArrowRight'
            ? enabled[at + (event.key === forward ? 1 : -1)]
            : undefined;
    if (event.key === 'PageDown') onWeek(addDays(date, 7));
    else if (event.key === 'PageUp' && from > earliest) onWeek(later(addDays(date, -7), earliest));
    else if (!target) return;
    event.preventDefault();
    target?.focus();
  };

  return (
    <div className={classes.strip}>
      <ActionIcon
        variant="subtle"
        color="gray"
        className={classes.arrow}
        aria-label={t('slots.previousWeek')}
        disabled={from <= earliest}
        onClick={() => onWeek(later(addDays(date, -7), earliest))}
      >
        <IconChevronLeft size={18} className="cs-flip-rtl" aria-hidden="true" />
      </ActionIcon>
      <ul ref={list} className={classes.days} aria-label={t('slots.chooseDay')} onKeyDown={onKeyDown}>
        {days.map((day, index) => {
          const count = day.slots.length;
          const text = formatDate(day.date);
          return (
            // By place in the week, so that the focus stays where it is when the week changes.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <li key={index}>
              <button
                type="button"
                className={classes.day}
                tabIndex={day.date === stop ? 0 : -1}
                aria-pressed={day.date === date}
                aria-label={loaded ? t('slots.announce', { day: text, count }) : text}
                data-empty={(loaded && count === 0) || undefined}
                disabled={day.date < earliest}
                onClick={() => onChoose(day.date)}
              >
                <span>{formatDate(day.date, { weekday: 'short' })}</span>
                <strong>{formatDate(day.date, { day: 'numeric' })}</strong>
                <span className={classes.count}>{loaded ? count || '–' : ' '}</span>
              </button>
            </li>
          );
        })}
      </ul>
      <ActionIcon
        variant="subtle"
        color="gray"
        className={classes.arrow}
        aria-label={t('slots.nextWeek')}
        onClick={() => onWeek(addDays(date, 7))}
      >
        <IconChevronRight size={18} className="cs-flip-rtl" aria-hidden="true" />
      </ActionIcon>
    </div>
  );
}

const later = (a: string, b: string): string => (a > b ? a : b);
