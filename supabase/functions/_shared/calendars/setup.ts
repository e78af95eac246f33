import { adminClient } from '../auth.ts';
import { createSecretBox } from '../crypto/secret-box.ts';
import { rpcOf } from '../db/rpc.ts';
import { readEnv } from '../env.ts';
import { discoverCalDav } from './caldav/discover.ts';
import { createRegistry } from './registry.ts';
import { readCalendarSettings } from './settings.ts';

/**
 * What every function that speaks to outside calendars is wired with, from the environment. `resolveHost` gives all
 * addresses of a host name. Throws with the names of settings that are wrong.
 */
export function setUpCalendars(
  get: (name: string) => string | undefined,
  resolveHost: (host: string) => Promise<string[]>,
) {
  const env = readEnv(get);
  const settings = readCalendarSettings(get);
  const supabase = adminClient(env);
  const rpc = rpcOf(supabase);
  const functionsUrl = `${env.supabaseUrl.replace(/\/+$/, '')}/functions/v1`;
  const send: typeof fetch = (input, init) => fetch(input, init);
  const registry = createRegistry({
    settings,
    box: createSecretBox(settings.TOKEN_ENCRYPTION_KEYS),
    rpc,
    fetch: send,
    now: () => new Date(),
    wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    resolveHost,
    callbackUrl: (provider) => `${functionsUrl}/calendar-connect/${provider}/callback`,
  });
  const allowPrivate = settings.CALDAV_ALLOW_PRIVATE === 'true';
  return {
    env,
    supabase,
    rpc,
    registry,
    discover: (login: { serverUrl: string; username: string; password: string }) =>
      discoverCalDav({ ...login, fetch: send, resolveHost, allowPrivate, timeoutMs: 15_000 }),
    publicUrl: settings.PUBLIC_URL,
    icloudUrl: settings.ICLOUD_CALDAV_URL,
    webhookUrl: `${functionsUrl}/calendar-webhook`,
  };
}
