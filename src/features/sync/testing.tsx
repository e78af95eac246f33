/** One clinician's calendars, a small server of sync, and the page on its address, for the tests of this feature. */
import { cleanNotifications, Notifications } from '@mantine/notifications';
import { vi } from 'vitest';
import { Router, useLocation, useSearch } from 'wouter';
import type { Visit } from '../../lib/appointments/schema.ts';
import type { Viewer } from '../../lib/viewer/schema.ts';
import { type ApiRequest, createFakeApi } from '../../testing/fake-api.ts';
import { admin } from '../../testing/practice.ts';
import { renderApp } from '../../testing/render.tsx';
import { visit } from '../../testing/visits.ts';
import { SyncPage } from './components/sync-page.tsx';
import { formatLocation, parseLocation, type Returned, type SyncLocation } from './location.ts';
import type { Connection, Job } from './schema.ts';

export const zone = 'Europe/London';
export const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
export const ids = { okafor: uuid(1), private: uuid(11), work: uuid(12), conflict: uuid(21), job: uuid(31) };

export const clinician: Viewer = {
  ...admin,
  profileId: ids.okafor,
  name: 'Amara Okafor',
  roles: ['clinician'],
  isDesk: false,
};

export const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

export const connection = (change: Partial<Connection> = {}): Connection => ({
  connection_id: ids.private,
  provider: 'google',
  account_email: 'amara@example.org',
  server_url: null,
  calendar_id: 'primary',
  calendar_name: 'Private',
  can_write: true,
  is_primary: true,
  sync_enabled: true,
  sync_direction: 'two_way',
  sync_interval_minutes: 15,
  on_external_delete: 'ask',
  all_day_events: 'busy',
  tentative_events: 'busy',
  last_sync_at: minutesAgo(2.5),
  last_sync_status: 'success',
  sync_errors: [],
  state: 'active',
  ...change,
});
export const work = (change: Partial<Connection> = {}): Connection =>
  connection({
    connection_id: ids.work,
    provider: 'microsoft',
    account_email: 'okafor@harbour.example',
    calendar_id: 'AAMk',
    calendar_name: 'Work',
    is_primary: false,
    ...change,
  });

export const job = (change: Partial<Job> = {}): Job => ({
  job_id: ids.job,
  connection_id: ids.private,
  appointment_id: visit().appointment_id,
  kind: 'upsert',
  status: 'dead',
  attempts: 10,
  run_after: minutesAgo(5),
  error_message: 'google: 400',
  updated_at: '2026-11-24T09:00:00Z',
  visit: { scheduled_start: '2026-11-24T10:00:00Z', patient: { full_name: 'Oliver Hughes' } },
  ...change,
});

export const range = (start: string, minutes = 30) => ({
  start,
  end: new Date(Date.parse(start) + minutes * 60_000).toISOString(),
});
/** As the database answers: rows of every kind have all columns. */
export const conflict = (kind: string, change: Record<string, unknown> = {}) => ({
  conflict_id: ids.conflict,
  connection_id: ids.private,
  appointment_id: visit().appointment_id as string | null,
  created_at: '2026-11-23T09:00:00Z',
  kind,
  ours: range('2026-11-24T10:00:00Z'),
  theirs: { ...range('2026-11-24T11:00:00Z'), code: 'slot_taken' } as unknown,
  visit: visit() as Visit | null,
  ...change,
});
export const massDeletion = () =>
  conflict('mass_deletion', { appointment_id: null, visit: null, ours: null, theirs: { deleted: 7, linked: 9 } });

export const logEntry = (n: number, change: Record<string, unknown> = {}) => ({
  log_id: n,
  connection_id: ids.private,
  appointment_id: null,
  sync_direction: 'from_external',
  action: 'sync',
  status: 'success',
  error_message: null,
  synced_at: '2026-11-24T09:00:00Z',
  visit: null,
  ...change,
});

export const paths = {
  connections: '/rest/v1/calendar_sync_connections',
  jobs: '/rest/v1/sync_jobs',
  conflicts: '/rest/v1/sync_conflicts',
  log: '/rest/v1/calendar_sync_log',
  health: '/rest/v1/rpc/sync_health',
  resolve: '/rest/v1/rpc/resolve_sync_conflict',
  retry: '/rest/v1/rpc/retry_sync_job',
  resume: '/rest/v1/rpc/resume_connection',
  add: '/rest/v1/rpc/add_calendar',
  sync: '/functions/v1/calendar-sync',
  connect: (rest: string) => `/functions/v1/calendar-connect/${rest}`,
};

type Handlers = Parameters<typeof createFakeApi>[0];
type State = { connections: Connection[]; jobs: Job[]; conflicts: unknown[]; log: unknown[]; health: unknown[] };

/** What it holds may be changed while a test runs; whoever asks again gets what is there then. */
export function createServer({ handlers = {}, ...given }: Partial<State> & { handlers?: Handlers } = {}) {
  const state: State = { connections: [connection()], jobs: [], conflicts: [], log: [], health: [], ...given };
  const patch = ({ body, search }: ApiRequest) => {
    const id = search.get('connection_id')?.replace('eq.', '');
    state.connections = state.connections.map((one) =>
      one.connection_id === id ? { ...one, ...(body as Partial<Connection>) } : one,
    );
    return { body: [{ connection_id: id }] };
  };
  const api = createFakeApi({
    [paths.connections]: (request) => (request.method === 'PATCH' ? patch(request) : { body: state.connections }),
    [paths.jobs]: () => ({ body: state.jobs }),
    [paths.conflicts]: () => ({ body: state.conflicts }),
    [paths.log]: () => ({ body: state.log }),
    [paths.health]: () => ({ body: state.health }),
    ...handlers,
  });
  const written = (path: string) => api.sent(path).filter((request) => request.method !== 'GET');
  return { ...api, state, written };
}
export type Server = ReturnType<typeof createServer>;

export const problem = (status: number, code: string) => ({ status, body: { type: 'about:blank', status, code } });

function Room({ returned, leave }: { returned: Returned | undefined; leave: (url: string) => void }) {
  const [path, go] = useLocation();
  const location = parseLocation(useSearch());
  const navigate = (change: Partial<SyncLocation>) => go(`${path}?${formatLocation({ ...location, ...change })}`);
  return (
    <SyncPage
      viewer={clinician}
      zone={zone}
      location={location}
      navigate={navigate}
      returned={returned}
      onReturnedSeen={() => undefined}
      leave={leave}
    />
  );
}

type Options = { query?: string; returned?: Returned; leave?: (url: string) => void };

export async function openSync(server: Server, { query = '', returned, leave = () => undefined }: Options = {}) {
  window.history.replaceState(null, '', `/sync${query}`);
  // Toasts outlive the page that showed them.
  cleanNotifications();
  // Functions are asked through the browser's own fetch.
  vi.spyOn(globalThis, 'fetch').mockImplementation(server.fetch);
  const view = await renderApp(
    <Router>
      <main id="main" tabIndex={-1}>
        <Room returned={returned} leave={leave} />
      </main>
      <Notifications />
    </Router>,
    server,
  );
  return { ...view, server };
}
