import { formatTime, wallTime } from '../../../lib/time.ts';
import { secondClock } from '../second-clock.ts';
import classes from './team.module.css';

const hours = Array.from({ length: 24 }, (_, hour) => hour);
const rowTime = (hour: number) => `${String(hour).padStart(2, '0')}:00`;

type Props = { date: string; zone: string; zone2: string | undefined };

/** The hours of all columns at once. It stays in place while the columns are scrolled sideways. */
export function TeamAxis({ date, zone, zone2 }: Props) {
  const days = [date];
  return (
    <div className={classes.axis} aria-hidden="true">
      <div className={classes.corner} />
      <div className={classes.hours}>
        {hours.map((hour) => (
          <span key={hour}>
            {zone2 ? (
              <span className={classes.clock2}>{secondClock(hour * 60, days, zone, zone2).join(' ')}</span>
            ) : null}
            <span>{formatTime(wallTime('2000-01-01', rowTime(hour), 'UTC'), 'UTC')}</span>
          </span>
        ))}
      </div>
    </div>
  );
}
