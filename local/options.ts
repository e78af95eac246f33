import path from 'node:path';
import { parseArgs } from 'node:util';

export interface Options {
  port: number;
  databasePort: number;
  functionsPort: number;
  dataDir: string;
  /** Whether a fresh database gets the demo practice. */
  demo: boolean;
  /** Whether the schedule runs and the database may call functions; off for tests that do this work themselves. */
  background: boolean;
  /** Serve src/ through Vite's development server. */
  dev: boolean;
  migrationsDir: string;
  seedFile: string;
  /** Host names, besides the loopback ones, under which the front answers. */
  allowedHosts: string[];
}

/** A mistake of the caller: shown as one sentence, without a stack. */
export class UsageError extends Error {
  override name = 'UsageError';
}

function port(text: string | undefined, flag: string, fallback: number): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 65_535) {
    throw new UsageError(`${flag} must be a port number between 1 and 65535, not "${text}".`);
  }
  return value;
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowNegative: true,
      options: {
        port: { type: 'string' },
        'db-port': { type: 'string' },
        'functions-port': { type: 'string' },
        data: { type: 'string' },
        demo: { type: 'boolean', default: true },
        background: { type: 'boolean', default: true },
        dev: { type: 'boolean', default: false },
        migrations: { type: 'string' },
        seed: { type: 'string' },
        'allow-host': { type: 'string', multiple: true },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split('\n')[0]} See npm start -- --help.`);
  }
}

/** Command line → options. Folders are resolved against `cwd`, defaults against the project's `root`. */
export function readOptions(
  args: string[],
  { root, cwd, env }: { root: string; cwd: string; env: Record<string, string | undefined> },
): Options {
  const given = parse(args);
  const main = port(given.port ?? env.CARESLOT_PORT, '--port', 4280);
  const databasePort = port(given['db-port'], '--db-port', main + 1);
  const functionsPort = port(given['functions-port'], '--functions-port', main + 2);
  if (new Set([main, databasePort, functionsPort]).size < 3) {
    throw new UsageError('--port, --db-port and --functions-port must be three different ports.');
  }
  if (Math.max(databasePort, functionsPort) > 65_535) throw new UsageError('--port must be at most 65533.');
  const data = given.data ?? env.CARESLOT_DATA;
  return {
    port: main,
    databasePort,
    functionsPort,
    dataDir: data ? path.resolve(cwd, data) : path.join(root, '.careslot-data'),
    demo: given.demo ?? true,
    background: given.background ?? true,
    dev: given.dev ?? false,
    migrationsDir: given.migrations ? path.resolve(cwd, given.migrations) : path.join(root, 'supabase/migrations'),
    seedFile: given.seed ? path.resolve(cwd, given.seed) : path.join(root, 'supabase/seed.sql'),
    allowedHosts: given['allow-host'] ?? [],
  };
}
