import fs from 'node:fs';
import path from 'node:path';
import { UsageError } from './options.ts';
import { splitStatements } from './split-statements.ts';
import { connect, type Database, type Sql } from './sql.ts';

export interface Migration {
  version: string;
  name: string;
  file: string;
  text: string;
}

/** The files the Supabase CLI would take, in its order: <digits>_<name>.sql. */
export function readMigrations(dir: string): Migration[] {
  if (!fs.existsSync(dir)) return [];
  return fs
    .readdirSync(dir)
    .sort()
    .flatMap((file) => {
      const [, version, name] = /^(\d+)_(.*)\.sql$/.exec(file) ?? [];
      if (!version || name === undefined) return [];
      return [{ version, name, file: path.join(dir, file), text: fs.readFileSync(path.join(dir, file), 'utf8') }];
    });
}

/** The history table exactly as the Supabase CLI makes it, so that either may go on where the other stopped. */
const historyTable = `
  create schema if not exists supabase_migrations;
  create table if not exists supabase_migrations.schema_migrations (version text not null primary key);
  alter table supabase_migrations.schema_migrations add column if not exists statements text[];
  alter table supabase_migrations.schema_migrations add column if not exists name text;
`;

interface DatabaseError {
  message: string;
  position?: string;
  detail?: string;
  hint?: string;
  where?: string;
}

/** "file:line: message", with what Postgres adds to it. */
export function describeFailure({ file, text }: Pick<Migration, 'file' | 'text'>, error: DatabaseError): string {
  const position = Number(error.position);
  const line = position > 0 ? `:${[...text].slice(0, position - 1).filter((c) => c === '\n').length + 1}` : '';
  const more = [error.detail, error.hint, error.where].filter(Boolean).map((s) => `\n  ${s}`);
  return `${path.relative(process.cwd(), file)}${line}: ${error.message}${more.join('')}`;
}

async function applyOne(sql: Sql, migration: Migration): Promise<void> {
  const { version, name, text } = migration;
  try {
    await sql.begin(async (transaction) => {
      await transaction.unsafe(text).simple();
      await transaction`
        insert into supabase_migrations.schema_migrations (version, name, statements)
        values (${version}, ${name}, ${splitStatements(text)})`;
    });
  } catch (error) {
    throw new UsageError(
      `A migration failed and left nothing behind.\n${describeFailure(migration, error as DatabaseError)}`,
    );
  }
}

export interface MigrationResult {
  applied: number;
  /** Files that read differently from what was applied under their version. */
  changed: string[];
  /** Versions in the database without a file. */
  unknown: string[];
}

/** Applies what is missing as the non-superuser `postgres`, each file in a transaction together with its history row. */
export async function migrate(database: Database, dir: string): Promise<MigrationResult> {
  const sql = connect(database, 'postgres');
  try {
    await sql.unsafe(historyTable).simple();
    const rows = await sql<{ version: string; statements: string[] | null }[]>`
      select version, statements from supabase_migrations.schema_migrations`;
    const done = new Map(rows.map((row) => [row.version, row.statements]));
    const migrations = readMigrations(dir);
    const missing = migrations.filter(({ version }) => !done.has(version));
    for (const migration of missing) await applyOne(sql, migration);
    const changed = migrations.filter(({ version, text }) => {
      const before = done.get(version);
      return before && before.join('\n') !== splitStatements(text).join('\n');
    });
    const files = new Set(migrations.map(({ version }) => version));
    return {
      applied: missing.length,
      changed: changed.map(({ file }) => path.basename(file)),
      unknown: [...done.keys()].filter((version) => !files.has(version)),
    };
  } finally {
    await sql.end({ timeout: 2 });
  }
}
