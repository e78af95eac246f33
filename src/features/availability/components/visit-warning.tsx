import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { dayOf, formatDayTime, viewerZone } from '../../../lib/time.ts';
import type { Booked } from '../schema.ts';
import classes from './warning.module.css';
import { Warning } from './warning.tsx';

type Props = { visits: readonly Booked[]; clinicianId: string; text: 'week' | 'exception'; zone?: string };
const shown = 3;

/** A warning, never a refusal: what is booked stays booked until somebody moves it. */
export function VisitWarning({ visits, clinicianId, text, zone = viewerZone() }: Props) {
  const { t } = useTranslation('availability');
  const [first] = visits;
  const last = visits.at(-1);
  if (!first || !last) return null;
  const query = new URLSearchParams({
    clinician: clinicianId,
    from: dayOf(first.scheduled_start, zone),
    to: dayOf(last.scheduled_start, zone),
  });
  return (
    <Warning>
      <p className={classes.text}>{t(`outside.${text}`, { count: visits.length })}</p>
      <ul className={classes.visits}>
        {visits.slice(0, shown).map((visit) => (
          <li key={visit.appointment_id}>
            {formatDayTime(visit.scheduled_start, zone)} · {visit.patient?.full_name || t('outside.noName')}
          </li>
        ))}
      </ul>
      {visits.length > shown ? (
        <p className={classes.text}>{t('outside.more', { count: visits.length - shown })}</p>
      ) : null}
      <Link href={`/list?${query.toString()}`} className={classes.link}>
        {t('outside.open')}
      </Link>
    </Warning>
  );
}
