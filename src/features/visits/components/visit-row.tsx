import { useQuery } from '@tanstack/react-query';
import { LocationIcon } from '../../../components/location-icon.tsx';
import { StatusBadge } from '../../../components/status-sign.tsx';
import type { Visit } from '../../../lib/appointments/schema.ts';
import { useIsPhone } from '../../../lib/media.ts';
import { practiceQueries } from '../../../lib/practice/queries.ts';
import type { Clinician } from '../../../lib/practice/schema.ts';
import { typeName } from '../../../lib/practice/type-name.ts';
import { formatDay, formatShortDay, formatTimeRange } from '../../../lib/time.ts';
import classes from './visits.module.css';

type Props = {
  visit: Visit;
  clinicians: readonly Clinician[] | undefined;
  zone: string;
  onOpen: (id: string) => void;
};

export function VisitRow({ visit, clinicians, zone, onOpen }: Props) {
  const phone = useIsPhone();
  const types = useQuery(practiceQueries.appointmentTypes());
  const clinician = clinicians?.find((candidate) => candidate.clinician_id === visit.clinician_id);
  return (
    <li>
      <button
        type="button"
        className={classes.row}
        data-visit-id={visit.appointment_id}
        onClick={() => onOpen(visit.appointment_id)}
      >
        <span className={classes.when}>
          <strong>
            {phone ? formatShortDay(visit.scheduled_start, zone) : formatDay(visit.scheduled_start, zone)}
          </strong>
          <span>{formatTimeRange(visit.scheduled_start, visit.scheduled_end, zone)}</span>
        </span>
        <span className={classes.what}>
          <span>{clinician?.display_name}</span>
          <span className={classes.kind}>
            <LocationIcon type={visit.location_type} />
            {typeName(visit.appointment_type, types.data)}
          </span>
        </span>
        <StatusBadge status={visit.status} />
      </button>
    </li>
  );
}
