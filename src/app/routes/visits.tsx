import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearch } from 'wouter';
import { toast } from '../../components/ui/toast.tsx';
import { VisitsPage } from '../../features/visits/components/visits-page.tsx';
import { practiceQueries } from '../../lib/practice/queries.ts';
import { formatDay, formatTimeRange, today, viewerZone } from '../../lib/time.ts';
import type { Viewer } from '../../lib/viewer/schema.ts';

const BookingDialog = lazy(async () => ({
  default: (await import('../../features/booking/components/booking-dialog.tsx')).BookingDialog,
}));
const VisitDrawer = lazy(async () => ({
  default: (await import('../../features/appointment/components/visit-drawer.tsx')).VisitDrawer,
}));

/** What a patient sees after signing in: their own visits, and a way to book the next one. */
export function VisitsRoute({ viewer }: { viewer: Viewer }) {
  const { t } = useTranslation(['visits', 'common', 'booking']);
  const [path, go] = useLocation();
  const visitId = new URLSearchParams(useSearch()).get('visit') ?? undefined;
  const clinicians = useQuery(practiceQueries.clinicians());
  const [booking, setBooking] = useState(false);
  const zone = viewerZone();
  const first = clinicians.data?.[0];
  const asPatient = { ...viewer, isStaff: false, isDesk: false };
  return (
    <>
      <VisitsPage
        viewer={viewer}
        clinicians={clinicians.data}
        zone={zone}
        onOpen={(id) => go(`${path}?visit=${id}`)}
        onBook={() => setBooking(true)}
      />
      <Suspense>
        {booking && first ? (
          <BookingDialog
            clinicians={clinicians.data ?? []}
            practiceId={first.practice_id}
            self={{ profileId: viewer.profileId, name: viewer.name }}
            mayChooseClinician
            initial={{ clinicianId: first.clinician_id, date: today(zone) }}
            zoneOf={() => zone}
            onClose={() => setBooking(false)}
            onBooked={(saved) => {
              setBooking(false);
              const when = {
                day: formatDay(saved.scheduled_start, zone),
                time: formatTimeRange(saved.scheduled_start, saved.scheduled_end, zone),
              };
              toast({
                message:
                  saved.status === 'requested' ? t('booking:requestedToast', when) : t('booking:bookedToast', when),
              });
            }}
          />
        ) : null}
        {visitId ? (
          <VisitDrawer key={visitId} appointmentId={visitId} viewer={asPatient} zone={zone} onClose={() => go(path)} />
        ) : null}
      </Suspense>
    </>
  );
}
