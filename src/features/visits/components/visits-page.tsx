import { Alert, Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { LocationIcon } from '../../../components/location-icon.tsx';
import { StatusBadge } from '../../../components/status-sign.tsx';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import { appointmentQueries } from '../../../lib/appointments/queries.ts';
import type { Visit } from '../../../lib/appointments/schema.ts';
import { useIsPhone } from '../../../lib/media.ts';
import { practiceQueries } from '../../../lib/practice/queries.ts';
import type { Clinician } from '../../../lib/practice/schema.ts';
import { typeName } from '../../../lib/practice/type-name.ts';
import { formatDay, formatShortDay, formatTimeRange, sameClock, zoneName } from '../../../lib/time.ts';
import type { Viewer } from '../../../lib/viewer/schema.ts';
import { sortVisits } from '../sort-visits.ts';
import classes from './visits.module.css';

type Props = {
  viewer: Viewer;
  clinicians: readonly Clinician[] | undefined;
  zone: string;
  onOpen: (appointmentId: string) => void;
  onBook: () => void;
};

export function VisitsPage({ viewer, clinicians, zone, onOpen, onBook }: Props) {
  const { t } = useTranslation(['visits', 'common']);
  const errorText = useErrorText();
  const visits = useQuery(appointmentQueries.ofPatient(viewer.profileId));
  const { coming, past } = sortVisits(visits.data ?? [], Date.now());
  const practice = viewer.practice;
  const elsewhere = practice && !sameClock(practice.timezone, zone) ? zoneName(zone) : undefined;
  const rows = (list: readonly Visit[]) => (
    <ul className={classes.list}>
      {list.map((visit) => (
        <VisitRow key={visit.appointment_id} visit={visit} clinicians={clinicians} zone={zone} onOpen={onOpen} />
      ))}
    </ul>
  );
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <h1 className={classes.title}>{t('title')}</h1>
        {clinicians && clinicians.length > 0 ? (
          <Button leftSection={<IconPlus size={18} aria-hidden="true" />} onClick={onBook}>
            {t('book')}
          </Button>
        ) : null}
      </div>
      {elsewhere ? <p className={classes.quiet}>{t('common:timesIn', { zone: elsewhere })}</p> : null}
      {visits.isError ? (
        <Alert color="red" role="alert">
          {errorText(visits.error)}{' '}
          <Button size="compact-sm" variant="default" onClick={() => void visits.refetch()}>
            {t('common:retry')}
          </Button>
        </Alert>
      ) : null}
      {visits.isPending ? <p className={classes.quiet}>{t('common:loading')}</p> : null}
      {visits.data ? (
        <>
          <section aria-labelledby="coming">
            <h2 id="coming" className={classes.section}>
              {t('coming')}
            </h2>
            {coming.length > 0 ? rows(coming) : <p className={classes.quiet}>{noneComing(clinicians, t)}</p>}
          </section>
          {past.length > 0 ? (
            <section aria-labelledby="past">
              <h2 id="past" className={classes.section}>
                {t('past')}
              </h2>
              {rows(past)}
            </section>
          ) : null}
        </>
      ) : null}
      {practice?.phone ? (
        <p className={classes.quiet}>{t('call', { practice: practice.name, phone: practice.phone })}</p>
      ) : null}
    </div>
  );
}

function noneComing(clinicians: readonly Clinician[] | undefined, t: ReturnType<typeof useTranslation<'visits'>>['t']) {
  return clinicians && clinicians.length === 0 ? t('noPractice') : t('noneComing');
}

type RowProps = {
  visit: Visit;
  clinicians: readonly Clinician[] | undefined;
  zone: string;
  onOpen: (id: string) => void;
};

function VisitRow({ visit, clinicians, zone, onOpen }: RowProps) {
  const phone = useIsPhone();
  const types = useQuery(practiceQueries.appointmentTypes());
  const clinician = clinicians?.find((candidate) => candidate.clinician_id === visit.clinician_id);
  return (
    <li>
      <button type="button" className={classes.row} onClick={() => onOpen(visit.appointment_id)}>
        <span className={classes.when}>
          <strong>
            {phone ? formatShortDay(visit.scheduled_start, zone) : formatDay(visit.scheduled_start, zone)}
          </strong>
          <span>{formatTimeRange(visit.scheduled_start, visit.scheduled_end, zone)}</span>
        </span>
        <span className={classes.what}>
          <span>{clinician?.display_name}</span>
          <span className={classes.kind}>
            <LocationIcon type={visit.location_type} />
            {typeName(visit.appointment_type, types.data)}
          </span>
        </span>
        <StatusBadge status={visit.status} />
      </button>
    </li>
  );
}
