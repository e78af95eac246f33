import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { AddToCalendar } from '../../../components/add-to-calendar.tsx';
import { Attendance } from '../../../components/attendance.tsx';
import { JoinCall } from '../../../components/join-call.tsx';
import { LocationIcon } from '../../../components/location-icon.tsx';
import { StatusBadge } from '../../../components/status-sign.tsx';
import { mayMove, type VisitDetail } from '../../../lib/appointments/schema.ts';
import { practiceQueries } from '../../../lib/practice/queries.ts';
import { typeName } from '../../../lib/practice/type-name.ts';
import { formatDay, formatTimeRange, minutesBetween, sameClock, viewerZone, zoneName } from '../../../lib/time.ts';
import type { Viewer } from '../../../lib/viewer/schema.ts';
import classes from './appointment.module.css';
import { ClinicianNotes } from './clinician-notes.tsx';
import { VisitHistory } from './visit-history.tsx';
import { VisitMessages } from './visit-messages.tsx';
import { VisitSeries } from './visit-series.tsx';

type Props = {
  visit: VisitDetail;
  viewer: Viewer;
  zone: string;
  onOpenVisit?: ((appointmentId: string) => void) | undefined;
  /** What can be done, right below who and when. */
  children?: ReactNode;
};

/** Who, what, when and where; then what has been written about it. */
export function VisitFacts({ visit, viewer, zone, onOpenVisit, children }: Props) {
  const { t } = useTranslation(['appointment', 'common']);
  const types = useQuery(practiceQueries.appointmentTypes());
  const clinicians = useQuery(practiceQueries.clinicians());
  // A title which is only the type's first name is translated like the type.
  const own = visit.title ? [{ appointment_type: visit.appointment_type, name: visit.title }] : types.data;
  const clinician = clinicians.data?.find((candidate) => candidate.clinician_id === visit.clinician_id);
  const text: [string, string | null][] = [
    [t('preparation'), visit.preparation_instructions],
    [t('description'), visit.description],
    [t('patientNotes'), visit.patient_notes],
    [t('cancellationReason'), visit.cancellation_reason],
    [t('statusReason'), visit.status_reason],
    [t('overbookReason'), viewer.isStaff ? visit.overbook_reason : null],
  ];
  return (
    <div className={classes.facts}>
      <div>
        <p className={classes.who}>
          {viewer.isStaff ? visit.patient?.full_name || t('common:noPatientName') : clinician?.display_name}
        </p>
        <p className={classes.quiet}>{typeName(visit.appointment_type, own)}</p>
      </div>
      <p className={classes.badges}>
        <StatusBadge status={visit.status} />
        {visit.overbooked ? <span className={classes.overbooked}>{t('common:overbooked')}</span> : null}
      </p>
      <When visit={visit} zone={zone} />
      <Attendance visit={visit} mine={viewer.profileId === visit.patient_id} />
      <JoinCall visit={visit} zone={zone} />
      {children}
      {!viewer.isStaff && viewer.practice && mayMove(visit.status) ? (
        <AddToCalendar appointmentId={visit.appointment_id} practice={viewer.practice} />
      ) : null}
      {visit.series_id ? (
        <VisitSeries visit={visit} seriesId={visit.series_id} zone={zone} onOpenVisit={onOpenVisit} />
      ) : null}
      <p className={classes.line}>
        <LocationIcon type={visit.location_type} size={16} />
        <span className={classes.place}>{t(`common:location.${visit.location_type}`)}</span>
        {visit.location ? <span className={classes.quiet}>{visit.location}</span> : null}
      </p>
      {viewer.isStaff && clinician && viewer.profileId !== visit.clinician_id ? (
        <p className={classes.line}>
          <span className={classes.dot} style={{ background: clinician.color }} />
          {t('with', { name: clinician.display_name })}
        </p>
      ) : null}
      {viewer.isStaff ? <Contacts visit={visit} viewer={viewer} /> : null}
      <dl className={classes.texts}>
        {text.map(([label, value]) =>
          value ? (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
      {viewer.profileId === visit.clinician_id ? <ClinicianNotes appointmentId={visit.appointment_id} /> : null}
      <VisitMessages appointmentId={visit.appointment_id} zone={zone} isStaff={viewer.isStaff} />
      {viewer.isStaff ? <VisitHistory appointmentId={visit.appointment_id} zone={zone} /> : null}
    </div>
  );
}

/** Day and time, with the zone where it is not the reader's own. */
function When({ visit, zone }: { visit: VisitDetail; zone: string }) {
  const { t } = useTranslation(['appointment', 'common']);
  const start = new Date(visit.scheduled_start);
  const mine = viewerZone();
  return (
    <div>
      <p className={classes.when}>{formatDay(visit.scheduled_start, zone)}</p>
      <p className={classes.when}>
        {formatTimeRange(visit.scheduled_start, visit.scheduled_end, zone)}
        <span className={classes.quiet}>
          {' · '}
          {t('common:minutes', { count: minutesBetween(visit.scheduled_start, visit.scheduled_end) })}
        </span>
      </p>
      {sameClock(zone, mine, start) ? null : (
        <p className={classes.quiet}>
          {zoneName(zone, start)} ·{' '}
          {t('yourTime', {
            time: formatTimeRange(visit.scheduled_start, visit.scheduled_end, mine),
            zone: zoneName(mine, start),
          })}
        </p>
      )}
    </div>
  );
}

function Contacts({ visit, viewer }: { visit: VisitDetail; viewer: Viewer }) {
  const { t } = useTranslation('appointment');
  const { phone, email } = visit.patient ?? {};
  // Only who can also read the thread.
  const writes =
    viewer.profileId === visit.clinician_id || (viewer.isDesk && viewer.practice?.desk_reads_messages === true);
  if (!phone && !email && !writes) return null;
  const thread = new URLSearchParams({ patient: visit.patient_id, clinician: visit.clinician_id });
  return (
    <p className={classes.contact}>
      {phone ? (
        <a href={`tel:${phone.replaceAll(/[^+\d]/g, '')}`}>
          <bdi dir="ltr">{phone}</bdi>
        </a>
      ) : null}
      {email ? <a href={`mailto:${email}`}>{email}</a> : null}
      {writes ? <Link href={`/messages?${thread.toString()}`}>{t('message')}</Link> : null}
    </p>
  );
}
