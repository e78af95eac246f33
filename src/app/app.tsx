import { lazy, Suspense } from 'react';
import { Redirect, Route, Router, Switch, useLocation, useRoute, useSearch } from 'wouter';
import { Splash } from '../components/ui/splash.tsx';
import { guardNavigation } from '../lib/leave-guard.ts';
import { useSession } from '../lib/session.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { loadTexts } from './i18n.ts';
import { returnPath, signInPath } from './paths.ts';

const SignInRoute = lazy(async () => {
  const [route] = await Promise.all([import('./routes/sign-in.tsx'), loadTexts(['sign-in'])]);
  return { default: route.SignInRoute };
});
const VisitLinkRoute = lazy(async () => {
  const [route] = await Promise.all([import('./routes/visit-link.tsx'), loadTexts(['visit-link'])]);
  return { default: route.VisitLinkRoute };
});
const SignedIn = lazy(async () => ({ default: (await import('./signed-in.tsx')).SignedIn }));

/** The two halves of the app: before and after signing in. Everything behind is loaded on demand. */
export function App() {
  return (
    <ErrorBoundary>
      <Router aroundNav={guardNavigation}>
        <Suspense fallback={<Splash />}>
          <Gate />
        </Suspense>
      </Router>
    </ErrorBoundary>
  );
}

function Gate() {
  const session = useSession();
  const [path] = useLocation();
  const search = useSearch();
  const [isLink, link] = useRoute('/v/:token');
  // A link in a message is for whoever holds it, signed in or not.
  if (isLink) return <VisitLinkRoute token={link.token} />;
  if (session.status === 'loading') return <Splash />;
  if (session.status === 'signed-out') {
    return (
      <Switch>
        <Route path="/sign-in">
          <SignInRoute />
        </Route>
        <Route>
          <Redirect to={signInPath(path, search)} replace />
        </Route>
      </Switch>
    );
  }
  if (path === '/sign-in') return <Redirect to={returnPath(search)} replace />;
  return <SignedIn userId={session.userId} />;
}
