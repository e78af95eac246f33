import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { connect, type Database } from './sql.ts';
import type { Secrets } from './state.ts';

const here = import.meta.dirname;
const read = (name: string) => fs.readFileSync(path.join(here, name), 'utf8');

/**
 * Brings the roles, schemas and auth tables of a hosted project into the database. Everything in it may run twice; a
 * note of what was applied keeps the usual start from doing so.
 */
export async function bootstrap(database: Database, secrets: Secrets, stateDir: string): Promise<void> {
  const [before, after] = [read('bootstrap.sql'), read('auth-schema.sql')];
  const lite = read('../node_modules/@supabase/lite/package.json');
  const stamp = createHash('sha256').update(before).update(after).update(lite).digest('hex');
  const note = path.join(stateDir, 'bootstrap');
  if (fs.existsSync(note) && fs.readFileSync(note, 'utf8') === stamp) return;
  const sql = connect(database, 'supabase_admin');
  try {
    await sql.unsafe(before).simple();
    for (const role of ['postgres', 'lite_api', 'authenticator']) {
      // The password is ours, url-safe, and cannot be a parameter in DDL.
      await sql.unsafe(`alter role ${role} password '${database.password}'`);
    }
    const { createAuthTables } = await import('./api.ts');
    await createAuthTables(database, secrets);
    await sql.unsafe(after).simple();
  } finally {
    await sql.end({ timeout: 2 });
  }
  fs.writeFileSync(note, stamp, { mode: 0o600 });
}

/** What the database finds in Vault: where the project is and its key; without them it calls no function. */
export async function fillVault(database: Database, secrets: Record<string, string>): Promise<void> {
  const sql = connect(database, 'supabase_admin');
  try {
    await sql.begin(async (transaction) => {
      await transaction`delete from vault.secrets`;
      for (const [name, secret] of Object.entries(secrets))
        await transaction`insert into vault.secrets (name, secret) values (${name}, ${secret})`;
    });
  } finally {
    await sql.end({ timeout: 2 });
  }
}
