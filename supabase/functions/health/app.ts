import { hasSecretKey } from '../_shared/auth.ts';
import type { Env } from '../_shared/env.ts';
import { type Handler, json, serve } from '../_shared/http/serve.ts';

interface Check {
  name: string;
  status: 'ok' | 'fail';
  detail: string;
}

interface Ports {
  env: Env;
  fetch: typeof globalThis.fetch;
}

const PATIENCE = 3_000;

/**
 * GET /: whether the parts a visit depends on answer. Everyone learns which part fails, so that a status page works
 * without a key; what exactly failed is told to the holder of the secret key alone.
 */
export function createHealth({ env, fetch }: Ports): Handler {
  const ask = (path: string) =>
    fetch(`${env.supabaseUrl}${path}`, { headers: { apikey: env.secretKey }, signal: AbortSignal.timeout(PATIENCE) });

  async function check(name: string, look: () => Promise<string>): Promise<Check> {
    try {
      return { name, status: 'ok', detail: await look() };
    } catch (error) {
      return { name, status: 'fail', detail: error instanceof Error ? error.message : String(error) };
    }
  }

  async function answered(response: Response): Promise<string> {
    const text = await response.text();
    if (!response.ok) throw new Error(`${response.status} ${text.slice(0, 200)}`);
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
    ]);

  return serve({
    get: async (request) => {
      const [results, trusted] = await Promise.all([checks(), hasSecretKey(request, env)]);
      const healthy = results.every(({ status }) => status === 'ok');
      const shown = trusted ? results : results.map(({ name, status }) => ({ name, status }));
      return json({ status: healthy ? 'ok' : 'fail', checks: shown }, healthy ? 200 : 503);
    },
  });
}
