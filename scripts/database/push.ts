/** The official CLI's `db push` must bring a bare database to exactly the schema that our own migrator makes. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { supabaseCli } from './cli.ts';
import { firstDifference } from './generated.ts';
import { snapshot } from './snapshot.ts';

/** Null when equal, else what went wrong. The CLI works in a copy, because it leaves files beside the migrations. */
export async function pushDifference(bareUrl: string, ourSnapshot: string): Promise<string | null> {
  const folder = mkdtempSync(path.join(tmpdir(), 'careslot-push-'));
  try {
    cpSync('supabase/migrations', path.join(folder, 'supabase/migrations'), { recursive: true });
    cpSync('supabase/config.toml', path.join(folder, 'supabase/config.toml'));
    const pushed = await supabaseCli('db', 'push', `--remote=${bareUrl}`, '--yes', '--workdir', folder);
    if (pushed.code !== 0) return `supabase db push failed:\n${pushed.stdout}${pushed.stderr}`;
    const theirs = await snapshot(bareUrl);
    return theirs === ourSnapshot
      ? null
      : `supabase db push makes another schema than npm start\n${firstDifference(ourSnapshot, theirs)}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
