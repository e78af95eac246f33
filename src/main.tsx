import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { startI18n } from './app/i18n.ts';
import { createQueryClient, Providers } from './app/providers.tsx';
import { loadConfig } from './lib/config.ts';
import { watchSession } from './lib/session.ts';
import { startSupabase } from './lib/supabase.ts';

const element = document.getElementById('root');
if (!element) throw new Error('index.html has no #root');
const root = createRoot(element);

async function start() {
  const [config] = await Promise.all([loadConfig(), startI18n()]);
  watchSession(startSupabase(config));
  root.render(
    <StrictMode>
      <Providers client={createQueryClient()}>
        <App />
      </Providers>
    </StrictMode>,
  );
}

start().catch((error: unknown) => {
  console.error(error);
  root.render(<p role="alert">Careslot cannot start: {error instanceof Error ? error.message : String(error)}</p>);
});
