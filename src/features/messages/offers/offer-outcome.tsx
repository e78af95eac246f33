import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { StatusBadge } from '../../../components/status-sign.tsx';
import { formatDay } from '../../../lib/time.ts';
import type { Offer } from '../schema.ts';
import { clockRange } from './clock-range.ts';
import classes from './offer-card.module.css';
import { movedTo } from './offer-state.ts';

type Props = { offer: Offer; zone: string; onOpenVisit: (appointmentId: string) => void };

/** What came of a closed card: why it was refused, or the visit as it stands now and the way to it. */
export function OfferOutcome({ offer, zone, onOpenVisit }: Props) {
  const { t } = useTranslation('offers');
  const { appointment, appointment_id: id } = offer;
  const moved = movedTo(offer);
  if (offer.status !== 'accepted') {
    return offer.response_note ? <p className={classes.said}>{t('reason', { text: offer.response_note })}</p> : null;
  }
  return (
    <div className={classes.outcome}>
      {appointment ? (
        <p className={classes.visit}>
          <span>{t('visit.label')}</span>
          <StatusBadge status={appointment.status} />
          {moved ? (
            <strong className={classes.moved}>
              {t('visit.moved', {
                day: formatDay(moved.start, zone),
                time: clockRange(moved, zone),
              })}
            </strong>
          ) : null}
        </p>
      ) : null}
      {id ? (
        <Button variant="default" onClick={() => onOpenVisit(id)}>
          {t('visit.open')}
        </Button>
      ) : null}
    </div>
  );
}
