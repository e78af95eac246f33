import { resolveHost } from '../_shared/calendars/resolve-host.ts';
import { setUpCalendars } from '../_shared/calendars/setup.ts';
import { createCalendarConnect } from './app.ts';

export default {
  fetch: createCalendarConnect({
    ...setUpCalendars((name) => Deno.env.get(name), resolveHost),
    random: (count) => crypto.getRandomValues(new Uint8Array(count)),
    now: () => new Date(),
  }),
};
