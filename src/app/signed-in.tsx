import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { Splash } from '../components/ui/splash.tsx';
import { useLiveVisits } from '../lib/live.ts';
import { viewerQueries } from '../lib/viewer/queries.ts';
import type { Viewer } from '../lib/viewer/schema.ts';
import { loadTexts } from './i18n.ts';
import { NoViewer } from './no-viewer.tsx';
import { NotFound } from './not-found.tsx';
import { Shell } from './shell/shell.tsx';

const loadCalendar = () =>
  Promise.all([import('./routes/calendar.tsx'), loadTexts(['calendar', 'booking', 'appointment'])]);
const loadVisits = () => Promise.all([import('./routes/visits.tsx'), loadTexts(['visits', 'booking', 'appointment'])]);

const CalendarRoute = lazy(async () => ({ default: (await loadCalendar())[0].CalendarRoute }));
const VisitsRoute = lazy(async () => ({ default: (await loadVisits())[0].VisitsRoute }));

/** Fetches the biggest part ahead of time, while the sign-in form is filled in. */
export const preload = (): Promise<unknown> => loadCalendar();

const liveTopic = (viewer: Viewer): string => {
  if (viewer.isDesk && viewer.practice) return `practice:${viewer.practice.practice_id}`;
  return viewer.isStaff ? `clinician:${viewer.profileId}` : `profile:${viewer.profileId}`;
};

export function SignedIn({ userId }: { userId: string }) {
  const viewer = useQuery(viewerQueries.me(userId));
  useLiveVisits(viewer.data ? liveTopic(viewer.data) : undefined);
  if (viewer.isPending) return <Splash />;
  if (!viewer.data) return <NoViewer error={viewer.error} retry={() => void viewer.refetch()} />;
  const person = viewer.data;
  const home = person.isStaff ? '/calendar' : '/visits';
  return (
    <Shell viewer={person}>
      <Suspense fallback={<Splash />}>
        <Switch>
          <Route path="/">
            <Redirect to={home} replace />
          </Route>
          <Route path="/calendar">
            {person.isStaff ? <CalendarRoute viewer={person} /> : <Redirect to="/visits" replace />}
          </Route>
          <Route path="/visits">
            <VisitsRoute viewer={person} />
          </Route>
          <Route>
            <NotFound home={home} />
          </Route>
        </Switch>
      </Suspense>
    </Shell>
  );
}
