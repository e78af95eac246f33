import { adminClient } from '../_shared/auth.ts';
import { resolveHost } from '../_shared/calendars/resolve-host.ts';
import { setUpCalendars } from '../_shared/calendars/setup.ts';
import { rpcOf } from '../_shared/db/rpc.ts';
import { readEnv } from '../_shared/env.ts';
import { createCalendarSync } from './app.ts';

const get = (name: string) => Deno.env.get(name);
const env = readEnv(get);
const supabase = adminClient(env);
const rpc = rpcOf(supabase);
const { settings, registry, functionsUrl } = setUpCalendars(env, get, { rpc, resolveHost });

export default {
  fetch: createCalendarSync({
    env,
    rpc,
    rpcFor: rpcOf,
    registry,
    webhookUrl: `${functionsUrl}/calendar-webhook`,
    visitUrl: (appointmentId) => `${settings.PUBLIC_URL}/calendar?visit=${appointmentId}`,
    now: () => Date.now(),
    report: (error) => console.error('calendar-sync', error),
  }),
};
