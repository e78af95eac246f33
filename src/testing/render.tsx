import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { loadTexts, startI18n } from '../app/i18n.ts';
import { createQueryClient, Providers } from '../app/providers.tsx';
import { startSupabase } from '../lib/supabase.ts';
import type { FakeApi } from './fake-api.ts';

const config = {
  supabaseUrl: 'http://careslot.test',
  publishableKey: 'sb_publishable_test',
  home: 'embedded',
} as const;

/** The real providers, texts and client; only the network is a function. */
export async function renderApp(children: ReactNode, api: FakeApi) {
  await startI18n();
  await loadTexts([
    'sign-in',
    'account',
    'appointment',
    'availability',
    'booking',
    'calendar',
    'feeds',
    'hub',
    'invitations',
    'list',
    'messages',
    'notifications',
    'offers',
    'practice',
    'sync',
    'sync-banner',
    'team',
    'visit-link',
    'visits',
  ]);
  startSupabase(config, { fetch: api.fetch, persistSession: false });
  const client = createQueryClient();
  const view = render(
    <Providers client={client} env="test">
      {children}
    </Providers>,
  );
  return { ...view, client, user: userEvent.setup() };
}
