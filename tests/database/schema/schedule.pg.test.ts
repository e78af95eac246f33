/** Recurring work, and migrations under another session's settings. */

import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import postgres from 'postgres';
import { expect, onTestFinished, test } from 'vitest';
import { database } from '../../support/sql.ts';
import { stack } from '../../support/stack.ts';

const migrations = new URL('../../../supabase/migrations/', import.meta.url);
const sources = readdirSync(migrations)
  .filter((file) => file.endsWith('.sql'))
  .sort()
  .map((file) => readFileSync(new URL(file, migrations), 'utf8'));

interface Entry {
  name: string;
  function: string;
  cron: string;
}

test('pg_cron and the local scheduler do the same work at the same times', () => {
  const text = readFileSync(new URL('../../../supabase/functions/schedule.json', import.meta.url), 'utf8');
  const manifest = (JSON.parse(text) as Entry[]).map(({ name, cron, function: called }) => `${name} ${cron} ${called}`);
  const scheduled = sources.flatMap((source) =>
    [...source.matchAll(/cron\.schedule\('([^']+)',\s*'([^']+)',\s*\$job\$([\s\S]*?)\$job\$/g)].map(
      ([, name, cron, job]) => `${name} ${cron} ${/\/functions\/v1\/([\w-]+)/.exec(job ?? '')?.[1]}`,
    ),
  );
  expect(manifest.sort()).toEqual(scheduled.sort());
  expect(manifest.length).toBeGreaterThan(0);
});

test('every function of the schedule exists and is called with the key from the vault only', () => {
  const text = readFileSync(new URL('../../../supabase/functions/schedule.json', import.meta.url), 'utf8');
  const functions = readdirSync(new URL('../../../supabase/functions/', import.meta.url));
  for (const entry of JSON.parse(text) as Entry[]) expect(functions).toContain(entry.function);
  for (const source of sources) {
    expect(source).not.toMatch(/eyJ[\w-]{10,}|sb_secret_|service_role_key/);
    for (const [, job] of source.matchAll(/\$job\$([\s\S]*?)\$job\$/g))
      expect(job).toContain('vault.decrypted_secrets');
  }
});

/** Every column, constraint, index, policy, function, trigger and grant, as text. */
const everything = (sql: postgres.Sql) => sql<{ line: string }[]>`
  select x.line from (
    select 'column ' || a.attrelid::regclass || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
      || coalesce(' ' || pg_get_expr(d.adbin, d.adrelid), '') as line
    from pg_attribute a join pg_class c on c.oid = a.attrelid left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind = 'r' and a.attnum > 0 and c.relname <> 'demo_accounts'
    union all select 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
    from pg_constraint where connamespace in ('public'::regnamespace, 'private'::regnamespace)
    union all select 'index ' || indexdef from pg_indexes where schemaname in ('public', 'private')
    union all select 'policy ' || tablename || ' ' || policyname || coalesce(' ' || qual, '') || coalesce(' ' || with_check, '')
    from pg_policies where schemaname in ('public', 'private')
    union all select 'function ' || p.oid::regprocedure || ' ' || md5(pg_get_functiondef(p.oid))
    from pg_proc p where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace)) x
  order by 1`;

/** What the platform has before the first migration, as far as the migrations name it. */
const platform = `
  create schema extensions; create schema auth; create schema realtime;
  create table auth.users (id uuid primary key, email text, email_confirmed_at timestamptz, raw_user_meta_data jsonb);
  create function auth.uid() returns uuid language sql stable as 'select null::uuid';
  create function auth.role() returns text language sql stable as 'select null::text';
  create table realtime.messages (id uuid primary key, topic text, extension text);
  alter table realtime.messages enable row level security;
  create function realtime.topic() returns text language sql stable as 'select null::text';
  create function realtime.send(jsonb, text, text, boolean) returns void language sql as 'select'`;

/** The migrations in a database of their own, by a session with these settings; then what they made, read in plain ones. */
async function migrated(settings: Record<string, string>): Promise<string[]> {
  const name = `migrated_${randomUUID().replaceAll('-', '')}`;
  await database().unsafe(`create database ${name}`);
  onTestFinished(async () => {
    await database().unsafe(`drop database ${name} with (force)`);
  });
  const url = new URL(stack.database_url);
  url.pathname = `/${name}`;
  const sql = postgres(url.href, { max: 1, onnotice: () => {}, connection: settings });
  try {
    await sql.unsafe(platform);
    for (const source of sources) await sql.unsafe(source);
    await sql.unsafe(`insert into public.practices (name, slug) values ('There', 'there')`);
    await sql.unsafe(`set search_path = ''; set intervalstyle = postgres; set datestyle = 'ISO'; set timezone = 'UTC'`);
    return (await everything(sql)).map((row) => row.line);
  } finally {
    await sql.end();
  }
}

test('the migrations give the same schema whatever the session is set to', async () => {
  const plain = await migrated({ TimeZone: 'UTC' });
  expect(plain.length).toBeGreaterThan(500);
  const other = {
    TimeZone: 'Pacific/Chatham',
    DateStyle: 'German',
    IntervalStyle: 'sql_standard',
    extra_float_digits: '0',
  };
  expect(await migrated(other)).toEqual(plain);
});
