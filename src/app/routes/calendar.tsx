import { Alert } from '@mantine/core';
import { IconStethoscope } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useSearch } from 'wouter';
import { Beside } from '../../components/beside.tsx';
import { EmptyState } from '../../components/ui/empty-state.tsx';
import { useErrorText } from '../../components/ui/error-text.tsx';
import { Splash } from '../../components/ui/splash.tsx';
import { toast } from '../../components/ui/toast.tsx';
import { type CalendarChoice, CalendarPage } from '../../features/calendar/components/calendar-page.tsx';
import { type CalendarLocation, formatLocation, parseLocation } from '../../features/calendar/location.ts';
import type { Move } from '../../lib/appointments/move.ts';
import type { AppError } from '../../lib/errors.ts';
import { useIsPhone } from '../../lib/media.ts';
import { practiceQueries } from '../../lib/practice/queries.ts';
import type { Clinician } from '../../lib/practice/schema.ts';
import { shownClinicians } from '../../lib/practice/shown-clinicians.ts';
import { formatDay, formatTimeRange, today, viewerZone } from '../../lib/time.ts';
import type { Viewer } from '../../lib/viewer/schema.ts';

const BookingDialog = lazy(async () => ({
  default: (await import('../../features/booking/components/booking-dialog.tsx')).BookingDialog,
}));
const VisitDrawer = lazy(async () => ({
  default: (await import('../../features/appointment/components/visit-drawer.tsx')).VisitDrawer,
}));
const RefusedMove = lazy(async () => ({
  default: (await import('../../features/appointment/components/refused-move.tsx')).RefusedMove,
}));

type Refusal = { move: Move; error: AppError; zone: string };

/** Puts calendar, booking and the visit's details together; they do not know each other. */
export function CalendarRoute({ viewer }: { viewer: Viewer }) {
  const { t } = useTranslation(['calendar', 'common', 'booking']);
  const errorText = useErrorText();
  const phone = useIsPhone();
  const [path, go] = useLocation();
  const search = useSearch();
  const clinicians = useQuery(practiceQueries.clinicians());
  const [booking, setBooking] = useState<CalendarChoice>();
  const [refusal, setRefusal] = useState<Refusal>();

  if (clinicians.isError) {
    return (
      <Alert color="red" role="alert" m="md">
        {errorText(clinicians.error)}
      </Alert>
    );
  }
  if (!clinicians.data) return <Splash />;
  // Who treats nobody sees everybody side by side; a clinician their week; on a phone the day comes first.
  const wide = viewer.isDesk && !viewer.roles.includes('clinician') ? 'team' : 'week';
  const asked = parseLocation(search, { view: phone ? 'day' : wide, date: today(viewerZone()) });
  const location: CalendarLocation = asked.view === 'team' && !viewer.isDesk ? { ...asked, view: 'day' } : asked;
  const { visible, clinician } = shownClinicians(clinicians.data, viewer, location.clinicianId);
  if (!clinician) {
    return (
      <EmptyState
        icon={<IconStethoscope />}
        title={t('noClinicians')}
        {...(viewer.roles.includes('admin')
          ? { body: t('noCliniciansHint'), action: <Link href="/practice">{t('invite')}</Link> }
          : {})}
      />
    );
  }

  const practiceZone = viewer.practice?.timezone;
  const zoneOf = (someone: Clinician | undefined) =>
    location.zone === 'mine' ? viewerZone() : (someone?.timezone ?? viewerZone());
  const zone =
    location.view === 'team' && location.zone !== 'mine' ? (practiceZone ?? zoneOf(clinician)) : zoneOf(clinician);
  const navigate = (change: Partial<CalendarLocation>) => {
    const next = { ...location, clinicianId: clinician.clinician_id, ...change };
    go(`${path}?${formatLocation(next)}`);
  };

  const panel =
    location.visitId && !refusal ? (
      <Suspense>
        <VisitDrawer
          key={location.visitId}
          docked
          appointmentId={location.visitId}
          viewer={viewer}
          zone={zone}
          onClose={() => navigate({ visitId: undefined })}
          onOpenVisit={(visitId) => navigate({ visitId })}
        />
      </Suspense>
    ) : null;

  return (
    <>
      <Beside panel={panel}>
        <CalendarPage
          location={location}
          navigate={navigate}
          clinicians={visible}
          clinician={clinician}
          isDesk={viewer.isDesk}
          practiceZone={practiceZone}
          onBook={setBooking}
          onMoveRefused={(move, error, shownIn) => setRefusal({ move, error, zone: shownIn })}
        />
      </Beside>
      <Suspense>
        {booking ? (
          <BookingDialog
            clinicians={visible}
            practiceId={clinician.practice_id}
            mayChooseClinician={viewer.isDesk}
            initial={booking}
            zoneOf={zoneOf}
            onClose={() => setBooking(undefined)}
            onBooked={(saved, shownIn) => {
              setBooking(undefined);
              toast({
                message: t('booking:bookedToast', {
                  day: formatDay(saved.scheduled_start, shownIn),
                  time: formatTimeRange(saved.scheduled_start, saved.scheduled_end, shownIn),
                }),
              });
            }}
          />
        ) : null}
        {refusal ? (
          <RefusedMove
            {...refusal}
            onClose={() => setRefusal(undefined)}
            onOpenVisit={() => {
              setRefusal(undefined);
              navigate({ visitId: refusal.move.visit.appointment_id });
            }}
          />
        ) : null}
      </Suspense>
    </>
  );
}
