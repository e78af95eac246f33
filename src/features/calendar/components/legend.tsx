import { useTranslation } from 'react-i18next';
import { StatusBadge, StatusIcon } from '../../../components/status-sign.tsx';
import { appointmentStatuses } from '../../../lib/appointments/schema.ts';
import classes from './calendar.module.css';

/** What the colours and signs mean, in the same order everywhere. */
export function Legend() {
  const { t } = useTranslation(['calendar', 'common']);
  return (
    <ul className={classes.legend} aria-label={t('legend')}>
      {appointmentStatuses.map((status) => (
        <li key={status}>
          <StatusBadge status={status} />
        </li>
      ))}
      <li className={classes.legendSign}>
        <StatusIcon status="confirmed" attending />
        {t('common:attending')}
      </li>
    </ul>
  );
}
