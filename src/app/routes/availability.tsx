import { Alert } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearch } from 'wouter';
import { EmptyState } from '../../components/ui/empty-state.tsx';
import { useErrorText } from '../../components/ui/error-text.tsx';
import { Splash } from '../../components/ui/splash.tsx';
import { AvailabilityPage } from '../../features/availability/components/availability-page.tsx';
import { formatLocation, parseLocation } from '../../features/availability/location.ts';
import { practiceQueries } from '../../lib/practice/queries.ts';
import { shownClinicians } from '../../lib/practice/shown-clinicians.ts';
import type { Viewer } from '../../lib/viewer/schema.ts';

/** Own hours for a clinician; the front desk and admins choose whose. */
export function AvailabilityRoute({ viewer }: { viewer: Viewer }) {
  const { t } = useTranslation('availability');
  const errorText = useErrorText();
  const [path, go] = useLocation();
  const search = useSearch();
  const clinicians = useQuery(practiceQueries.clinicians());
  if (clinicians.isError) {
    return (
      <Alert color="red" role="alert" m="md">
        {errorText(clinicians.error)}
      </Alert>
    );
  }
  if (!clinicians.data) return <Splash />;
  const location = parseLocation(search);
  const { visible, clinician } = shownClinicians(clinicians.data, viewer, location.clinicianId);
  if (!clinician) return <EmptyState title={t('noClinicians')} body={t('noCliniciansBody')} />;
  return (
    <AvailabilityPage
      key={clinician.clinician_id}
      viewer={viewer}
      clinicians={visible}
      clinician={clinician}
      location={location}
      navigate={(change) => go(`${path}?${formatLocation(search, { clinicianId: clinician.clinician_id, ...change })}`)}
    />
  );
}
