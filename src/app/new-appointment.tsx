import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearch } from 'wouter';
import { toast } from '../components/ui/toast.tsx';
import { newAppointmentKey } from '../lib/new-appointment.ts';
import { practiceQueries } from '../lib/practice/queries.ts';
import { shownClinicians } from '../lib/practice/shown-clinicians.ts';
import { dayOf, formatDay, formatTimeRange, parseDate, today, viewerZone } from '../lib/time.ts';
import type { Viewer } from '../lib/viewer/schema.ts';
import { hubPaths, withoutParameter } from './paths.ts';

const BookingDialog = lazy(async () => ({
  default: (await import('../features/booking/components/booking-dialog.tsx')).BookingDialog,
}));

/** The booking dialog of the hub, opened by ?new=1 on any of its pages, with the page's clinician and day. */
export function NewAppointment({ viewer }: { viewer: Viewer }) {
  const { t } = useTranslation(['booking', 'common']);
  const [path, go] = useLocation();
  const search = useSearch();
  const query = new URLSearchParams(search);
  const wanted = hubPaths.some((room) => room === path) && query.get(newAppointmentKey) === '1';
  const clinicians = useQuery({ ...practiceQueries.clinicians(), enabled: wanted });
  if (!wanted || !clinicians.data) return null;
  const { visible, clinician } = shownClinicians(clinicians.data, viewer, query.get('clinician'));
  if (!clinician) return null;
  const mine = query.get('zone') === 'mine';
  const close = () => go(withoutParameter(path, search, newAppointmentKey), { replace: true });
  const open = (appointmentId: string, start: string, zone = viewerZone()) =>
    go(`/calendar?view=day&date=${dayOf(start, zone)}&clinician=${clinician.clinician_id}&visit=${appointmentId}`);
  return (
    <Suspense>
      <BookingDialog
        clinicians={visible}
        practiceId={clinician.practice_id}
        mayChooseClinician={viewer.isDesk}
        initial={{
          clinicianId: clinician.clinician_id,
          date: parseDate(query.get('date')) ?? today(clinician.timezone ?? viewerZone()),
        }}
        zoneOf={(someone) => (mine ? viewerZone() : (someone?.timezone ?? viewerZone()))}
        onClose={close}
        onOpen={open}
        onBooked={(saved, zone) => {
          close();
          toast({
            message: t('bookedToast', {
              day: formatDay(saved.scheduled_start, zone),
              time: formatTimeRange(saved.scheduled_start, saved.scheduled_end, zone),
            }),
            action: {
              label: t('common:open'),
              run: () => open(saved.appointment_id, saved.scheduled_start, zone),
            },
          });
        }}
      />
    </Suspense>
  );
}
