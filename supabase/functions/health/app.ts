import { z } from 'zod';
import { hasSecretKey } from '../_shared/auth.ts';
import type { Env } from '../_shared/env.ts';
import { type Handler, json, serve } from '../_shared/http/serve.ts';

interface Check {
  name: string;
  /** `late`: it works, but something waits longer than it should. */
  status: 'ok' | 'late' | 'fail';
  detail: string;
}

interface Ports {
  env: Env;
  fetch: typeof globalThis.fetch;
  /** Milliseconds. */
  now(): number;
}

const PATIENCE = 3_000;
/** A message that has been due for so long waits for something that is broken. */
const LATE_MS = 10 * 60_000;

const figures = z.array(
  z.object({
    delivery_method: z.string(),
    day_failed: z.int().nullable(),
    waiting: z.int().nullable(),
    oldest_due: z.string().nullable(),
    last_failure: z.string().nullable(),
  }),
);

/** Thrown by a look that finds something waiting. */
class Late extends Error {}

/**
 * GET /: whether the parts a visit depends on answer, and whether messages get away (`degraded` and 200 when they are late). Everyone learns which part fails, so that a status page works
 * without a key; what exactly failed is told to the holder of the secret key alone.
 */
export function createHealth({ env, fetch, now }: Ports): Handler {
  const ask = (path: string) =>
    fetch(`${env.supabaseUrl}${path}`, { headers: { apikey: env.secretKey }, signal: AbortSignal.timeout(PATIENCE) });

  async function check(name: string, look: () => Promise<string>): Promise<Check> {
    try {
      return { name, status: 'ok', detail: await look() };
    } catch (error) {
      if (error instanceof Late) return { name, status: 'late', detail: error.message };
      return { name, status: 'fail', detail: error instanceof Error ? error.message : String(error) };
    }
  }

  async function body(response: Response): Promise<string> {
    const text = await response.text();
    if (!response.ok) throw new Error(`${response.status} ${text.slice(0, 200)}`);
    return text;
  }

  async function answered(response: Response): Promise<string> {
    await body(response);
    return String(response.status);
  }

  /** The first and the last table of the schema: a database that misses migrations knows neither or one. */
  const checks = () =>
    Promise.all([
      check('database', async () => {
        const response = await ask('/rest/v1/practices?select=practice_id&limit=1');
        // 404: the database answered that the table does not exist, which is the migrations' failure.
        return response.status === 404 ? '404 no tables' : answered(response);
      }),
      check('migrations', async () => {
        const [first, last] = await Promise.all([
          ask('/rest/v1/practices?select=practice_id&limit=0'),
          ask('/rest/v1/audit_events?select=event_id&limit=0'),
        ]);
        return `${await answered(first)} ${await answered(last)}`;
      }),
      check('auth', async () => answered(await ask('/auth/v1/health'))),
      check('messages', async () => {
        const rows = figures.parse(JSON.parse(await body(await ask('/rest/v1/rpc/message_health'))));
        const late = rows.filter(({ oldest_due }) => oldest_due !== null && Date.parse(oldest_due) < now() - LATE_MS);
        const words = (found: typeof rows) =>
          found
            .map(
              (row) => `${row.delivery_method}: ${row.waiting} waiting, ${row.day_failed} failed (${row.last_failure})`,
            )
            .join('; ');
        if (late.length > 0) throw new Late(words(late));
        return words(rows);
      }),
    ]);

  return serve({
    get: async (request) => {
      const [results, trusted] = await Promise.all([checks(), hasSecretKey(request, env)]);
      const failing = results.some(({ status }) => status === 'fail');
      const late = results.some(({ status }) => status === 'late');
      const shown = trusted ? results : results.map(({ name, status }) => ({ name, status }));
      return json({ status: failing ? 'fail' : late ? 'degraded' : 'ok', checks: shown }, failing ? 503 : 200);
    },
  });
}
