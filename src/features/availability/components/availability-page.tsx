import { Alert, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import { Splash } from '../../../components/ui/splash.tsx';
import { useLeaveGuard } from '../../../lib/leave-guard.ts';
import { useIsPhone, useIsTablet } from '../../../lib/media.ts';
import { practiceQueries } from '../../../lib/practice/queries.ts';
import type { Clinician } from '../../../lib/practice/schema.ts';
import { viewerZone } from '../../../lib/time.ts';
import type { Viewer } from '../../../lib/viewer/schema.ts';
import { type AvailabilityLocation, parseLocation, type Section, sections } from '../location.ts';
import { commonOf } from '../week.ts';
import { ExceptionsSection } from './exceptions-section.tsx';
import { LeaveQuestion } from './leave-question.tsx';
import classes from './page.module.css';
import { PatientSettings } from './patient-settings.tsx';
import { PreviewSection } from './preview-section.tsx';
import { useWeekDraft } from './use-week-draft.ts';
import { WeekEditor } from './week-editor.tsx';

type Props = {
  viewer: Viewer;
  clinicians: readonly Clinician[];
  clinician: Clinician;
  location: AvailabilityLocation;
  navigate: (change: Partial<AvailabilityLocation>) => void;
};

/**
 * When a clinician can be booked: the usual week, what differs on single days, and what patients make of it. What is
 * typed into the week lives here, above the sections, so that looking at another section loses nothing.
 */
export function AvailabilityPage({ viewer, clinicians, clinician, location, navigate }: Props) {
  const { t } = useTranslation('availability');
  const errorText = useErrorText();
  const phone = useIsPhone();
  const [path] = useLocation();
  const narrow = useIsTablet() || phone;
  const [openedAt] = useState(() => new Date().toISOString());
  const [linkDirty, setLinkDirty] = useState(false);
  const ownZone = clinician.timezone ?? viewerZone();
  const id = clinician.clinician_id;
  const week = useWeekDraft(id, ownZone);
  const types = useQuery(practiceQueries.appointmentTypes());
  const question = useLeaveGuard(week.dirty || linkDirty, (to) => {
    const next = parseLocation(to.search);
    return to.pathname !== path || (next.clinicianId ?? id) !== id;
  });
  const onDirty = useCallback((dirty: boolean) => setLinkDirty(dirty), []);
  const isAdmin = viewer.roles.includes('admin');
  const practiceTypes = types.data?.filter((type) => type.practice_id === clinician.practice_id) ?? [];
  const failed = week.query.error ?? types.error;

  const asked = location.section ?? 'hours';
  const side: Section = asked === 'preview' ? 'preview' : 'exceptions';
  const shown: readonly Section[] = narrow ? [asked] : ['hours', side];
  const choices = narrow ? sections : sections.filter((section) => section !== 'hours');
  // Exceptions are dates on the clock of the hours they change.
  const zone = commonOf(week.query.data ?? [], ownZone).timezone;

  return (
    <div className={classes.page}>
      <div className={classes.top}>
        <h1 className={classes.title}>{t('title')}</h1>
        {clinicians.length > 1 ? (
          <NativeSelect
            aria-label={t('clinician')}
            className={classes.clinician}
            value={id}
            onChange={(event) => navigate({ clinicianId: event.currentTarget.value })}
            data={clinicians.map((one) => ({ value: one.clinician_id, label: one.display_name }))}
          />
        ) : (
          <span className={classes.name}>{clinician.display_name}</span>
        )}
        <nav className={classes.sections} aria-label={t('sections.label')}>
          {choices.map((section) => (
            <button
              key={section}
              type="button"
              aria-current={(narrow ? asked : side) === section ? 'true' : undefined}
              onClick={() => navigate({ section })}
            >
              {t(`sections.${section}`)}
            </button>
          ))}
        </nav>
      </div>
      {failed ? (
        <Alert color="red" role="alert" m="md">
          {errorText(failed)}
        </Alert>
      ) : null}
      {week.draft && week.base && types.data ? (
        <div className={classes.columns}>
          {/* Hidden instead of gone: what is typed there is not lost by a look at another section. */}
          <div className={classes.column} hidden={!shown.includes('hours')}>
            <WeekEditor week={week} draft={week.draft} clinicianId={id} types={practiceTypes} openedAt={openedAt} />
            <PatientSettings
              clinicianId={id}
              practiceId={clinician.practice_id}
              mayChange={isAdmin || viewer.profileId === id}
              isAdmin={isAdmin}
              onDirty={onDirty}
            />
          </div>
          {shown.includes('exceptions') ? (
            <div className={classes.column}>
              <ExceptionsSection
                clinician={clinician}
                zone={zone}
                rows={week.query.data ?? []}
                practiceZone={viewer.practice?.timezone ?? zone}
                month={location.month}
                onMonth={(month) => navigate({ month })}
              />
            </div>
          ) : null}
          {shown.includes('preview') ? (
            <div className={classes.column}>
              <PreviewSection
                key={zone}
                clinician={clinician}
                zone={zone}
                rows={week.query.data ?? []}
                types={practiceTypes}
                dirty={week.dirty}
              />
            </div>
          ) : null}
        </div>
      ) : failed ? null : (
        <Splash />
      )}
      <LeaveQuestion question={question} />
    </div>
  );
}
