import { createSecretBox } from '../crypto/secret-box.ts';
import type { Rpc } from '../db/rpc.ts';
import type { Env } from '../env.ts';
import { createRegistry } from './registry.ts';
import { readCalendarSettings } from './settings.ts';

/** What every function that speaks to outside calendars is wired with. Throws with the names of settings that are wrong. */
export function setUpCalendars(
  env: Env,
  get: (name: string) => string | undefined,
  { rpc, resolveHost }: { rpc: Rpc; resolveHost(host: string): Promise<string[]> },
) {
  const settings = readCalendarSettings(get);
  const functionsUrl = `${env.supabaseUrl.replace(/\/+$/, '')}/functions/v1`;
  const registry = createRegistry({
    settings,
    box: createSecretBox(settings.TOKEN_ENCRYPTION_KEYS),
    rpc,
    fetch: (input, init) => fetch(input, init),
    now: () => new Date(),
    wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    resolveHost,
    callbackUrl: (provider) => `${functionsUrl}/calendar-connect/${provider}/callback`,
  });
  return { settings, registry, functionsUrl };
}
