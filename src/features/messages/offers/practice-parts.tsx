import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../../components/ui/empty-state.tsx';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import { Splash } from '../../../components/ui/splash.tsx';
import { practiceQueries } from '../../../lib/practice/queries.ts';
import type { AppointmentType, Clinician } from '../../../lib/practice/schema.ts';
import type { Viewer } from '../../../lib/viewer/schema.ts';
import type { Conversation } from '../schema.ts';

type Parts = {
  clinicians: readonly [Clinician, ...Clinician[]];
  types: readonly [AppointmentType, ...AppointmentType[]];
};
type Props = { conversation: Conversation; viewer: Viewer; children: (parts: Parts) => ReactNode };

const isSome = <T,>(list: readonly T[]): list is readonly [T, ...T[]] => list.length > 0;

/** Whose times can be asked for in a thread, and the practice's kinds of visit, once they are known. */
export function PracticeParts({ conversation, viewer, children }: Props) {
  const { t } = useTranslation(['offers', 'common']);
  const errorText = useErrorText();
  const clinicians = useQuery(practiceQueries.clinicians());
  const types = useQuery(practiceQueries.appointmentTypes());
  const failed = [clinicians, types].find((query) => query.isError && !query.data);
  if (failed) {
    return (
      <div role="alert">
        <p>{errorText(failed.error)}</p>
        <Button variant="default" onClick={() => void failed.refetch()}>
          {t('common:retry')}
        </Button>
      </div>
    );
  }
  if (!clinicians.data || !types.data) return <Splash />;
  const practice = conversation.practice_id;
  const people = whose(
    clinicians.data.filter((one) => one.practice_id === practice),
    conversation,
    viewer,
  );
  const kinds = types.data.filter((one) => one.practice_id === practice);
  if (!isSome(people)) {
    return (
      <EmptyState title={t(conversation.viewer_side === 'patient' ? 'form.noClinicianAsk' : 'form.noClinician')} />
    );
  }
  if (!isSome(kinds)) return <EmptyState title={t('form.noType')} />;
  return children({ clinicians: people, types: kinds });
}

/** The front desk offers anybody's times, a clinician their own; a patient asks the clinicians of the thread first. */
function whose(all: readonly Clinician[], { clinicians, viewer_side: side }: Conversation, viewer: Viewer) {
  if (side === 'practice') return viewer.isDesk ? all : all.filter((one) => one.clinician_id === viewer.profileId);
  const here = all.filter((one) => clinicians.some((other) => other.clinician_id === one.clinician_id));
  return here.length > 0 ? here : all;
}
