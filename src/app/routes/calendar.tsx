import { Alert } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearch } from 'wouter';
import { useErrorText } from '../../components/ui/error-text.tsx';
import { Splash } from '../../components/ui/splash.tsx';
import { CalendarPage } from '../../features/calendar/components/calendar-page.tsx';
import { type CalendarLocation, formatLocation, parseLocation } from '../../features/calendar/location.ts';
import type { Move } from '../../lib/appointments/move.ts';
import type { AppError, TimeRange } from '../../lib/errors.ts';
import { useIsPhone } from '../../lib/media.ts';
import { practiceQueries } from '../../lib/practice/queries.ts';
import type { Clinician } from '../../lib/practice/schema.ts';
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

type Booking = { date: string; range?: TimeRange };
type Refusal = { move: Move; error: AppError; zone: string };

/** Puts calendar, booking and the visit's details together; they do not know each other. */
export function CalendarRoute({ viewer }: { viewer: Viewer }) {
  const { t } = useTranslation(['calendar', 'common', 'booking']);
  const errorText = useErrorText();
  const phone = useIsPhone();
  const [path, go] = useLocation();
  const search = useSearch();
  const clinicians = useQuery(practiceQueries.clinicians());
  const [booking, setBooking] = useState<Booking>();
  const [refusal, setRefusal] = useState<Refusal>();

  if (clinicians.isError) {
    return (
      <Alert color="red" role="alert" m="md">
        {errorText(clinicians.error)}
      </Alert>
    );
  }
  if (!clinicians.data) return <Splash />;
  const visible = viewer.isDesk ? clinicians.data : clinicians.data.filter((c) => c.clinician_id === viewer.profileId);
  const location = parseLocation(search, { view: phone ? 'day' : 'week', date: today(viewerZone()) });
  const clinician =
    visible.find((c) => c.clinician_id === location.clinicianId) ??
    visible.find((c) => c.clinician_id === viewer.profileId) ??
    visible[0];
  if (!clinician) return <p style={{ padding: 32 }}>{t('noClinicians')}</p>;

  const zoneOf = (someone: Clinician | undefined) =>
    location.zone === 'mine' ? viewerZone() : (someone?.timezone ?? viewerZone());
  const zone = zoneOf(clinician);
  const navigate = (change: Partial<CalendarLocation>) => {
    const next = { ...location, clinicianId: clinician.clinician_id, ...change };
    go(`${path}?${formatLocation(next)}`);
  };

  return (
    <>
      <CalendarPage
        location={location}
        navigate={navigate}
        clinicians={visible}
        clinician={clinician}
        mayChoose={viewer.isDesk && visible.length > 1}
        onBook={({ date, range }) => setBooking({ date, ...(range ? { range } : {}) })}
        onMoveRefused={(move, error, shownIn) => setRefusal({ move, error, zone: shownIn })}
      />
      <Suspense>
        {booking ? (
          <BookingDialog
            clinicians={visible}
            practiceId={clinician.practice_id}
            mayChooseClinician={viewer.isDesk}
            initial={{ clinicianId: clinician.clinician_id, ...booking }}
            zoneOf={zoneOf}
            onClose={() => setBooking(undefined)}
            onBooked={(saved, shownIn) => {
              setBooking(undefined);
              notifications.show({
                role: 'status',
                withCloseButton: false,
                message: t('booking:bookedToast', {
                  day: formatDay(saved.scheduled_start, shownIn),
                  time: formatTimeRange(saved.scheduled_start, saved.scheduled_end, shownIn),
                }),
              });
            }}
          />
        ) : null}
        {location.visitId && !refusal ? (
          <VisitDrawer
            key={location.visitId}
            appointmentId={location.visitId}
            viewer={viewer}
            zone={zone}
            onClose={() => navigate({ visitId: undefined })}
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
