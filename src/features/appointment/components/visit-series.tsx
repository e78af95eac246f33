import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VisitDetail } from '../../../lib/appointments/schema.ts';
import { formatDayTime } from '../../../lib/time.ts';
import { visitQueries } from '../queries.ts';
import classes from './appointment.module.css';

type Props = {
  visit: VisitDetail;
  seriesId: string;
  zone: string;
  onOpenVisit: ((appointmentId: string) => void) | undefined;
};

/** "Visit 3 of 8 in a series", with the way to the others. */
export function VisitSeries({ visit, seriesId, zone, onOpenVisit }: Props) {
  const { t } = useTranslation(['appointment', 'common']);
  const [open, setOpen] = useState(false);
  const listId = useId();
  const series = useQuery(visitQueries.series(seriesId));
  const position = (series.data ?? []).findIndex((other) => other.appointment_id === visit.appointment_id) + 1;
  if (!series.data || position === 0) return null;
  return (
    <div>
      <p>
        {t('seriesPosition', { position, count: series.data.length })}
        {series.data.length > 1 ? (
          <Button
            variant="subtle"
            size="compact-sm"
            className={classes.inlineButton}
            aria-expanded={open}
            aria-controls={open ? listId : undefined}
            onClick={() => setOpen((now) => !now)}
          >
            {t('seriesOthers')}
          </Button>
        ) : null}
      </p>
      {open ? (
        <ol id={listId} className={classes.series}>
          {series.data.map((other) => {
            const text = {
              when: formatDayTime(other.scheduled_start, zone),
              status: t(`common:status.${other.status}`),
            };
            const here = other.appointment_id === visit.appointment_id;
            return (
              <li key={other.appointment_id}>
                {here || !onOpenVisit ? (
                  <span>{here ? t('seriesThis', text) : t('seriesEntry', text)}</span>
                ) : (
                  <Button variant="subtle" size="compact-sm" onClick={() => onOpenVisit(other.appointment_id)}>
                    {t('seriesEntry', text)}
                  </Button>
                )}
              </li>
            );
          })}
        </ol>
      ) : null}
    </div>
  );
}
