import { lazy, Suspense } from 'react';
import { useLocation, useSearch } from 'wouter';
import { Beside } from '../../components/beside.tsx';
import { Splash } from '../../components/ui/splash.tsx';
import { ListPage } from '../../features/list/components/list-page.tsx';
import { formatLocation, type ListLocation, parseLocation } from '../../features/list/location.ts';
import { useNewAppointment } from '../../lib/new-appointment.ts';
import { today, viewerZone } from '../../lib/time.ts';
import type { Viewer } from '../../lib/viewer/schema.ts';

const VisitDrawer = lazy(async () => ({
  default: (await import('../../features/appointment/components/visit-drawer.tsx')).VisitDrawer,
}));

/** Puts the list and a visit's details side by side; they do not know each other. */
export function ListRoute({ viewer }: { viewer: Viewer }) {
  const [path, go] = useLocation();
  const search = useSearch();
  const book = useNewAppointment();
  const { practice } = viewer;
  if (!practice) return null;
  // The front desk lives on the practice's clock, a clinician on their own, as in the calendar.
  const zone = viewer.isDesk ? practice.timezone : viewer.timezone || viewerZone();
  const date = today(zone);
  const location = parseLocation(search, date);
  const addressOf = (change: Partial<ListLocation>) => {
    const query = formatLocation({ ...location, ...change }, date);
    return query ? `${path}?${query}` : path;
  };
  const navigate = (change: Partial<ListLocation>, replace = false) => go(addressOf(change), { replace });
  const close = () => {
    const opened = location.visitId;
    navigate({ visitId: undefined });
    if (opened)
      requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-visit-id="${opened}"]`)?.focus());
  };
  return (
    <Beside
      panel={
        location.visitId ? (
          <Suspense fallback={<Splash />}>
            <VisitDrawer
              key={location.visitId}
              appointmentId={location.visitId}
              viewer={viewer}
              zone={zone}
              docked
              onClose={close}
              onOpenVisit={(visitId) => navigate({ visitId })}
            />
          </Suspense>
        ) : null
      }
    >
      <ListPage
        location={location}
        navigate={navigate}
        hrefOf={(visitId) => addressOf({ visitId })}
        viewer={viewer}
        practice={practice}
        zone={zone}
        today={date}
        onBook={book}
      />
    </Beside>
  );
}
