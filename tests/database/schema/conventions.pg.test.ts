/** The conventions of the schema, asked of the catalog: what stands there counts, not what a migration meant. */
import { expect, test } from 'vitest';
import { definersInPublic } from '../../../scripts/sql/rules/functions.ts';
import { database } from '../../support/sql.ts';
import { additions, scheduling, supporting } from './columns.ts';

const sql = database();
const words = (text: string) => text.split(/\s+/).filter(Boolean);
/** The list of a query with one column. */
const list = async (query: Promise<readonly { name: string }[]>) => (await query).map((row) => row.name);

const ours = sql`('public'::regnamespace, 'private'::regnamespace)`;
// The seed of the demo practice makes it, outside the migrations.
const demo = sql`c.relname <> 'demo_accounts'`;

test.each(Object.keys(scheduling))('%s has exactly the columns that are promised', async (table) => {
  const columns = await list(sql`
    select attname::text as name from pg_attribute
    where attrelid = ${`public.${table}`}::regclass and attnum > 0 and not attisdropped`);
  expect(columns.sort()).toEqual([...words(scheduling[table] ?? ''), ...words(additions[table] ?? '')].sort());
});

test('the schema has the promised tables and no other', async () => {
  const tables = await list(sql`
    select relname::text as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm')`);
  expect(tables.sort()).toEqual([...Object.keys(scheduling), ...supporting].sort());
});

test('every table and function, type and enum says what it is', async () => {
  expect(
    await list(sql`
      select c.oid::regclass::text as name from pg_class c
      where c.relnamespace in ${ours} and c.relkind in ('r', 'v', 'm', 'p') and ${demo} and obj_description(c.oid, 'pg_class') is null
      union all
      select p.oid::regprocedure::text from pg_proc p
      where p.pronamespace in ${ours} and obj_description(p.oid, 'pg_proc') is null
      union all
      select t.oid::regtype::text from pg_type t left join pg_class c on c.oid = t.typrelid
      where t.typnamespace in ${ours} and (t.typtype in ('e', 'd') or c.relkind = 'c') and obj_description(t.oid, 'pg_type') is null`),
  ).toEqual([]);
});

test('a function of the API names the errors it raises', async () => {
  expect(
    await list(sql`
      select p.proname::text as name from pg_proc p
      where p.pronamespace = 'public'::regnamespace and has_function_privilege('authenticated', p.oid, 'execute')
        and obj_description(p.oid, 'pg_proc') not like '%Errors%'`),
  ).toEqual([]);
});

test('row-level security is on for every table, and each has a policy or none of its rows is for people', async () => {
  expect(
    await list(sql`select c.oid::regclass::text as name from pg_class c
      where c.relnamespace in ${ours} and c.relkind in ('r', 'p') and ${demo} and not c.relrowsecurity`),
  ).toEqual([]);
  expect(
    await list(sql`select c.relname::text as name from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
        and not exists (select from pg_policy p where p.polrelid = c.oid)`),
  ).toEqual([]);
});

