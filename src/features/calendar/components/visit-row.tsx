import { LocationIcon } from '../../../components/location-icon.tsx';
import { StatusBadge } from '../../../components/status-sign.tsx';
import { isAttending, type Visit } from '../../../lib/appointments/schema.ts';
import classes from './visit-block.module.css';
import type { VisitLabels } from './visit-labels.ts';

type Props = { visit: Visit; start: string; end: string; labels: VisitLabels };

/** One visit in the list, with room for every word. */
export function VisitRow({ visit, start, end, labels }: Props) {
  return (
    <span className={classes.row} data-status={visit.status}>
      <span className={classes.rowTime}>{labels.range(start, end)}</span>
      <span className={classes.rowName}>{labels.name(visit)}</span>
      <span className={classes.rowType}>
        <LocationIcon type={visit.location_type} />
        <span>
          {labels.type(visit.appointment_type)}
          <span className="visually-hidden">{`, ${labels.location[visit.location_type]}`}</span>
        </span>
      </span>
      <span className={classes.rowStatus}>
        <StatusBadge status={visit.status} attending={isAttending(visit)} />
        {isAttending(visit) ? labels.attending : null}
        {visit.overbooked ? labels.overbooked : null}
      </span>
    </span>
  );
}
