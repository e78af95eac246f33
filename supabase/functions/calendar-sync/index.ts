import { resolveHost } from '../_shared/calendars/resolve-host.ts';
import { setUpCalendars } from '../_shared/calendars/setup.ts';
import { createCalendarSync } from './app.ts';

const calendars = setUpCalendars((name) => Deno.env.get(name), resolveHost);

export default {
  fetch: createCalendarSync({
    ...calendars,
    visitUrl: (appointmentId) => `${calendars.publicUrl}/calendar?visit=${appointmentId}`,
    now: () => Date.now(),
    report: (error) => console.error('calendar-sync', error),
  }),
};
