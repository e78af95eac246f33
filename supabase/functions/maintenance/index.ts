import { adminClient } from '../_shared/auth.ts';
import { readEnv } from '../_shared/env.ts';
import { createMaintenance } from './app.ts';

const env = readEnv((name) => Deno.env.get(name));

export default { fetch: createMaintenance({ env, supabase: adminClient(env) }) };
