import { LocationIcon } from '../../../components/location-icon.tsx';
import { StatusIcon } from '../../../components/status-sign.tsx';
import { isAttending, type Visit } from '../../../lib/appointments/schema.ts';
import { withCommas } from '../../../lib/words.ts';
import classes from './visit-block.module.css';
import type { VisitLabels } from './visit-labels.ts';

type Props = {
  visit: Visit;
  start: string;
  end: string;
  labels: VisitLabels;
  layout: 'column' | 'row';
  short: boolean;
};

/**
 * One visit in the grid: time, person, type, place, and the status as a sign and a word. Drawn a thousand times in a
 * week, hence without hooks; a line that does not fit is left out by the style sheet, and still read out.
 */
export function VisitBlock({ visit, start, end, labels, layout, short }: Props) {
  const { status, location_type: place } = visit;
  const attending = isAttending(visit);
  const words = withCommas(
    labels.location[place],
    labels.status[status],
    ...(attending ? [labels.attending] : []),
    ...(visit.overbooked ? [labels.overbooked] : []),
  );
  if (layout === 'row' || short) {
    return (
      <span className={classes.block} data-status={status} data-layout={layout} data-short="">
        <span className={classes.head}>
          <StatusIcon status={status} attending={attending} />
          <span className={classes.time}>{labels.time(start)}</span>
          <span className={classes.name}>{labels.name(visit)}</span>
          <span className={classes.words}>{withCommas('', labels.type(visit.appointment_type), words)}</span>
          <LocationIcon type={place} />
        </span>
      </span>
    );
  }
  return (
    <span className={classes.block} data-status={status} data-layout={layout}>
      <span className={classes.head}>
        <StatusIcon status={status} attending={attending} />
        <span className={classes.name}>{labels.name(visit)}</span>
        <LocationIcon type={place} />
      </span>
      <span className={classes.detail}>
        <span className={classes.time}>{labels.range(start, end)}</span>{' '}
        <span className={classes.type}>{labels.type(visit.appointment_type)}</span>
      </span>
      <span className={classes.detail}>{words}</span>
    </span>
  );
}
