/** Temporary databases for the tools that look at the schema: a whole stack each, as anybody would start it. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startStack } from '../../tests/support/stack-process.ts';

/** Runs `work` against a database with every migration and no rows. */
export async function withMigratedDatabase<T>(work: (databaseUrl: string) => Promise<T>): Promise<T> {
  const running = await startStack({ demo: false });
  try {
    return await work(running.stack.database_url);
  } finally {
    await running.stop();
  }
}

/** Runs `work` against a database as a new hosted project has it: the platform's own schemas, none of our migrations. */
export async function withBareDatabase<T>(work: (databaseUrl: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'careslot-bare-'));
  const none = path.join(folder, 'migrations');
  mkdirSync(none);
  try {
    const running = await startStack({ demo: false, flags: ['--migrations', none] });
    try {
      return await work(running.stack.database_url);
    } finally {
      await running.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
