/** Direct access to the database, for tests of what SQL itself guarantees. */
import postgres from 'postgres';
import { afterAll } from 'vitest';
import { stack } from './stack.ts';

export type Sql = postgres.Sql;
export type Transaction = postgres.TransactionSql;

let pool: Sql | undefined;

/** A small pool as `postgres`, the owner of the schema; closed after the test file. */
export function database(): Sql {
  pool ??= postgres(stack.database_url, { max: 4, onnotice: () => {} });
  return pool;
}

/** A pool of its own, for races that need many connections. The caller ends it. */
export const databasePool = (max: number): Sql => postgres(stack.database_url, { max, onnotice: () => {} });

afterAll(async () => {
  await pool?.end();
  pool = undefined;
});

class RolledBack extends Error {}

/** Runs `body` in a transaction that never commits, and returns what it returned. */
export async function rolledBack<T>(sql: Sql, body: (tx: Transaction) => Promise<T>): Promise<T> {
  let result: { value: T } | undefined;
  try {
    await sql.begin(async (tx) => {
      result = { value: await body(tx) };
      throw new RolledBack();
    });
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error;
  }
  if (!result) throw new Error('the transaction ended without a result');
  return result.value;
}

/** From here on in this transaction: role `authenticated` (or anon, when `authUserId` is null), as PostgREST does it. */
export async function become(tx: Transaction, authUserId: string | null): Promise<void> {
  const role = authUserId === null ? 'anon' : 'authenticated';
  const claims = JSON.stringify(authUserId === null ? { role } : { sub: authUserId, role, aud: role });
  await tx`
    select set_config('request.jwt.claims', ${claims}, true),
           set_config('request.jwt.claim.sub', ${authUserId ?? ''}, true),
           set_config('request.jwt.claim.role', ${role}, true),
           set_config('role', ${role}, true)`;
}

/** Runs `body` as that login, rolled back at the end. */
export const withClaims = <T>(sql: Sql, authUserId: string | null, body: (tx: Transaction) => Promise<T>): Promise<T> =>
  rolledBack(sql, async (tx) => {
    await become(tx, authUserId);
    return body(tx);
  });

/** Sets the instant that `private.now()` answers for the rest of the transaction. */
export async function setNow(tx: Transaction, instant: string | Date): Promise<void> {
  const iso = typeof instant === 'string' ? instant : instant.toISOString();
  await tx`select set_config('careslot.now', ${iso}, true)`;
}
