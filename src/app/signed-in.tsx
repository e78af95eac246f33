import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { Splash } from '../components/ui/splash.tsx';
import { useLive } from '../lib/live.ts';
import { viewerZone } from '../lib/time.ts';
import { viewerQueries } from '../lib/viewer/queries.ts';
import type { Viewer } from '../lib/viewer/schema.ts';
import { loadTexts } from './i18n.ts';
import { NewAppointment } from './new-appointment.tsx';
import { NoViewer } from './no-viewer.tsx';
import { NotFound } from './not-found.tsx';
import { OfflineBanner } from './shell/offline-banner.tsx';
import { Shell } from './shell/shell.tsx';

/** Most rooms can open the booking dialog and a visit's details, whose texts come along. */
const visitTexts = ['hub', 'booking', 'appointment'] as const;
const loadCalendar = () =>
  Promise.all([import('./routes/calendar.tsx'), loadTexts([...visitTexts, 'calendar', 'team'])]);
const loadList = () => Promise.all([import('./routes/list.tsx'), loadTexts([...visitTexts, 'list'])]);
const loadAvailability = () =>
  Promise.all([import('./routes/availability.tsx'), loadTexts([...visitTexts, 'availability'])]);
const loadPractice = () => Promise.all([import('./routes/practice.tsx'), loadTexts(['practice'])]);
const loadVisits = () => Promise.all([import('./routes/visits.tsx'), loadTexts(['visits', 'booking', 'appointment'])]);
const loadMessages = () =>
  Promise.all([import('./routes/messages.tsx'), loadTexts(['messages', 'offers', 'appointment'])]);
const loadSync = () => Promise.all([import('./routes/sync.tsx'), loadTexts(['sync'])]);
const loadAccount = () =>
  Promise.all([import('./routes/account.tsx'), loadTexts(['account', 'notifications', 'feeds'])]);

const CalendarRoute = lazy(async () => ({ default: (await loadCalendar())[0].CalendarRoute }));
const ListRoute = lazy(async () => ({ default: (await loadList())[0].ListRoute }));
const AvailabilityRoute = lazy(async () => ({ default: (await loadAvailability())[0].AvailabilityRoute }));
const PracticeRoute = lazy(async () => ({ default: (await loadPractice())[0].PracticeRoute }));
const VisitsRoute = lazy(async () => ({ default: (await loadVisits())[0].VisitsRoute }));
const MessagesRoute = lazy(async () => ({ default: (await loadMessages())[0].MessagesRoute }));
const SyncRoute = lazy(async () => ({ default: (await loadSync())[0].SyncRoute }));
const AccountRoute = lazy(async () => ({ default: (await loadAccount())[0].AccountRoute }));

/** Draws something only for somebody who is invited; nobody waits for it. */
const Invitations = lazy(async () => {
  const [{ Invitations: found }] = await Promise.all([
    import('../features/invitations/components/invitations.tsx'),
    loadTexts(['invitations']),
  ]);
  return { default: found };
});

/** Likewise for a clinician whose calendar outside waits for them. */
const SyncBanner = lazy(async () => {
  const [{ SyncBanner: found }] = await Promise.all([
    import('../features/sync/components/sync-banner.tsx'),
    loadTexts(['sync-banner']),
  ]);
  return { default: found };
});

/** And what is new for somebody: its place in the frame is kept for it. */
const Bell = lazy(async () => {
  const [{ Bell: found }] = await Promise.all([
    import('../features/notifications/components/bell.tsx'),
    loadTexts(['notifications']),
  ]);
  return { default: found };
});

const rooms: Readonly<Record<string, () => Promise<unknown>>> = {
  '/list': loadList,
  '/availability': loadAvailability,
  '/practice': loadPractice,
  '/visits': loadVisits,
  '/messages': loadMessages,
  '/sync': loadSync,
  '/account': loadAccount,
};

/** Fetches a room ahead of time, while the sign-in form is filled in or the person is looked up; else the biggest. */
export const preload = (path = '/'): Promise<unknown> =>
  (Object.entries(rooms).find(([room]) => path === room || path.startsWith(`${room}/`))?.[1] ?? loadCalendar)();

/** The practice or the clinician's calendar for staff; what is meant for oneself, such as messages, for everybody. */
const liveTopics = (viewer: Viewer): string[] => [
  ...(viewer.isDesk && viewer.practice ? [`practice:${viewer.practice.practice_id}`] : []),
  ...(viewer.isStaff && !viewer.isDesk ? [`clinician:${viewer.profileId}`] : []),
  `profile:${viewer.profileId}`,
];

export function SignedIn({ userId }: { userId: string }) {
  const viewer = useQuery(viewerQueries.me(userId));
  const [path] = useLocation();
  useLive(viewer.data ? liveTopics(viewer.data) : []);
  if (viewer.isPending) {
    return (
      <>
        <OfflineBanner />
        <Splash />
      </>
    );
  }
  if (!viewer.data) return <NoViewer error={viewer.error} retry={() => void viewer.refetch()} />;
  const person = viewer.data;
  const isClinician = person.roles.includes('clinician');
  const home = person.isStaff ? '/calendar' : '/visits';
  return (
    <Shell
      viewer={person}
      bell={
        <Suspense>
          <Bell isStaff={person.isStaff} zone={viewerZone()} />
        </Suspense>
      }
      banner={
        <Suspense>
          <Invitations />
          {isClinician && path !== '/sync' ? <SyncBanner /> : null}
        </Suspense>
      }
    >
      <Suspense fallback={<Splash />}>
        <Switch>
          <Route path="/">
            <Redirect to={home} replace />
          </Route>
          <Route path="/calendar">
            {person.isStaff ? <CalendarRoute viewer={person} /> : <Redirect to="/visits" replace />}
          </Route>
          <Route path="/list">
            {person.isStaff ? <ListRoute viewer={person} /> : <Redirect to="/visits" replace />}
          </Route>
          <Route path="/availability">
            {person.isStaff ? <AvailabilityRoute viewer={person} /> : <Redirect to="/visits" replace />}
          </Route>
          <Route path="/practice/:section?">
            {person.isStaff ? <PracticeRoute viewer={person} /> : <Redirect to="/visits" replace />}
          </Route>
          <Route path="/messages">
            <MessagesRoute viewer={person} />
          </Route>
          <Route path="/sync">{isClinician ? <SyncRoute viewer={person} /> : <Redirect to={home} replace />}</Route>
          <Route path="/account">
            <AccountRoute viewer={person} />
          </Route>
          <Route path="/visits">
            <VisitsRoute viewer={person} />
          </Route>
          <Route>
            <NotFound home={home} />
          </Route>
        </Switch>
      </Suspense>
      {person.isStaff ? <NewAppointment viewer={person} /> : null}
    </Shell>
  );
}
