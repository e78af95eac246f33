import { useEffect, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { SyncPage } from '../../features/sync/components/sync-page.tsx';
import { formatLocation, parseLocation, parseReturn, type SyncLocation } from '../../features/sync/location.ts';
import { viewerZone } from '../../lib/time.ts';
import type { Viewer } from '../../lib/viewer/schema.ts';

type Props = { viewer: Viewer; leave?: (url: string) => void };
const leavePage = (url: string) => window.location.assign(url);

/** One's own calendars outside. What a provider says on the way back is taken from the address once, and cleared there. */
export function SyncRoute({ viewer, leave = leavePage }: Props) {
  const [path, go] = useLocation();
  const search = useSearch();
  const location = parseLocation(search);
  const said = parseReturn(search);
  const [returned, setReturned] = useState(said);
  const addressOf = (change: Partial<SyncLocation>) => {
    const query = formatLocation({ ...location, ...change });
    return query ? `${path}?${query}` : path;
  };
  const clean = said ? addressOf({}) : undefined;
  useEffect(() => {
    if (clean) go(clean, { replace: true });
  }, [clean, go]);
  return (
    <SyncPage
      viewer={viewer}
      zone={viewerZone()}
      location={location}
      navigate={(change, replace = false) => go(addressOf(change), { replace })}
      returned={returned}
      onReturnedSeen={() => setReturned(undefined)}
      leave={leave}
    />
  );
}
