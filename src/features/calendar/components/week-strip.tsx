import { useTranslation } from 'react-i18next';
import { addDays, formatDate, startOfWeek, today } from '../../../lib/time.ts';
import classes from './toolbar.module.css';

type Props = { date: string; zone: string; firstDay: number; onDay: (date: string) => void };

const days = [0, 1, 2, 3, 4, 5, 6];

/** The week around the day in view, one touch away each. */
export function WeekStrip({ date, zone, firstDay, onDay }: Props) {
  const { t } = useTranslation('calendar');
  const start = startOfWeek(date, firstDay);
  const now = today(zone);
  return (
    <nav aria-label={t('days')} className={classes.strip}>
      {days.map((offset) => {
        const day = addDays(start, offset);
        return (
          <button
            key={day}
            type="button"
            aria-label={formatDate(day)}
            aria-current={day === date ? 'date' : undefined}
            data-today={day === now || undefined}
            onClick={() => onDay(day)}
          >
            <span>{formatDate(day, { weekday: 'short' })}</span>
            <span className={classes.number}>{formatDate(day, { day: 'numeric' })}</span>
          </button>
        );
      })}
    </nav>
  );
}
