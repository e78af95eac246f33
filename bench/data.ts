/** Fills a stack's database with the measured rows, as its superuser: with every constraint, without the triggers. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import postgres from 'postgres';
import type { Stack } from '../tests/support/stack-process.ts';
import type { Scale } from './scale.ts';

/** One measured database. All of it carries the label, so that two can share a server. */
export interface Dataset {
  stack: Stack;
  label: string;
  /** Clinicians with 1,000 visits each. */
  clinicians: string[];
  practices: string[];
  /** Both open daily from nine to six: with 2,500 visits in 90 days, and with 250. */
  dense: string;
  sparse: string;
  visits: number;
  loadSeconds: number;
}

const read = (name: string) => readFileSync(path.join(import.meta.dirname, name), 'utf8');

const idFunction = `create function pg_temp.id(kind text, n bigint) returns uuid language sql immutable as
  $$ select md5(current_setting('bench.label') || '/' || kind || '/' || n)::uuid $$`;

/** The superuser of the embedded Postgres; it has the owner's password. */
export function superuser(stack: Stack): postgres.Sql {
  const url = new URL(stack.database_url);
  url.username = 'supabase_admin';
  return postgres(url.href, { max: 1, onnotice: () => {} });
}

type Settings = Record<string, string | number>;

/** Runs one of our files in one session, with the settings it asks for as bench.… */
async function runFile(stack: Stack, name: string, settings: Settings): Promise<void> {
  const sql = superuser(stack);
  try {
    for (const [key, value] of Object.entries(settings))
      await sql`select set_config(${`bench.${key}`}, ${String(value)}, false)`;
    await sql.unsafe(`set session_replication_role = replica; set synchronous_commit = off; ${idFunction}`).simple();
    await sql.begin((tx) => tx.unsafe(read(name)).simple());
  } finally {
    await sql.end();
  }
}

const found = async (sql: postgres.Sql, label: string, kind: string, count: number) =>
  (
    await sql<{ id: string; known: boolean }[]>`
      select x.id, exists (select from public.practices p where p.practice_id = x.id)
        or exists (select from public.clinicians c where c.clinician_id = x.id) as known
      from (select n, md5(${label} || '/' || ${kind} || '/' || n)::uuid as id
        from generate_series(0, ${count} - 1) n) x order by x.n`
  ).map((row) => (row.known ? row.id : null));

/** Loads the rows, or finds those that an earlier run left in the same data folder. */
export async function load(
  stack: Stack,
  label: string,
  size: Pick<Scale, 'clinicians' | 'practices'>,
): Promise<Dataset> {
  const { clinicians, practices } = size;
  const started = performance.now();
  const sql = superuser(stack);
  try {
    const isLoaded = (await found(sql, label, 'clinician', clinicians)).some((id) => id !== null);
    if (!isLoaded) {
      const [day] = await sql<{ today: string }[]>`select current_date::text as today`;
      const settings = { label, today: day?.today ?? '', clinicians, practices };
      await runFile(stack, 'people.sql', settings);
      await runFile(stack, 'extremes.sql', settings);
      // Two sessions, because the work is mostly the processor's and most machines have two.
      const half = Math.ceil(clinicians / 2);
      await Promise.all([
        runFile(stack, 'visits.sql', { ...settings, first: 0, last: half - 1 }),
        runFile(stack, 'visits.sql', { ...settings, first: half, last: clinicians - 1 }),
      ]);
      await sql.unsafe('vacuum (analyze)');
      await sql.unsafe('checkpoint');
    }
    const [fresh] = await sql<{ fresh: boolean }[]>`
      select max(scheduled_start) > now() + interval '343 days' as fresh from public.appointments
      where clinician_id = md5(${label} || '/clinician/0')::uuid`;
    if (!fresh?.fresh) throw new Error('The data were made for an earlier week. Use an empty folder.');
    const ids = async (kind: string, count: number) => {
      const all = await found(sql, label, kind, count);
      return all.map((id) => {
        if (id) return id;
        throw new Error(`The data folder holds another size of the data set "${label}". Use an empty folder.`);
      });
    };
    const [dense, sparse] = [await ids('dense', 1), await ids('sparse', 1)];
    const all = await ids('clinician', clinicians);
    const [count] = await sql<{ visits: number }[]>`
      select count(*)::integer as visits from public.appointments where clinician_id = any (${all}) and booked_by is null`;
    const seconds = (performance.now() - started) / 1000;
    return {
      stack,
      label,
      clinicians: all,
      practices: await ids('practice', practices),
      dense: dense[0]!,
      sparse: sparse[0]!,
      visits: count?.visits ?? 0,
      loadSeconds: isLoaded ? 0 : seconds,
    };
  } finally {
    await sql.end();
  }
}
