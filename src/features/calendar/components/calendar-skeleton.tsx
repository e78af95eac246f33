import { useTranslation } from 'react-i18next';
import type { CalendarViewName } from '../../../lib/time.ts';
import classes from './calendar.module.css';

const columns: Record<CalendarViewName, number> = { day: 1, week: 7, month: 7, list: 1 };

/** The grid to come, so that nothing moves when it does. */
export function CalendarSkeleton({ view }: { view: CalendarViewName }) {
  const { t } = useTranslation();
  const style = { '--columns': columns[view] } as React.CSSProperties;
  return (
    <div className={classes.skeleton} data-view={view} style={style} role="status">
      <span className="visually-hidden">{t('loading')}</span>
    </div>
  );
}
