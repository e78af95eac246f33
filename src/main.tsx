import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { startI18n } from './app/i18n.ts';
import { createQueryClient, Providers } from './app/providers.tsx';
import { loadConfig } from './lib/config.ts';
import { watchReachability } from './lib/reachability.ts';
import { registerServiceWorker, reloadWhenOutdated } from './lib/service-worker.ts';
import { wasSignedIn, watchSession } from './lib/session.ts';
import { probeServer, startSupabase } from './lib/supabase.ts';

const element = document.getElementById('root');
if (!element) throw new Error('index.html has no #root');
const root = createRoot(element);

reloadWhenOutdated();

/** Side by side with the configuration, instead of one after the other; whoever needs it reports what fails. */
function fetchAhead() {
  if (!wasSignedIn()) return;
  import('./app/signed-in.tsx').then((next) => next.preload(window.location.pathname)).catch(() => undefined);
}

async function start() {
  fetchAhead();
  const [config] = await Promise.all([loadConfig(), startI18n()]);
  watchSession(startSupabase(config));
  watchReachability(probeServer);
  root.render(
    <StrictMode>
      <Providers client={createQueryClient()}>
        <App />
      </Providers>
    </StrictMode>,
  );
}

start()
  .then(registerServiceWorker)
  .catch((error: unknown) => {
    console.error(error);
    root.render(<p role="alert">Careslot cannot start: {error instanceof Error ? error.message : String(error)}</p>);
  });
