import { z } from 'zod';
import { adminClient } from '../_shared/auth.ts';
import { rpcOf } from '../_shared/db/rpc.ts';
import { readEnv } from '../_shared/env.ts';
import type { CalendarFeedOptions } from './app.ts';
import { createReadLimit } from './read-limit.ts';

const settings = z.object({ PUBLIC_URL: z.url() });

/** From the environment. Throws with the names of settings that are wrong. */
export function setUpCalendarFeed(get: (name: string) => string | undefined): CalendarFeedOptions {
  const env = readEnv(get);
  const { PUBLIC_URL } = settings.parse({ PUBLIC_URL: get('PUBLIC_URL') });
  // An app that asks once a minute is asked to wait; of many addresses at once the oldest are forgotten.
  const limit = createReadLimit({ reads: 60, windowMs: 3_600_000, keys: 10_000 }, () => Date.now());
  return { env, rpc: rpcOf(adminClient(env)), publicUrl: PUBLIC_URL, limit };
}
