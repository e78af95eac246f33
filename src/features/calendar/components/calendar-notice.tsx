import { IconClockOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Clinician } from '../../../lib/practice/schema.ts';
import type { CalendarView } from '../location.ts';
import classes from './calendar.module.css';

type Props = { clinician: Clinician; view: CalendarView; noHours: boolean; noVisits: boolean };

/** Over the empty grid, what to do about it. It takes no room, so that nothing moves when it comes or goes. */
export function CalendarNotice({ clinician, view, noHours, noVisits }: Props) {
  const { t } = useTranslation('calendar');
  if (noHours) {
    return (
      <div className={classes.notice} data-kind="hours">
        <IconClockOff size={18} aria-hidden="true" />
        <p>{t('noHours', { name: clinician.display_name })}</p>
        <Link href={`/availability?clinician=${clinician.clinician_id}`}>{t('setHours')}</Link>
      </div>
    );
  }
  if (!noVisits || view === 'list' || view === 'team') return null;
  return (
    <div className={classes.notice} data-kind="visits">
      <p>{t(`empty.${view}`)}</p>
    </div>
  );
}
