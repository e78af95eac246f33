import { lazy, Suspense } from 'react';
import { useLocation, useSearch } from 'wouter';
import { MessagesPage } from '../../features/messages/components/messages-page.tsx';
import { StartThread } from '../../features/messages/components/start-thread.tsx';
import {
  formatLocation,
  type MessagesLocation,
  parseLocation,
  wantedThread,
} from '../../features/messages/location.ts';
import { viewerZone } from '../../lib/time.ts';
import type { Viewer } from '../../lib/viewer/schema.ts';

const VisitDrawer = lazy(async () => ({
  default: (await import('../../features/appointment/components/visit-drawer.tsx')).VisitDrawer,
}));

/** Puts threads and a visit's details together; they do not know each other. */
export function MessagesRoute({ viewer }: { viewer: Viewer }) {
  const [path, go] = useLocation();
  const search = useSearch();
  const location = parseLocation(search);
  const wanted = wantedThread(search);
  const zone = viewerZone();
  const addressOf = (change: Partial<MessagesLocation>) => {
    const query = formatLocation({ ...location, ...change });
    return query ? `${path}?${query}` : path;
  };
  if (wanted) {
    return (
      <StartThread
        key={search}
        viewer={viewer}
        wanted={wanted}
        onStarted={(threadId) => go(addressOf({ threadId }), { replace: true })}
        onGiveUp={() => go(path, { replace: true })}
      />
    );
  }
  return (
    <>
      <MessagesPage
        location={location}
        navigate={(change, replace = false) => go(addressOf(change), { replace })}
        hrefOf={(threadId) => addressOf({ threadId, visitId: undefined })}
        viewer={viewer}
        zone={zone}
      />
      <Suspense>
        {location.visitId ? (
          <VisitDrawer
            key={location.visitId}
            appointmentId={location.visitId}
            viewer={viewer}
            zone={zone}
            onClose={() => go(addressOf({ visitId: undefined }))}
            onOpenVisit={(visitId) => go(addressOf({ visitId }))}
          />
        ) : null}
      </Suspense>
    </>
  );
}
