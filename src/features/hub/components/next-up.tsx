import { IconVideo } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Visit } from '../../../lib/appointments/schema.ts';
import { formatTime } from '../../../lib/time.ts';
import { type DaySummary, minutesUntil } from '../summary.ts';
import classes from './hub.module.css';

type Props = { day: DaySummary; now: number; zone: string; date: string; desk: boolean };

/** Who is in the room and who comes next, with the minutes until then. */
export function NextUp({ day, now, zone, date, desk }: Props) {
  const { t } = useTranslation(['hub', 'common']);
  const link = (visit: Visit) =>
    `/calendar?view=${desk ? 'team' : 'day'}&date=${date}&clinician=${visit.clinician_id}&visit=${visit.appointment_id}`;
  const name = (visit: Visit) => visit.patient?.full_name || t('common:noPatientName');
  const shown = day.next ?? day.current;
  if (!shown) return <p className={classes.next}>{day.visits > 0 ? t('dayDone') : t('dayEmpty')}</p>;
  return (
    <p className={classes.next}>
      {shown === day.next ? t('next') : t('now')}{' '}
      <Link href={link(shown)} className={classes.nextLink}>
        {shown.location_type === 'video' ? <IconVideo size={16} aria-hidden="true" /> : null}
        <span className={classes.nextTime}>{formatTime(shown.scheduled_start, zone)}</span>
        <strong className={classes.nextName}>{name(shown)}</strong>
      </Link>
      {shown === day.next ? (
        <span className={classes.countdown}>{countdown(minutesUntil(shown.scheduled_start, now), t)}</span>
      ) : null}
    </p>
  );
}

/** "in 12 min", "in 2 h 5 min" */
function countdown(minutes: number, t: ReturnType<typeof useTranslation<['hub', 'common']>>['t']): string {
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return t('inMinutes', { minutes });
  return minutes % 60 === 0 ? t('inHours', { hours }) : t('inHoursMinutes', { hours, minutes: minutes % 60 });
}
