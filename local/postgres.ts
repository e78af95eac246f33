import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { warn } from './log.ts';
import { UsageError } from './options.ts';
import type { PostgresHome } from './postgres-home.ts';

/** The bootstrap superuser has the hosted platform's name; Careslot itself never needs it. */
export const SUPERUSER = 'supabase_admin';
const MAJOR = '17';

export interface Postgres {
  readonly pid: number;
  /** Resolves when the postmaster has ended, for whatever reason. */
  readonly exited: Promise<void>;
  stop(): Promise<void>;
  kill(): void;
}

interface StartOptions {
  home: PostgresHome;
  port: number;
  password: string;
  logFile: string;
  /** Ends what is being made when the stack is stopped while it starts. */
  signal?: AbortSignal;
}

const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  timezone: 'UTC',
  max_connections: '80',
  shared_buffers: '256MB',
  work_mem: '8MB',
  maintenance_work_mem: '128MB',
  random_page_cost: '1.1',
  effective_cache_size: '1GB',
  jit: 'off',
  max_wal_size: '2GB',
  // A crash or a power cut loses nothing that was confirmed: fsync and synchronous_commit stay on.
  log_min_messages: 'warning',
  log_min_error_statement: 'panic',
};

async function run(
  command: string,
  args: string[],
  options: Pick<StartOptions, 'signal'> & { user: PostgresHome['user'] },
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
async function initialise({ home, password, signal }: StartOptions): Promise<void> {
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
export async function clearLeftovers(cluster: string): Promise<void> {
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

/**
 * Ends the server when this program dies without a chance to do so itself (kill -9, out of memory): a shell waits on a
 * pipe whose other end only we hold.
 */
function guard(pid: number): ChildProcess | undefined {
  if (process.platform === 'win32') return undefined;
  const child = spawn('/bin/sh', ['-c', `read _; kill -INT ${pid}`], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.on('error', (error) => warn('postgres', `no guard: ${error.message}`));
  child.unref();
  return child;
}

async function waitUntilReady(child: ChildProcess, { home, logFile }: StartOptions): Promise<void> {
  const file = path.join(home.cluster, 'postmaster.pid');
  for (let i = 0; i < 3000; i++) {
    if (child.exitCode !== null || child.signalCode !== null) {
      const log = fs.existsSync(logFile)
        ? fs.readFileSync(logFile, 'utf8').trim().split('\n').slice(-15).join('\n')
        : '';
      throw new Error(`Postgres did not start:\n${log}`);
    }
    // The eighth line is the state, as pg_ctl reads it; the first must be ours, not a leftover.
    const lines = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('\n') : [];
    if (lines[7]?.trim() === 'ready' && Number(lines[0]) === child.pid) return;
    await delay(20);
  }
  throw new Error(`Postgres was not ready within a minute; see ${logFile}`);
}

/** Starts Postgres on its cluster, which is made first when there is none. Ctrl-C in the terminal does not reach it. */
export async function startPostgres(options: StartOptions): Promise<Postgres> {
  const { home, port, logFile } = options;
  if (fs.existsSync(path.join(home.cluster, 'PG_VERSION'))) {
    checkVersion(home.cluster);
    await clearLeftovers(home.cluster);
  } else {
    await initialise(options);
  }
  const log = fs.openSync(logFile, 'a', 0o600);
  if (fs.fstatSync(log).size > 5_000_000) fs.ftruncateSync(log);
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(home.postgres, ['-D', home.cluster, '-p', String(port), ...flags], {
    ...home.user,
    cwd: '/',
    detached: true,
    stdio: ['ignore', log, log],
  });
  fs.closeSync(log);
  const exited = new Promise<void>((resolve, reject) => {
    child.once('exit', () => resolve());
    child.once('error', reject);
  });
  exited.catch(() => {});
  const watcher = child.pid ? guard(child.pid) : undefined;
  const done = exited.finally(() => watcher?.kill('SIGKILL'));
  done.catch(() => {});
  const signal = (name: NodeJS.Signals) => child.exitCode === null && child.signalCode === null && child.kill(name);
  const stop = async () => {
    // SIGINT is Postgres' fast shutdown: open sessions are ended, everything is written.
    signal('SIGINT');
    const harder = setTimeout(() => signal('SIGQUIT'), 6_000);
    const hardest = setTimeout(() => signal('SIGKILL'), 8_000);
    await done.finally(() => {
      clearTimeout(harder);
      clearTimeout(hardest);
    });
  };
  try {
    await Promise.race([waitUntilReady(child, options), exited.then(() => waitUntilReady(child, options))]);
  } catch (error) {
    await stop().catch(() => {});
    throw error;
  }
  return { pid: child.pid ?? -1, exited: done, stop, kill: () => signal('SIGKILL') };
}
