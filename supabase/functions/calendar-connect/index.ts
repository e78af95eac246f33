import { adminClient } from '../_shared/auth.ts';
import { discoverCalDav } from '../_shared/calendars/caldav/discover.ts';
import { resolveHost } from '../_shared/calendars/resolve-host.ts';
import { setUpCalendars } from '../_shared/calendars/setup.ts';
import { rpcOf } from '../_shared/db/rpc.ts';
import { readEnv } from '../_shared/env.ts';
import { createCalendarConnect } from './app.ts';

const get = (name: string) => Deno.env.get(name);
const env = readEnv(get);
const supabase = adminClient(env);
const rpc = rpcOf(supabase);
const { settings, registry } = setUpCalendars(env, get, { rpc, resolveHost });

export default {
  fetch: createCalendarConnect({
    env,
    supabase,
    rpc,
    registry,
    discover: (login) =>
      discoverCalDav({
        ...login,
        fetch: (input, init) => fetch(input, init),
        resolveHost,
        allowPrivate: settings.CALDAV_ALLOW_PRIVATE === 'true',
        timeoutMs: 15_000,
      }),
    publicUrl: settings.PUBLIC_URL,
    icloudUrl: settings.ICLOUD_CALDAV_URL,
    random: (count) => crypto.getRandomValues(new Uint8Array(count)),
    now: () => new Date(),
  }),
};
