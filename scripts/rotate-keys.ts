/**
 * `npm run rotate-keys`: seals every token of outside calendars anew whose key is not the first of TOKEN_ENCRYPTION_KEYS.
 * Reads TOKEN_ENCRYPTION_KEYS, SUPABASE_URL and SUPABASE_SECRET_KEYS. May run while workers work, and any number of times.
 */
import { pathToFileURL } from 'node:url';
import { readCalendarSettings } from '../supabase/functions/_shared/calendars/settings.ts';
import { createSecretBox, type SecretBox } from '../supabase/functions/_shared/crypto/secret-box.ts';
import { readEnv } from '../supabase/functions/_shared/env.ts';

interface Rotation {
  url: string;
  secretKey: string;
  box: SecretBox;
  /** Only rows of this person, for tests. */
  userId?: string;
}

const purposes = { access_token: 'calendar.access_token', refresh_token: 'calendar.refresh_token' } as const;
type Column = keyof typeof purposes;
type Row = { connection_id: string } & Record<Column, string | null>;

const pageSize = 200;

/**
 * How many tokens were sealed anew, and how many had been changed by somebody else in the meantime: those were sealed
 * with the first key already.
 */
export async function rotateKeys({
  url,
  secretKey,
  box,
  userId,
}: Rotation): Promise<{ sealed: number; overtaken: number }> {
  const headers = { apikey: secretKey, authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' };
  const table = `${url.replace(/\/+$/, '')}/rest/v1/calendar_sync_connections`;
  const whose = userId ? `&user_id=eq.${userId}` : '';

  async function ask(address: string, init: RequestInit = {}): Promise<unknown> {
    const signal = AbortSignal.timeout(30_000);
    const response = await fetch(address, {
      ...init,
      signal,
      headers: { ...headers, prefer: 'return=representation' },
    });
    if (!response.ok) throw new Error(`The database answered ${response.status}.`);
    return response.json();
  }

  async function sealAnew(row: Row, column: Column): Promise<boolean | null> {
    const old = row[column];
    if (old === null || !box.isOutdated(old)) return null;
    const purpose = purposes[column];
    const fresh = await box.seal(await box.open(old, purpose), purpose);
    // Only if it is still what was read: a worker may have fetched another one.
    const where = `connection_id=eq.${row.connection_id}&${column}=eq.${encodeURIComponent(old)}&select=connection_id`;
    const changed = await ask(`${table}?${where}`, { method: 'PATCH', body: JSON.stringify({ [column]: fresh }) });
    return Array.isArray(changed) && changed.length > 0;
  }

  const count = { sealed: 0, overtaken: 0 };
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const rows = (await ask(
      `${table}?select=connection_id,access_token,refresh_token&connection_id=gt.${after}${whose}&order=connection_id&limit=${pageSize}`,
    )) as Row[];
    for (const row of rows) {
      for (const column of ['access_token', 'refresh_token'] as const) {
        const done = await sealAnew(row, column);
        if (done !== null) count[done ? 'sealed' : 'overtaken'] += 1;
      }
    }
    const last = rows.at(-1);
    if (!last || rows.length < pageSize) return count;
    after = last.connection_id;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const get = (name: string) => process.env[name] ?? (name === 'PUBLIC_URL' ? process.env.SUPABASE_URL : undefined);
  // Nothing is done with the publishable key here.
  const env = readEnv((name) => (name === 'SUPABASE_PUBLISHABLE_KEYS' ? '{"default":"-"}' : get(name)));
  const box = createSecretBox(readCalendarSettings(get).TOKEN_ENCRYPTION_KEYS);
  const { sealed, overtaken } = await rotateKeys({ url: env.supabaseUrl, secretKey: env.secretKey, box });
  console.log(`${sealed} tokens sealed anew${overtaken ? `, ${overtaken} were renewed meanwhile` : ''}.`);
}
