import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconX } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDay, formatTimeRange } from '../../../lib/time.ts';
import type { SeriesAnswer } from '../series-mutations.ts';
import type { SeriesDate } from '../use-series.ts';
import classes from './booking.module.css';

type Props = {
  answer: SeriesAnswer;
  skipped: readonly SeriesDate[];
  zone: string;
  onClose: () => void;
  onOpen?: ((appointmentId: string, start: string) => void) | undefined;
};

/** What became of the series: every visit that was booked, and every date that was left out. */
export function SeriesDone({ answer, skipped, zone, onClose, onOpen }: Props) {
  const { t } = useTranslation(['booking', 'common']);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const [first] = answer.booked;
  const booked = t('series.booked', { count: answer.booked.length });
  const left = t('series.left', { count: skipped.length });
  return (
    <div className={classes.form}>
      <h2 ref={heading} tabIndex={-1} className={classes.stepTitle}>
        {skipped.length > 0 ? t('series.result', { booked, left }) : booked}
      </h2>
      <ol className={classes.series} aria-label={t('series.dates')}>
        {answer.booked.map((visit) => (
          <li key={visit.appointment_id} className={classes.seriesRow}>
            <div className={classes.seriesHead}>
              <span className={classes.seriesWhen}>
                {formatDay(visit.scheduled_start, zone)},{' '}
                {formatTimeRange(visit.scheduled_start, visit.scheduled_end, zone)}
              </span>
              <span className={classes.seriesState} data-tone={visit.overbooked ? 'warn' : 'good'}>
                {visit.overbooked ? (
                  <IconAlertTriangle size={16} aria-hidden="true" />
                ) : (
                  <IconCheck size={16} aria-hidden="true" />
                )}
                {visit.overbooked ? t('common:overbooked') : t('common:status.confirmed')}
              </span>
            </div>
          </li>
        ))}
        {skipped.map((date) => (
          <li key={date.start} className={classes.seriesRow}>
            <div className={classes.seriesHead}>
              <span className={classes.seriesWhen} data-moved>
                {formatDay(date.start, zone)}, {formatTimeRange(date.start, date.end, zone)}
              </span>
              <span className={classes.seriesState} data-tone="quiet">
                <IconX size={16} aria-hidden="true" />
                {t('series.skipped')}
              </span>
            </div>
          </li>
        ))}
      </ol>
      <div className={classes.actions}>
        {onOpen && first ? (
          <Button variant="default" onClick={() => onOpen(first.appointment_id, first.scheduled_start)}>
            {t('series.openFirst')}
          </Button>
        ) : null}
        <Button onClick={onClose}>{t('series.done')}</Button>
      </div>
    </div>
  );
}
