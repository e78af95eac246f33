/**
 * How much a person has to download, in kB (1000 bytes) of gzip: the promise for the first three, and what the other
 * rooms weighed when they were last looked at plus a tenth. A part counts only what the parts before it have not
 * brought already.
 */
export interface Part {
  name: string;
  /** Modules as the build's manifest names them; a part is they and everything they import statically. */
  modules: string[];
  /** Parts that are on the page already. */
  after: string[];
  script: number;
  style?: number;
}

const texts = (...names: string[]) => names.map((name) => `src/locales/en/${name}.json`);
const visitTexts = texts('hub', 'booking', 'appointment');
const hub = ['sign-in', 'shell'];

export const budgets: Part[] = [
  {
    name: 'sign-in',
    modules: ['index.html', 'src/app/routes/sign-in.tsx', ...texts('sign-in')],
    after: [],
    script: 180,
    style: 15,
  },
  {
    name: 'visit link',
    modules: ['src/app/routes/visit-link.tsx', ...texts('visit-link')],
    after: ['sign-in'],
    script: 24,
  },
  { name: 'shell', modules: ['src/app/signed-in.tsx'], after: ['sign-in'], script: 60 },
  {
    name: 'bell',
    modules: ['src/features/notifications/components/bell.tsx', ...texts('notifications')],
    after: hub,
    script: 24,
  },
  {
    name: 'calendar',
    modules: ['src/app/routes/calendar.tsx', ...visitTexts, ...texts('calendar')],
    after: hub,
    script: 120,
  },
  {
    name: 'list',
    modules: ['src/app/routes/list.tsx', ...visitTexts, ...texts('list')],
    after: hub,
    script: 60,
  },
  {
    name: 'availability',
    modules: ['src/app/routes/availability.tsx', ...visitTexts, ...texts('availability')],
    after: hub,
    script: 60,
  },
  { name: 'practice', modules: ['src/app/routes/practice.tsx', ...texts('practice')], after: hub, script: 65 },
  {
    name: 'visits',
    modules: ['src/app/routes/visits.tsx', ...texts('visits', 'booking', 'appointment')],
    after: hub,
    script: 20,
  },
  {
    name: 'messages',
    modules: ['src/app/routes/messages.tsx', ...texts('messages', 'offers', 'appointment')],
    after: hub,
    script: 60,
  },
  { name: 'sync', modules: ['src/app/routes/sync.tsx', ...texts('sync')], after: hub, script: 45 },
  {
    name: 'account',
    modules: ['src/app/routes/account.tsx', ...texts('account', 'notifications', 'feeds')],
    after: hub,
    script: 16,
  },
  {
    name: 'team view',
    modules: ['src/features/calendar/team/team-view.tsx', ...texts('team')],
    after: [...hub, 'calendar'],
    script: 12,
  },
  {
    name: 'booking dialog',
    modules: ['src/features/booking/components/booking-dialog.tsx'],
    after: [...hub, 'calendar'],
    script: 45,
  },
  {
    name: 'visit details',
    modules: ['src/features/appointment/components/visit-drawer.tsx'],
    after: [...hub, 'calendar'],
    script: 40,
  },
];

/** Each of these is fetched when its page is: none rides along with another. */
export const ownChunks: Record<string, string> = {
  'sign-in': 'src/app/routes/sign-in.tsx',
  shell: 'src/app/signed-in.tsx',
  calendar: 'src/app/routes/calendar.tsx',
  messages: 'src/app/routes/messages.tsx',
  sync: 'src/app/routes/sync.tsx',
};

/** Big libraries for single tasks: before the task is begun, nobody fetches them. */
export const onDemandOnly = ['date-holidays', 'ical.js', 'papaparse', 'ical-generator', 'luxon', '@visx', 'recharts'];
