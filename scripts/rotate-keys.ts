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

interface Table {
  name: string;
  id: string;
  owner: string;
  /** More conditions of PostgREST. */
  only: string;
  /** What the text of each column is bound to. */
  purposes: Record<string, string>;
}

const tables: Table[] = [
  {
    name: 'calendar_sync_connections',
    id: 'connection_id',
    owner: 'user_id',
    only: '',
    purposes: { access_token: 'calendar.access_token', refresh_token: 'calendar.refresh_token' },
  },
  // Sign-ins under way: people who are on the provider's page at this moment.
  {
    name: 'oauth_states',
    id: 'state_hash',
    owner: 'profile_id',
    only: '&used_at=is.null',
    purposes: { code_verifier: 'calendar.code_verifier' },
  },
];
type Row = Record<string, string | null>;

const pageSize = 200;

/**
 * How many tokens were sealed anew, and how many had been changed or used up by somebody else in the meantime: what is
 * there now was sealed with the first key already.
 */
export async function rotateKeys({
  url,
  secretKey,
  box,
  userId,
}: Rotation): Promise<{ sealed: number; overtaken: number }> {
  const headers = { apikey: secretKey, authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' };
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

  const addressOf = ({ name }: Table) => `${url.replace(/\/+$/, '')}/rest/v1/${name}`;

  async function sealAnew(table: Table, row: Row, column: string, purpose: string): Promise<boolean | null> {
    const old = row[column] ?? null;
    if (old === null || !box.isOutdated(old)) return null;
    const fresh = await box.seal(await box.open(old, purpose), purpose);
    // Only if it is still what was read: a worker may have fetched another one.
    const where = `${table.id}=eq.${row[table.id]}&${column}=eq.${encodeURIComponent(old)}&select=${table.id}`;
    const changed = await ask(`${addressOf(table)}?${where}`, {
      method: 'PATCH',
      body: JSON.stringify({ [column]: fresh }),
    });
    return Array.isArray(changed) && changed.length > 0;
  }

  const count = { sealed: 0, overtaken: 0 };
  async function rotateTable(table: Table): Promise<void> {
    const { id, owner, only, purposes } = table;
    const select = [id, ...Object.keys(purposes)].join();
    const whose = userId ? `&${owner}=eq.${userId}` : '';
    let after = '';
    for (;;) {
      const since = after === '' ? '' : `&${id}=gt.${after}`;
      const rows = (await ask(
        `${addressOf(table)}?select=${select}${since}${only}${whose}&order=${id}&limit=${pageSize}`,
      )) as Row[];
      for (const row of rows) {
        for (const [column, purpose] of Object.entries(purposes)) {
          const done = await sealAnew(table, row, column, purpose);
          if (done !== null) count[done ? 'sealed' : 'overtaken'] += 1;
        }
      }
      after = rows.at(-1)?.[id] ?? '';
      if (rows.length < pageSize) return;
    }
  }
  for (const table of tables) await rotateTable(table);
  return count;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const get = (name: string) => process.env[name] ?? (name === 'PUBLIC_URL' ? process.env.SUPABASE_URL : undefined);
  // Nothing is done with the publishable key here.
  const env = readEnv((name) => (name === 'SUPABASE_PUBLISHABLE_KEYS' ? '{"default":"-"}' : get(name)));
  const box = createSecretBox(readCalendarSettings(get).TOKEN_ENCRYPTION_KEYS);
  const { sealed, overtaken } = await rotateKeys({ url: env.supabaseUrl, secretKey: env.secretKey, box });
  console.log(`${sealed} tokens sealed anew${overtaken ? `, ${overtaken} were renewed meanwhile` : ''}.`);
}
