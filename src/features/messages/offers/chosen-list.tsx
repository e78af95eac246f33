import { IconX } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDayTime } from '../../../lib/time.ts';
import { mostTimes } from './chosen-times.ts';
import classes from './sheets.module.css';
import type { Times } from './use-times.ts';

/** What is chosen so far, in order of time, each with a way out. */
export function ChosenList({ times, zone }: { times: Times; zone: string }) {
  const { t } = useTranslation('offers');
  const list = useRef<HTMLDivElement>(null);
  const heading = useRef<HTMLParagraphElement>(null);
  const remove = (start: string, index: number) => {
    times.remove(start);
    // To the one that takes its place, to the last one, or to the count.
    requestAnimationFrame(() => {
      const buttons = list.current?.querySelectorAll<HTMLElement>('button') ?? [];
      (buttons[index] ?? buttons[index - 1] ?? heading.current)?.focus();
    });
  };
  const count = times.times.length;
  return (
    <div ref={list} className={classes.chosen}>
      <p ref={heading} role="status" tabIndex={-1} className={classes.label}>
        {t('pick.chosen', { count, most: mostTimes })}
      </p>
      {count === 0 ? <p className={classes.note}>{t('pick.none')}</p> : null}
      <ul className={classes.chips}>
        {times.times.map(({ start, state }, index) => {
          const time = formatDayTime(start, zone);
          return (
            <li key={start} className={classes.chip} data-state={state}>
              <span className={classes.chipTime}>{time}</span>
              {state === 'free' ? null : <strong>{state === 'gone' ? t('gone') : t('pick.overlaps')}</strong>}
              <button type="button" aria-label={t('pick.remove', { time })} onClick={() => remove(start, index)}>
                <IconX size={16} aria-hidden="true" />
              </button>
            </li>
          );
        })}
      </ul>
      {times.full ? <p className={classes.note}>{t('pick.full')}</p> : null}
    </div>
  );
}
