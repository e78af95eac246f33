import { adminClient } from '../_shared/auth.ts';
import { readEnv } from '../_shared/env.ts';
import { createCalendarWebhook } from './app.ts';

const env = readEnv((name) => Deno.env.get(name));

export default { fetch: createCalendarWebhook({ supabase: adminClient(env) }) };
