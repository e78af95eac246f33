import { useTranslation } from 'react-i18next';
import type { CalendarViewName } from '../../../lib/time.ts';
import classes from './calendar.module.css';

type Props = {
  views: readonly CalendarViewName[];
  value: CalendarViewName;
  onChange: (view: CalendarViewName) => void;
};

export function ViewSwitch({ views, value, onChange }: Props) {
  const { t } = useTranslation('calendar');
  return (
    <fieldset className={classes.switch} aria-label={t('view.label')}>
      {views.map((view) => (
        <button key={view} type="button" aria-pressed={view === value} onClick={() => onChange(view)}>
          {t(`view.${view}`)}
        </button>
      ))}
    </fieldset>
  );
}
