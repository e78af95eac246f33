import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useIsPhone } from '../../../lib/media.ts';
import type { CalendarView } from '../location.ts';
import classes from './toolbar.module.css';

type Props = {
  views: readonly CalendarView[];
  value: CalendarView;
  onChange: (view: CalendarView) => void;
};

export function ViewSwitch({ views, value, onChange }: Props) {
  const { t } = useTranslation('calendar');
  const phone = useIsPhone();
  if (phone) {
    return (
      <NativeSelect
        aria-label={t('view.label')}
        className={classes.views}
        value={value}
        onChange={(event) => onChange(views.find((view) => view === event.currentTarget.value) ?? value)}
        data={views.map((view) => ({ value: view, label: t(`view.${view}`) }))}
      />
    );
  }
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
