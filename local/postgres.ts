import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { warn } from './log.ts';
import { type ClusterOptions, prepareCluster } from './postgres-cluster.ts';

export interface Postgres {
  readonly pid: number;
  /** Resolves when the postmaster has ended, for whatever reason. */
  readonly exited: Promise<void>;
  stop(): Promise<void>;
  kill(): void;
}

interface StartOptions extends ClusterOptions {
  port: number;
  logFile: string;
}

/** fsync and synchronous_commit keep their default, on: a power cut loses nothing that was confirmed. */
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
  log_min_messages: 'warning',
  log_min_error_statement: 'panic',
};

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

/** Replaying the log of a crash can take minutes; a server that cannot start ends by itself. */
const READY_WITHIN = 300_000;

async function waitUntilReady(child: ChildProcess, { home, logFile, signal }: StartOptions): Promise<void> {
  const file = path.join(home.cluster, 'postmaster.pid');
  for (const end = Date.now() + READY_WITHIN; Date.now() < end; await delay(20)) {
    signal?.throwIfAborted();
    if (child.exitCode !== null || child.signalCode !== null) {
      const log = fs.existsSync(logFile)
        ? fs.readFileSync(logFile, 'utf8').trim().split('\n').slice(-15).join('\n')
        : '';
      throw new Error(`Postgres did not start:\n${log}`);
    }
    // The eighth line is the state, as pg_ctl reads it; the first must be ours, not a leftover.
    const lines = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('\n') : [];
    if (lines[7]?.trim() === 'ready' && Number(lines[0]) === child.pid) return;
  }
  throw new Error(`Postgres was not ready within five minutes; see ${logFile}`);
}

/** Starts Postgres on its cluster, which is made first when there is none. Ctrl-C in the terminal does not reach it. */
export async function startPostgres(options: StartOptions): Promise<Postgres> {
  const { home, port, logFile } = options;
  await prepareCluster(options);
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
