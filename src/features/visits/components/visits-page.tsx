import { Alert, Button } from '@mantine/core';
import { IconCalendarOff, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../../components/ui/empty-state.tsx';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import { appointmentQueries } from '../../../lib/appointments/queries.ts';
import { useNow } from '../../../lib/now.ts';
import type { Clinician } from '../../../lib/practice/schema.ts';
import { sameClock, zoneName } from '../../../lib/time.ts';
import type { Viewer } from '../../../lib/viewer/schema.ts';
import { sortVisits } from '../sort-visits.ts';
import { NextVisit } from './next-visit.tsx';
import { VisitRow } from './visit-row.tsx';
import classes from './visits.module.css';

type Props = {
  viewer: Viewer;
  clinicians: readonly Clinician[] | undefined;
  zone: string;
  onOpen: (appointmentId: string) => void;
  onBook: () => void;
};

/** How many earlier visits are shown before somebody asks for the rest. */
const pastShown = 5;

export function VisitsPage({ viewer, clinicians, zone, onOpen, onBook }: Props) {
  const { t } = useTranslation(['visits', 'common']);
  const errorText = useErrorText();
  const now = useNow(60_000);
  const [allPast, setAllPast] = useState(false);
  const visits = useQuery(appointmentQueries.ofPatient(viewer.profileId));
  const { coming, past } = sortVisits(visits.data ?? [], now);
  const [next, ...later] = coming;
  const practice = viewer.practice;
  const elsewhere = practice && !sameClock(practice.timezone, zone) ? zoneName(zone) : undefined;
  const mayBook = clinicians !== undefined && clinicians.length > 0;
  const row = { clinicians, zone, onOpen };
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <h1 className={classes.title}>{t('title')}</h1>
        {/* There from the start, so that nothing moves when the clinicians come. */}
        {clinicians?.length !== 0 && visits.data?.length !== 0 ? <BookButton onBook={onBook} /> : null}
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
      {visits.isPending ? (
        <div className={classes.skeleton} role="status">
          <span className="visually-hidden">{t('common:loading')}</span>
        </div>
      ) : null}
      {next ? (
        <NextVisit
          visit={next}
          clinicians={clinicians}
          practice={practice}
          zone={zone}
          onOpen={() => onOpen(next.appointment_id)}
        />
      ) : null}
      {visits.isSuccess && !next ? (
        <EmptyState
          icon={<IconCalendarOff size={32} stroke={1.5} />}
          title={clinicians?.length === 0 ? t('noPractice') : t('noneComing')}
          body={clinicians?.length === 0 ? t('noPracticeBody') : t('noneComingBody')}
          action={mayBook && visits.data.length === 0 ? <BookButton onBook={onBook} /> : null}
        />
      ) : null}
      {later.length > 0 ? (
        <section aria-labelledby="coming">
          <h2 id="coming" className={classes.section}>
            {t('coming')}
          </h2>
          <ul className={classes.list}>
            {later.map((visit) => (
              <VisitRow key={visit.appointment_id} visit={visit} {...row} />
            ))}
          </ul>
        </section>
      ) : null}
      {past.length > 0 ? (
        <section aria-labelledby="past">
          <h2 id="past" className={classes.section}>
            {t('past')}
          </h2>
          <ul className={classes.list}>
            {(allPast ? past : past.slice(0, pastShown)).map((visit) => (
              <VisitRow key={visit.appointment_id} visit={visit} {...row} />
            ))}
          </ul>
          {past.length > pastShown && !allPast ? (
            <Button variant="subtle" mt="sm" onClick={() => setAllPast(true)}>
              {t('showAll', { count: past.length - pastShown })}
            </Button>
          ) : null}
        </section>
      ) : null}
      {practice?.phone ? (
        <p className={classes.quiet}>{t('call', { practice: practice.name, phone: practice.phone })}</p>
      ) : null}
    </div>
  );
}

function BookButton({ onBook }: { onBook: () => void }) {
  const { t } = useTranslation('visits');
  return (
    <Button leftSection={<IconPlus size={18} aria-hidden="true" />} onClick={onBook}>
      {t('book')}
    </Button>
  );
}
