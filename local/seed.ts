import fs from 'node:fs';
import path from 'node:path';
import type postgres from 'postgres';
import { z } from 'zod';
import { describeFailure } from './migrate.ts';
import { UsageError } from './options.ts';
import { connect, type Database } from './sql.ts';
import type { Account } from './stack-file.ts';
import { readJson, writePrivate } from './state.ts';

/** The password of every demo login. It is shown on the sign-in page; the demo practice holds nothing real. */
const DEMO_PASSWORD = 'careslot-demo';

const demoAccount = z.object({ role: z.string(), email: z.email(), full_name: z.string() });
type DemoAccount = z.infer<typeof demoAccount>;

async function demoAccounts(sql: postgres.TransactionSql): Promise<DemoAccount[]> {
  const [found] = await sql<{ there: boolean }[]>`select to_regclass('private.demo_accounts') is not null as there`;
  if (!found?.there) return [];
  return z.array(demoAccount).parse(await sql`select role, email, full_name from private.demo_accounts`);
}

/**
 * Logins with a proven address, written as the auth server writes them; its own sign-up takes a quarter of a second
 * each and a mail to confirm. All share one password and therefore one hash.
 */
async function createLogins(sql: postgres.TransactionSql, accounts: DemoAccount[]): Promise<void> {
  if (accounts.length === 0) return;
  const rows = JSON.stringify(accounts.map(({ email, full_name }) => ({ email: email.toLowerCase(), full_name })));
  await sql`
    with
      secret as materialized (
        select extensions.crypt(${DEMO_PASSWORD}, extensions.gen_salt('bf', 10)) as hash
      ),
      made as (
        insert into auth.users (
          id, aud, role, email, encrypted_password, email_confirmed_at, raw_app_meta_data, raw_user_meta_data,
          created_at, updated_at
        )
        select
          gen_random_uuid(), 'authenticated', 'authenticated', wanted.email, secret.hash, now(),
          '{"provider": "email", "providers": ["email"]}', jsonb_build_object('full_name', wanted.full_name),
          now(), now()
        from jsonb_to_recordset(${rows}::text::jsonb) as wanted (email text, full_name text), secret
        where not exists (select from auth.users u where lower(u.email) = wanted.email)
        returning id, email, raw_user_meta_data
      )
    insert into auth.identities (id, provider, provider_id, user_id, identity_data, last_sign_in_at, created_at, updated_at)
    select
      gen_random_uuid(), 'email', made.id::text, made.id,
      jsonb_build_object('sub', made.id, 'email', made.email, 'email_verified', true), now(), now(), now()
    from made`;
}

async function fillDatabase(database: Database, seedFile: string): Promise<DemoAccount[]> {
  const text = fs.readFileSync(seedFile, 'utf8');
  const sql = connect(database, 'postgres');
  try {
    return await sql.begin(async (transaction) => {
      const before = await demoAccounts(transaction);
      // A stack that was killed between this commit and its note has seeded already.
      if (before.length > 0) return before;
      await transaction.unsafe(text).simple();
      const accounts = await demoAccounts(transaction);
      await createLogins(transaction, accounts);
      return accounts;
    });
  } catch (error) {
    const failed = error as Error & { position?: string };
    throw new UsageError(`The demo data could not be made.\n${describeFailure({ file: seedFile, text }, failed)}`);
  } finally {
    await sql.end({ timeout: 2 });
  }
}

/**
 * Fills a fresh database with the demo practice and its logins, once. What was decided at the first start is kept in
 * accounts.json: later starts read it and never write demo data beside real data.
 */
export async function seed(
  database: Database,
  { stateDir, seedFile, demo }: { stateDir: string; seedFile: string; demo: boolean },
): Promise<Account[]> {
  const file = path.join(stateDir, 'accounts.json');
  const known = readJson<Account[]>(file);
  if (known) return known;
  if (demo && !fs.existsSync(seedFile)) return [];
  const made = demo ? await fillDatabase(database, seedFile) : [];
  const accounts = made.map((account) => ({ ...account, password: DEMO_PASSWORD }));
  writePrivate(file, `${JSON.stringify(accounts, null, 2)}\n`);
  return accounts;
}
