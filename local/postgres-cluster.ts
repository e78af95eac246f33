import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { UsageError } from './options.ts';
import type { PostgresHome } from './postgres-home.ts';

/** The bootstrap superuser has the hosted platform's name; Careslot itself never needs it. */
export const SUPERUSER = 'supabase_admin';
const MAJOR = '17';

export interface ClusterOptions {
  home: PostgresHome;
  /** Of the bootstrap superuser, for a cluster that has to be made. */
  password: string;
  /** Ends what is being made when the stack is stopped while it starts. */
  signal?: AbortSignal;
}

async function run(
  command: string,
  args: string[],
  options: Pick<ClusterOptions, 'signal'> & { user: PostgresHome['user'] },
) {
  const { user, signal } = options;
  const child = spawn(command, args, {
    ...user,
    ...(signal && { signal }),
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => (output = `${output}${chunk}`.slice(-4000)));
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${path.basename(command)} failed:\n${output.trim()}`)),
    );
  });
}

/** Makes an empty cluster. It is built beside its place and then renamed, so that an interrupted one is never used. */
async function initialise({ home, password, signal }: ClusterOptions): Promise<void> {
  const partial = `${home.cluster}.partial`;
  fs.rmSync(partial, { recursive: true, force: true });
  fs.mkdirSync(partial, { recursive: true, mode: 0o700 });
  const passwordFile = path.join(partial, 'pw');
  const own = (file: string) => home.user && fs.chownSync(file, home.user.uid, home.user.gid);
  own(partial);
  const cluster = path.join(partial, 'cluster');
  fs.writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  own(passwordFile);
  try {
    await run(
      home.initdb,
      [
        `--pgdata=${cluster}`,
        `--username=${SUPERUSER}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale-provider=icu',
        '--icu-locale=en-US',
        '--locale=C',
        '--no-sync',
      ],
      { user: home.user, ...(signal && { signal }) },
    );
    fs.renameSync(cluster, home.cluster);
  } finally {
    fs.rmSync(partial, { recursive: true, force: true });
  }
}

function checkVersion(cluster: string): void {
  const found = fs.readFileSync(path.join(cluster, 'PG_VERSION'), 'utf8').trim();
  if (found === MAJOR) return;
  throw new UsageError(
    `The data in ${path.dirname(cluster)} was written by Postgres ${found}; this version of Careslot runs Postgres ${MAJOR}. Use another folder with --data DIR, or delete the data with npm run reset.`,
  );
}

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

function isPostmasterOf(pid: number, cluster: string): boolean {
  if (!isAlive(pid)) return false;
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(cluster);
  } catch {
    return process.platform !== 'linux';
  }
}

/**
 * Deals with what a killed stack left behind: a server that still runs on this cluster is stopped, and a postmaster.pid
 * whose process is gone or has become another program is removed (Postgres itself refuses to start beside it when the
 * number is in use again).
 */
async function clearLeftovers(cluster: string): Promise<void> {
  const file = path.join(cluster, 'postmaster.pid');
  if (!fs.existsSync(file)) return;
  const pid = Number.parseInt(fs.readFileSync(file, 'utf8'), 10);
  if (pid > 0 && isPostmasterOf(pid, cluster)) {
    process.kill(pid, 'SIGINT');
    for (let i = 0; isAlive(pid); i++) {
      if (i === 80) process.kill(pid, 'SIGQUIT');
      if (i === 120)
        throw new UsageError(`An old Postgres (process ${pid}) on ${cluster} does not end. Stop it and start again.`);
      await delay(100);
    }
  }
  fs.rmSync(file, { force: true });
}

/** Leaves a cluster of the right version that no server uses, made now when there was none. */
export async function prepareCluster(options: ClusterOptions): Promise<void> {
  const { cluster } = options.home;
  if (!fs.existsSync(path.join(cluster, 'PG_VERSION'))) return initialise(options);
  checkVersion(cluster);
  return clearLeftovers(cluster);
}
