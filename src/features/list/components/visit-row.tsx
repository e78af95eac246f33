// biome-ignore-all lint/a11y/useSemanticElements: a <table> would lay out all its rows; of a virtual grid only some are there
// biome-ignore-all lint/a11y/useFocusableInteractive: one row is the tab stop, its cells are not
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { LocationIcon } from '../../../components/location-icon.tsx';
import { StatusBadge } from '../../../components/status-sign.tsx';
import { isAttending, type Visit } from '../../../lib/appointments/schema.ts';
import { formatDayTime, formatShortDay, formatTime, formatTimeRange } from '../../../lib/time.ts';
import classes from './grid.module.css';

type Props = {
  visit: Visit;
  zone: string;
  typeName: string;
  /** Absent where there is only one's own. */
  clinicianName: string | undefined;
  /** Row of the grid as a screen reader counts: the head is 1. */
  rowIndex: number;
  selectable: boolean;
  selected: boolean;
  /** The tab stop of the list. */
  active: boolean;
  opened: boolean;
  href: string;
};

/** One visit: a line of the table, a card of two lines where there is little room. Presses are handled by the grid. */
export const VisitRow = memo(function VisitRow(props: Props) {
  const { visit, zone } = props;
  const { t } = useTranslation(['list', 'common']);
  const patient = visit.patient?.full_name || t('common:noPatientName');
  return (
    <div
      role="row"
      aria-rowindex={props.rowIndex}
      aria-selected={props.selectable ? props.selected : undefined}
      aria-current={props.opened ? 'true' : undefined}
      tabIndex={props.active ? 0 : -1}
      className={classes.row}
      data-visit-id={visit.appointment_id}
      data-status={visit.status}
    >
      {props.selectable ? (
        <span role="gridcell" className={classes.check} data-select>
          <input
            type="checkbox"
            tabIndex={-1}
            readOnly
            checked={props.selected}
            aria-label={t('selectVisit', { patient, when: formatDayTime(visit.scheduled_start, zone) })}
          />
        </span>
      ) : null}
      <span role="gridcell" className={classes.time}>
        <span className="visually-hidden">{`${formatShortDay(visit.scheduled_start, zone)}, `}</span>
        <span className={classes.range}>{formatTimeRange(visit.scheduled_start, visit.scheduled_end, zone)}</span>
        <span className={classes.start} aria-hidden="true">
          {formatTime(visit.scheduled_start, zone)}
        </span>
      </span>
      <span role="gridcell" className={classes.patient}>
        <a href={props.href} tabIndex={-1} className={classes.name}>
          {patient}
        </a>
      </span>
      {props.clinicianName === undefined ? null : (
        <span role="gridcell" className={classes.clinician}>
          {props.clinicianName}
        </span>
      )}
      <span role="gridcell" className={classes.type}>
        {props.typeName}
      </span>
      <span role="gridcell" className={classes.place}>
        <LocationIcon type={visit.location_type} size={16} />
        <span className={classes.word}>{t(`common:location.${visit.location_type}`)}</span>
      </span>
      <span role="gridcell" className={classes.status}>
        <StatusBadge status={visit.status} attending={isAttending(visit)} />
        {isAttending(visit) ? <span className={classes.attending}>{t('common:attending')}</span> : null}
        {visit.overbooked ? <span className={classes.overbooked}>{t('common:overbooked')}</span> : null}
      </span>
    </div>
  );
});
