import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import postgres from 'postgres';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { launch, migrationsDir, temporaryFolder } from './testing/launch.ts';

const root = path.resolve(import.meta.dirname, '..');

interface HistoryRow {
  version: string;
  name: string;
  statements: string[];
}

async function history(url: string): Promise<HistoryRow[]> {
  const sql = postgres(url, { max: 1 });
  try {
    return [
      ...(await sql<HistoryRow[]>`
      select version, name, statements from supabase_migrations.schema_migrations order by version`),
    ];
  } finally {
    await sql.end();
  }
}

/** The official CLI, in a project folder of its own. */
function supabase(project: string, ...args: string[]): string {
  const result = spawnSync(process.execPath, [path.join(root, 'node_modules/supabase/dist/supabase.js'), ...args], {
    cwd: project,
    encoding: 'utf8',
    env: { ...process.env, DO_NOT_TRACK: '1', SUPABASE_TELEMETRY_DISABLED: '1', NO_COLOR: '1' },
  });
  expect(result.status, result.stderr + result.stdout).toBe(0);
  return result.stdout + result.stderr;
}

/** A folder as the CLI wants it, holding our test migrations and Careslot's own text in a second reading. */
let project: string;
beforeAll(() => {
  const cleanups: (() => void)[] = [];
  project = temporaryFolder((clean) => cleanups.push(clean), 'careslot-cli-');
  mkdirSync(path.join(project, 'supabase'));
  cpSync(migrationsDir, path.join(project, 'supabase/migrations'), { recursive: true });
  return () => {
    for (const clean of cleanups) clean();
  };
});

describe('the history is that of the Supabase CLI', () => {
  test('what we applied, the CLI knows and has nothing to add to', async () => {
    const { stack } = await launch(temporaryFolder(onTestFinished), onTestFinished);
    const list = supabase(project, 'migration', 'list', `--remote=${stack.database_url}`);
    for (const version of ['20260101000000', '20260102000000']) {
      expect(list.match(new RegExp(version, 'g'))).toHaveLength(2);
    }
    const dry = supabase(project, 'db', 'push', `--remote=${stack.database_url}`, '--dry-run');
    expect(dry).toContain('up to date');
  });

  test('what the CLI pushed, we accept; both write the same rows', async () => {
    const empty = temporaryFolder(onTestFinished, 'careslot-none-');
    const data = temporaryFolder(onTestFinished);
    const bare = await launch(data, onTestFinished, { flags: ['--migrations', empty] });
    supabase(project, 'db', 'push', `--remote=${bare.stack.database_url}`, '--yes');
    const theirs = await history(bare.stack.database_url);
    await bare.stop();

    const again = await launch(data, onTestFinished, { port: bare.port });
    expect(again.output()).not.toMatch(/changed after/);
    const ours = await launch(temporaryFolder(onTestFinished), onTestFinished);
    expect(await history(ours.stack.database_url)).toEqual(theirs);
    expect(theirs).toHaveLength(2);
  });
});

test('a migration that changed after it was applied is named', async () => {
  const dir = temporaryFolder(onTestFinished, 'careslot-migrations-');
  const data = temporaryFolder(onTestFinished);
  writeFileSync(path.join(dir, '01_a.sql'), 'create table public.a (id integer primary key);');
  const first = await launch(data, onTestFinished, { flags: ['--migrations', dir] });
  await first.stop();
  writeFileSync(path.join(dir, '01_a.sql'), 'create table public.b (id integer primary key);');
  const second = await launch(data, onTestFinished, { port: first.port, flags: ['--migrations', dir] });
  expect(second.output()).toMatch(/changed after they were applied: 01_a\.sql/);
});
