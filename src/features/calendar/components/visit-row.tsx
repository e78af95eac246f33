import { useTranslation } from 'react-i18next';
import { LocationIcon } from '../../../components/location-icon.tsx';
import { StatusBadge } from '../../../components/status-sign.tsx';
import type { Visit } from '../../../lib/appointments/schema.ts';
import { formatTimeRange } from '../../../lib/time.ts';
import classes from './visit-block.module.css';

type Props = { visit: Visit; typeName: string; start: string; end: string; zone: string };

/** One visit in the list, with room for every word. */
export function VisitRow({ visit, typeName, start, end, zone }: Props) {
  const { t } = useTranslation();
  return (
    <span className={classes.row} data-status={visit.status}>
      <span className={classes.rowTime}>{formatTimeRange(start, end, zone)}</span>
      <span className={classes.rowName}>{visit.patient?.full_name || t('noPatientName')}</span>
      <span className={classes.rowType}>
        <LocationIcon type={visit.location_type} />
        <span>
          {typeName}
          <span className="visually-hidden">{`, ${t(`location.${visit.location_type}`)}`}</span>
        </span>
      </span>
      <span className={classes.rowStatus}>
        <StatusBadge status={visit.status} />
        {visit.overbooked ? t('overbooked') : null}
      </span>
    </span>
  );
}
