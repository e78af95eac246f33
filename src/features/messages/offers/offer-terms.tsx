import { useTranslation } from 'react-i18next';
import { formatDayTime } from '../../../lib/time.ts';
import type { Offer, OfferStatus, Side } from '../schema.ts';
import { remaining } from './expiry.ts';
import classes from './offer-card.module.css';

type Props = { offer: Offer; status: OfferStatus; side: Side; patientName: string; zone: string; now: number };

/** Until when an answer counts, and whether the times are kept until then. */
export function OfferTerms({ offer, status, side, patientName, zone, now }: Props) {
  const { t } = useTranslation('offers');
  const time = formatDayTime(offer.expires_at, zone);
  if (status === 'expired') return <p className={classes.terms}>{t('endedAt', { time })}</p>;
  if (status !== 'pending') return null;
  const left = remaining(offer.expires_at, now);
  const until = offer.awaits === side ? t('answerBy', { time }) : t('openUntil', { time });
  return (
    <div className={classes.until}>
      <p className={classes.terms}>
        {/* The space keeps Arabic letters on both sides from joining. */}
        {until} {left ? <strong className={classes.left}>{t(left.unit, { count: left.count })}</strong> : null}
      </p>
      {offer.held ? (
        <p className={classes.terms}>
          {side === 'patient' ? t('keptForYou', { time }) : t('keptFor', { name: patientName, time })}
        </p>
      ) : null}
    </div>
  );
}
