/**
 * The page that bench/calendar.ts measures: the real calendar page with the real providers and query cache, for one
 * week whose rows have been fetched; only the network is a function. Times are from the click to the second frame after
 * what the click asked for can be seen.
 */
import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import { loadTexts, startI18n } from '../../src/app/i18n.ts';
import { createQueryClient, Providers } from '../../src/app/providers.tsx';
import { CalendarPage } from '../../src/features/calendar/components/calendar-page.tsx';
import { type CalendarLocation, parseLocation } from '../../src/features/calendar/location.ts';
import { calendarQueries } from '../../src/features/calendar/queries.ts';
import { moveVisit } from '../../src/lib/appointments/move.ts';
import { appointmentQueries } from '../../src/lib/appointments/queries.ts';
import { practiceQueries } from '../../src/lib/practice/queries.ts';
import type { Clinician } from '../../src/lib/practice/schema.ts';
import { startSupabase } from '../../src/lib/supabase.ts';
import { dayStart, firstDayOfWeek, visibleDays } from '../../src/lib/time.ts';
import { clinicianId, weeklyHours, weekOfVisits } from './week.ts';

const query = new URLSearchParams(window.location.search);
const count = Number(query.get('visits') ?? 1000);
const monday = '2026-11-23';
const week = visibleDays('week', monday, firstDayOfWeek());
const range = { start: dayStart(week.from, 'UTC'), end: dayStart(week.to, 'UTC') };
const rows = weekOfVisits(week.from, count);

const clinician: Clinician = {
  clinician_id: clinicianId,
  practice_id: '00000000-0000-4000-8000-000000000001',
  display_name: 'Dr. Amara Osei',
  title: null,
  specialty: null,
  color: '#0F766E',
  timezone: 'UTC',
};

const answers: Record<string, unknown> = {
  '/rest/v1/appointments': rows,
  '/rest/v1/clinicians': [],
  '/rest/v1/appointment_types': [],
  '/rest/v1/clinician_availability': weeklyHours,
  '/rest/v1/clinician_date_overrides': [],
  '/rest/v1/practice_closures': [],
  '/rest/v1/rpc/free_busy': { busy: [] },
};
const network = async (input: RequestInfo | URL): Promise<Response> => {
  const { pathname } = new URL(input instanceof Request ? input.url : String(input));
  // A move is answered never: what is measured is the change that the person sees at once.
  if (pathname === '/rest/v1/rpc/reschedule_appointment') return new Promise(() => {});
  return new Response(JSON.stringify(answers[pathname] ?? []), { headers: { 'content-type': 'application/json' } });
};

await startI18n();
await loadTexts(['calendar', 'appointment', 'team']);
startSupabase(
  { supabaseUrl: window.location.origin, publishableKey: 'bench', home: 'embedded' },
  { fetch: network, persistSession: false },
);
const client = createQueryClient();
await Promise.all([
  client.prefetchQuery(appointmentQueries.range(clinicianId, range.start, range.end)),
  client.prefetchQuery(calendarQueries.hours(clinicianId, clinician.practice_id, week.from, week.to)),
  client.prefetchQuery(calendarQueries.busy(clinicianId, range.start, range.end)),
  client.prefetchQuery(practiceQueries.appointmentTypes()),
  client.prefetchQuery(practiceQueries.clinicians()),
]);

const nothing = () => {};
let show: (shown: boolean) => void = nothing;

function Page() {
  const [shown, setShown] = useState(false);
  const [location, setLocation] = useState<CalendarLocation>(() => parseLocation('', { view: 'week', date: monday }));
  show = setShown;
  if (!shown) return null;
  return (
    <CalendarPage
      location={location}
      navigate={(change) => setLocation((now) => ({ ...now, ...change }))}
      clinicians={[clinician]}
      clinician={clinician}
      isDesk={false}
      practiceZone="UTC"
      onBook={nothing}
      onMoveRefused={nothing}
    />
  );
}

const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
async function until(done: () => boolean): Promise<void> {
  while (!done()) await frame();
}
const settled = () => document.querySelector('section[data-settled]') !== null;
const blocks = () => document.querySelectorAll('[data-visit-id]').length;

type Measured = { ms: number; painted: number; blocks: number };
declare global {
  interface Window {
    measured: Measured | undefined;
    ready: boolean;
  }
}

function measure(id: string, act: () => void, done: () => boolean) {
  document.getElementById(id)?.addEventListener('click', (event) => {
    window.measured = undefined;
    const from = event.timeStamp;
    act();
    void (async () => {
      await frame();
      await frame();
      const painted = performance.now() - from;
      await until(done);
      await frame();
      window.measured = { ms: performance.now() - from, painted, blocks: blocks() };
    })();
  });
}

const moved = rows[Math.floor(rows.length / 2)];
const shownAt = () => document.querySelector(`[data-visit-id="${moved?.appointment_id}"]`)?.textContent;
let before: string | null | undefined;
let hours = 0;

measure(
  'mount',
  () => show(true),
  () => settled() && blocks() > 0,
);
measure(
  'change',
  () => {
    if (!moved) return;
    before = shownAt();
    hours += 1;
    const shift = (iso: string) => new Date(Date.parse(iso) + hours * 5 * 60_000).toISOString();
    void moveVisit(client, { visit: moved, start: shift(moved.scheduled_start), end: shift(moved.scheduled_end) });
  },
  () => shownAt() !== before,
);
document.getElementById('unmount')?.addEventListener('click', () => show(false));

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <Providers client={client}>
    <Page />
  </Providers>,
);
window.ready = true;
