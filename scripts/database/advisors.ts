/** What Supabase's own advisors, and our catalog queries, find wrong with a migrated database. */
import postgres from 'postgres';
import { z } from 'zod';
import { supabaseCli } from './cli.ts';

const advice = z.object({
  results: z.array(z.looseObject({ name: z.string(), level: z.string(), detail: z.string() })),
});

/** Findings of level warn and above, one line each. */
export async function advisorFindings(databaseUrl: string): Promise<string[]> {
  const flags = ['--type', 'all', '--level', 'warn', '--fail-on', 'warn', '--output-format', 'json'];
  const { code, stdout, stderr } = await supabaseCli('db', 'advisors', `--remote=${databaseUrl}`, ...flags);
  const answer = advice.safeParse(parseJson(stdout));
  if (!answer.success) return [`supabase db advisors gave no answer (exit code ${code}):\n${stdout}${stderr}`];
  const found = answer.data.results.map(({ level, name, detail }) => `${level} ${name}: ${detail}`);
  return found.length === 0 && code !== 0 ? [`supabase db advisors ended with ${code}:\n${stderr}`] : found;
}

/** What the advisors do not look at: foreign keys without an index, and functions that anybody may call. */
export async function catalogFindingsOf(sql: postgres.Sql | postgres.TransactionSql): Promise<string[]> {
  const unindexed = await sql<{ text: string }[]>`
    select format('%s: foreign key %s has no index that starts with its columns', k.conrelid::regclass, k.conname) as text
    from pg_constraint k
    where k.contype = 'f' and k.connamespace in ('public'::regnamespace, 'private'::regnamespace)
      and not exists (
        select from pg_index i
        where i.indrelid = k.conrelid
          -- an index on the rows with a reference serves as well
          and (i.indpred is null or exists (
            select from pg_attribute a where a.attrelid = k.conrelid and a.attnum = any (k.conkey)
              and pg_get_expr(i.indpred, i.indrelid) = format('(%I IS NOT NULL)', a.attname)))
          and (i.indkey::smallint[])[0:cardinality(k.conkey) - 1] @> k.conkey)`;
  const open = await sql<{ text: string }[]>`
    select format('%s can be executed by everybody', p.oid::regprocedure) as text
    from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
    where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace) and a.grantee = 0
      and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')`;
  return [...unindexed, ...open].map((row) => row.text);
}

export async function catalogFindings(databaseUrl: string): Promise<string[]> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    return await catalogFindingsOf(sql);
  } finally {
    await sql.end();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
