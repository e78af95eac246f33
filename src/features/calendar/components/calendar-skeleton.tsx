import { useTranslation } from 'react-i18next';
import classes from './calendar.module.css';

/** The grid to come, so that nothing moves when it does. */
export function CalendarSkeleton({ columns }: { columns: number }) {
  const { t } = useTranslation();
  return (
    <div className={classes.skeleton} style={{ '--columns': columns } as React.CSSProperties} role="status">
      <span className="visually-hidden">{t('loading')}</span>
    </div>
  );
}
