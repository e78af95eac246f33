import { z } from 'zod';
import { requireSecretKey } from '../_shared/auth.ts';
import { type RunOptions, runQueue } from '../_shared/delivery/run.ts';
import type { Env } from '../_shared/env.ts';
import { type Handler, json, readInput, serve } from '../_shared/http/serve.ts';

const input = z.strictObject({});

/** The platform ends a request after 150 s without an answer; what is not sent by then is sent by the next call. */
const longestMs = 90_000;

/**
 * POST / with the secret key, every minute: sends the reminders that are due and answers
 * {claimed, sent, failed, skipped}. May run any number of times at once.
 */
export function createReminders({ env, ...options }: { env: Env } & Omit<RunOptions, 'isTimeUp'>): Handler {
  return serve({
    post: async (request) => {
      await requireSecretKey(request, env);
      await readInput(request, input);
      const end = options.now() + longestMs;
      return json(await runQueue({ ...options, isTimeUp: () => options.now() > end }));
    },
  });
}
