import { createCalendarFeed } from './app.ts';
import { setUpCalendarFeed } from './setup.ts';

export default { fetch: createCalendarFeed(setUpCalendarFeed((name) => Deno.env.get(name))) };