test('policies are for signed-in people, one for each verb, named <verb>_<who>, with the identity asked once', async () => {
  const policies = await sql<
    { table: string; name: string; cmd: string; roles: string; permissive: string; qual: string }[]
  >`
    select tablename as table, policyname as name, cmd, roles::text, permissive, coalesce(qual, '') || coalesce(with_check, '') as qual
    from pg_policies where schemaname = 'public'`;
  const verbs = policies.map((policy) => `${policy.table} ${policy.cmd}`);
  expect(verbs.filter((verb, i) => verbs.indexOf(verb) !== i)).toEqual([]);
  for (const { table, name, cmd, roles, permissive, qual } of policies) {
    expect(`${table} ${name} ${roles} ${permissive}`).toBe(`${table} ${name} {authenticated} PERMISSIVE`);
    expect(name.startsWith(`${cmd.toLowerCase()}_`), `${table}.${name}`).toBe(true);
    // Without the subselect Postgres calls it for every row.
    expect(qual.replace(/SELECT (private\.\w+|auth\.\w+)\(/g, ''), `${table}.${name}`).not.toMatch(
      /private\.(me|my_\w+)\(|auth\.\w+\(/,
    );
  }
});

test('every foreign key has an index that begins with its columns', async () => {
  expect(
    await list(sql`
      select k.conrelid::regclass || '.' || k.conname as name from pg_constraint k
      where k.contype = 'f' and k.connamespace in ${ours} and not exists (
        select from pg_index i
        where i.indrelid = k.conrelid and (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey
          and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid) ~ 'IS NOT NULL'))`),
  ).toEqual([]);
});

test('every foreign key says what happens when the row it points to goes', async () => {
  // No action is what Postgres takes when nothing is said.
  expect(
    await list(sql`
      select conrelid::regclass || '.' || conname as name from pg_constraint
      where contype = 'f' and connamespace in ${ours} and confdeltype = 'a'`),
  ).toEqual([]);
});

test('constraints have names of their own, which begin with the table', async () => {
  expect(
    await list(sql`
      select conrelid::regclass || '.' || conname as name from pg_constraint k join pg_class c on c.oid = k.conrelid
      where k.connamespace in ${ours} and contype in ('c', 'u', 'x') and ${demo}
        and (not starts_with(conname, relname) or conname ~ '_check[0-9]*$')`),
  ).toEqual([]);
});

test('created_at and updated_at stand where they make sense, and one trigger keeps updated_at', async () => {
  // Their own words for the same: occurred_at, synced_at, received_at.
  expect(
    await list(sql`
      select c.relname::text as name from pg_class c
      where c.relnamespace in ${ours} and c.relkind = 'r' and ${demo} and not exists (
        select from pg_attribute a where a.attrelid = c.oid and a.attname = 'created_at') order by 1`),
  ).toEqual(['audit_events', 'calendar_sync_log', 'early_delivery_reports', 'webhook_deliveries']);
  expect(
    await list(sql`
      select c.relname::text as name from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'updated_at'
      where c.relnamespace in ${ours} and c.relkind = 'r' and not exists (
        select from pg_trigger t where t.tgrelid = c.oid and t.tgfoid = 'private.touch_updated_at'::regproc
          and t.tgtype & 2 = 2 and t.tgtype & 16 = 16)`),
  ).toEqual([]);
});

test('instants are timestamptz, ids are uuid, zones are checked', async () => {
  const columns = await sql<{ table: string; name: string; type: string }[]>`
    select c.relname::text as table, a.attname::text as name, format_type(a.atttypid, null) as type
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace in ${ours} and c.relkind = 'r' and ${demo}`;
  const wrong = columns.filter(({ table, name, type }) => {
    if (type.startsWith('timestamp without') || type === 'money' || type.startsWith('char')) return true;
    if (/_at$|^scheduled_(start|end|for)$|_until$/.test(name) && !['valid_until', 'quiet_until'].includes(name))
      return type !== 'timestamp with time zone';
    if (
      /_id$/.test(name) &&
      !/^(external|delivery|provider_message|calendar|account|google|microsoft|apple|resource|meeting)_/.test(name)
    )
      // A series of visits is ours, one of outside events is the provider's.
      return type !== 'uuid' && !['event_id', 'log_id'].includes(name) && table !== 'external_busy_times';
    return /_minutes$/.test(name) && type !== 'integer' && table !== 'appointment_statistics';
  });
  expect(wrong).toEqual([]);
  const zones = columns.filter(({ name }) => name === 'timezone').map(({ table }) => table);
  const checked = await list(sql`
    select conrelid::regclass::text as name from pg_constraint where contype = 'c' and pg_get_constraintdef(oid) like '%is_timezone(timezone)%'`);
  expect(checked.map((name) => name.replace('public.', '')).sort()).toEqual(zones.sort());
});

test('functions run with an empty search path; only the listed ones of the API with the rights of their owner', async () => {
  expect(
    await list(sql`
      select p.oid::regprocedure::text as name from pg_proc p
      where p.pronamespace in ${ours} and not coalesce(p.proconfig @> array['search_path=""'], false)`),
  ).toEqual([]);
  const definers = await list(sql`
    select 'public.' || p.proname as name from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prosecdef`);
  expect(definers.filter((name) => !definersInPublic.has(name))).toEqual([]);
  expect(
    await list(sql`
      select p.oid::regprocedure::text as name from pg_proc p
      where p.prosecdef and p.pronamespace not in ${ours} and p.pronamespace::regnamespace::text not in ('pg_catalog', 'extensions')
        and p.proowner = 'postgres'::regrole`),
  ).toEqual([]);
});

test('volatility is told truthfully: a function that reads is not volatile, one that writes is', async () => {
  const functions = await sql<{ name: string; volatility: string; source: string }[]>`
    select proname::text as name, provolatile as volatility, prosrc as source from pg_proc
    where pronamespace in ${ours} and prorettype <> 'trigger'::regtype`;
  const writes = (source: string) => /\b(insert into|update public|delete from|for (no key )?update)\b/i.test(source);
  expect(
    functions.filter(({ volatility, source }) => volatility !== 'v' && writes(source)).map(({ name }) => name),
  ).toEqual([]);
  const reads = ['available_slots', 'practice_slots', 'next_free_slots', 'free_busy', 'check_conflicts'];
  for (const name of reads) expect(functions.find((f) => f.name === name)?.volatility, name).toBe('s');
});

test('arguments of the API have no prefix and no two functions share a name', async () => {
  const args = await list(sql`
    select distinct unnest(proargnames[1:pronargs]) as name from pg_proc where pronamespace = 'public'::regnamespace and pronargs > 0`);
  expect(args.filter((name) => /^(p_|_|in_|v_)/.test(name))).toEqual([]);
});

test('everything belongs to the owner of the database, and nothing is left in schema public by accident', async () => {
  expect(
    await list(sql`
      select c.oid::regclass::text as name from pg_class c where c.relnamespace in ${ours} and c.relowner <> 'postgres'::regrole
      union all
      select p.oid::regprocedure::text from pg_proc p where p.pronamespace in ${ours} and p.proowner <> 'postgres'::regrole
      union all
      select e.extname::text from pg_extension e where e.extnamespace = 'public'::regnamespace`),
  ).toEqual([]);
});
