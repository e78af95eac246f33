import { Button } from '@mantine/core';
import { IconVideo } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { LocationIcon } from '../../../components/location-icon.tsx';
import { StatusBadge } from '../../../components/status-sign.tsx';
import type { VisitDetail } from '../../../lib/appointments/schema.ts';
import { practiceQueries } from '../../../lib/practice/queries.ts';
import { typeName } from '../../../lib/practice/type-name.ts';
import { formatDay, formatTimeRange, minutesBetween, sameClock, viewerZone, zoneName } from '../../../lib/time.ts';
import type { Viewer } from '../../../lib/viewer/schema.ts';
import classes from './appointment.module.css';
import { ClinicianNotes } from './clinician-notes.tsx';

type Props = { visit: VisitDetail; viewer: Viewer; zone: string };

const joinOpensMs = 15 * 60_000;
const isWeb = (link: string): boolean => /^https?:\/\//i.test(link);

export function VisitFacts({ visit, viewer, zone }: Props) {
  const { t } = useTranslation(['appointment', 'common']);
  const types = useQuery(practiceQueries.appointmentTypes());
  const clinicians = useQuery(practiceQueries.clinicians());
  const clinician = clinicians.data?.find((candidate) => candidate.clinician_id === visit.clinician_id);
  const start = new Date(visit.scheduled_start);
  const mine = viewerZone();
  const live = visit.status === 'confirmed' || visit.status === 'in_progress';
  const link = live && visit.video_call_link && isWeb(visit.video_call_link) ? visit.video_call_link : undefined;
  const joinable = link && Date.now() >= start.getTime() - joinOpensMs;
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
        <h2 className={classes.who}>
          {viewer.isStaff ? visit.patient?.full_name || t('common:noPatientName') : clinician?.display_name}
        </h2>
        <p className={classes.quiet}>{typeName(visit.appointment_type, types.data)}</p>
      </div>
      <p className={classes.badges}>
        <StatusBadge status={visit.status} />
        {visit.overbooked ? <span className={classes.overbooked}>{t('common:overbooked')}</span> : null}
      </p>
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
      <p className={classes.line}>
        <LocationIcon type={visit.location_type} size={16} />
        <span className={classes.place}>{t(`common:location.${visit.location_type}`)}</span>
        {visit.location ? <span className={classes.quiet}>{visit.location}</span> : null}
      </p>
      {link ? (
        joinable ? (
          <Button
            component="a"
            href={link}
            target="_blank"
            rel="noreferrer noopener"
            leftSection={<IconVideo size={16} aria-hidden="true" />}
          >
            {t('join')}
          </Button>
        ) : (
          <p className={classes.quiet}>{t('joinLater')}</p>
        )
      ) : null}
      {viewer.isStaff && visit.patient && (visit.patient.phone || visit.patient.email) ? (
        <p className={classes.contact}>
          {visit.patient.phone ? (
            <a href={`tel:${visit.patient.phone.replaceAll(' ', '')}`}>{visit.patient.phone}</a>
          ) : null}
          {visit.patient.email ? <a href={`mailto:${visit.patient.email}`}>{visit.patient.email}</a> : null}
        </p>
      ) : null}
      {viewer.isStaff && clinician && viewer.profileId !== visit.clinician_id ? (
        <p className={classes.quiet}>{t('with', { name: clinician.display_name })}</p>
      ) : null}
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
    </div>
  );
}
