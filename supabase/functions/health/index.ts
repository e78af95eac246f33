import { readEnv } from '../_shared/env.ts';
import { createHealth } from './app.ts';

export default { fetch: createHealth({ env: readEnv((name) => Deno.env.get(name)), fetch, now: () => Date.now() }) };
