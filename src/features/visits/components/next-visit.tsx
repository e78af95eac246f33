import { Button } from '@mantine/core';
import { IconPhone } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { AddToCalendar } from '../../../components/add-to-calendar.tsx';
import { Attendance } from '../../../components/attendance.tsx';
import { JoinCall } from '../../../components/join-call.tsx';
import { LocationIcon } from '../../../components/location-icon.tsx';
import { StatusBadge } from '../../../components/status-sign.tsx';
import { changeDeadline } from '../../../lib/appointments/notice.ts';
import type { Visit, VisitDetail } from '../../../lib/appointments/schema.ts';
import { useNow } from '../../../lib/now.ts';
import { practiceQueries } from '../../../lib/practice/queries.ts';
import type { Clinician } from '../../../lib/practice/schema.ts';
import { typeName } from '../../../lib/practice/type-name.ts';
import { formatDay, formatTime, formatTimeRange } from '../../../lib/time.ts';
import type { Practice } from '../../../lib/viewer/schema.ts';
import { distanceTo } from '../sort-visits.ts';
import classes from './visits.module.css';

type Props = {
  visit: VisitDetail;
  clinicians: readonly Clinician[] | undefined;
  practice: Practice | undefined;
  zone: string;
  onOpen: () => void;
};

/** The one thing a patient came for: when, where, how to prepare, how to get in. */
export function NextVisit({ visit, clinicians, practice, zone, onOpen }: Props) {
  const { t } = useTranslation(['visits', 'common']);
  const now = useNow(30_000);
  const types = useQuery(practiceQueries.appointmentTypes());
  const clinician = clinicians?.find((candidate) => candidate.clinician_id === visit.clinician_id);
  const distance = distanceTo(visit.scheduled_start, now, zone);
  return (
    <section className={classes.next} aria-labelledby="next-visit" data-visit-id={visit.appointment_id}>
      <div className={classes.nextHead}>
        <h2 id="next-visit" className={classes.nextTitle}>
          {t('nextVisit')}
        </h2>
        <StatusBadge status={visit.status} />
      </div>
      <p className={classes.moment}>
        <strong>{formatDay(visit.scheduled_start, zone)}</strong>
        <span>{formatTimeRange(visit.scheduled_start, visit.scheduled_end, zone)}</span>
        {distance.kind === 'far' ? null : (
          <span className={classes.distance}>
            {distance.kind === 'days' ? t('inDays', { count: distance.count }) : t(distance.kind)}
          </span>
        )}
      </p>
      <p className={classes.with}>
        {clinician?.display_name}
        <span className={classes.kind}>
          <LocationIcon type={visit.location_type} />
          {typeName(visit.appointment_type, types.data)}
          {visit.location ? ` · ${visit.location}` : null}
        </span>
      </p>
      {visit.status === 'requested' ? <p className={classes.quiet}>{t('requestedHint')}</p> : null}
      {visit.preparation_instructions ? (
        <div className={classes.prepare}>
          <h3>{t('prepare')}</h3>
          <p>{visit.preparation_instructions}</p>
        </div>
      ) : null}
      <Attendance visit={visit} mine />
      <div className={classes.deeds}>
        <JoinCall visit={visit} zone={zone} />
        <Button variant="default" onClick={onOpen}>
          {t('change')}
        </Button>
        <AddToCalendar appointmentId={visit.appointment_id} practice={practice ?? undefined} />
      </div>
      {practice ? <ChangeHint visit={visit} practice={practice} now={now} zone={zone} /> : null}
    </section>
  );
}

/** Says in time what the practice's notice means, instead of a refusal at the end of a form. */
function ChangeHint({ visit, practice, now, zone }: { visit: Visit; practice: Practice; now: number; zone: string }) {
  const { t } = useTranslation('visits');
  const until = changeDeadline(visit, practice.cancellation_notice_minutes);
  if (Date.parse(until) > now) {
    return (
      <p className={classes.quiet}>
        {t('changeUntil', { day: formatDay(until, zone), time: formatTime(until, zone) })}
      </p>
    );
  }
  return (
    <p className={classes.quiet}>
      {t('changeByPhone')}{' '}
      {practice.phone ? (
        <a className={classes.call} href={`tel:${practice.phone.replaceAll(/[^+\d]/g, '')}`}>
          <IconPhone size={16} aria-hidden="true" />
          {t('callPractice', { practice: practice.name })}
        </a>
      ) : null}
    </p>
  );
}
