import { useTranslation } from 'react-i18next';
import { LocationIcon } from '../../../components/location-icon.tsx';
import { StatusIcon } from '../../../components/status-sign.tsx';
import type { Visit } from '../../../lib/appointments/schema.ts';
import { formatTime, formatTimeRange } from '../../../lib/time.ts';
import classes from './visit-block.module.css';

type Props = {
  visit: Visit;
  typeName: string;
  start: string;
  end: string;
  zone: string;
  layout: 'column' | 'row';
  short: boolean;
};

/** One visit in the grid: time, person, type, sign of the status; its word is read out and stands in the legend. */
export function VisitBlock({ visit, typeName, start, end, zone, layout, short }: Props) {
  const { t } = useTranslation();
  const name = visit.patient?.full_name || t('noPatientName');
  const oneLine = layout === 'row' || short;
  return (
    <span className={classes.block} data-status={visit.status} data-layout={layout} data-short={short || undefined}>
      <span className={classes.head}>
        <StatusIcon status={visit.status} />
        {oneLine ? <span className={classes.time}>{formatTime(start, zone)}</span> : null}
        <span className={classes.name}>{name}</span>
        {layout === 'column' ? <LocationIcon type={visit.location_type} /> : null}
      </span>
      {oneLine ? null : (
        <span className={classes.detail}>
          <span className={classes.time}>{formatTimeRange(start, end, zone)}</span>
          <span className={classes.type}>{typeName}</span>
        </span>
      )}
      <span className="visually-hidden">
        {oneLine ? `, ${typeName}` : null}
        {`, ${t(`location.${visit.location_type}`)}, ${t(`status.${visit.status}`)}`}
        {visit.overbooked ? `, ${t('overbooked')}` : null}
      </span>
    </span>
  );
}
