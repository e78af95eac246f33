import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { UsageError } from './options.ts';

function commandLine(pid: number): string {
  try {
    if (process.platform === 'linux') return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    if (process.platform === 'win32') return 'local/main.ts';
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Makes sure that one stack at most uses a data folder. The lock names a process; after a crash the process is gone, or
 * its number belongs to another program, and the lock counts for nothing.
 */
export function takeLock(stateDir: string): () => void {
  const file = path.join(stateDir, 'lock.json');
  const mine = JSON.stringify({ pid: process.pid });
  for (let attempt = 0; ; attempt++) {
    try {
      fs.writeFileSync(file, mine, { flag: 'wx', mode: 0o600 });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 3) throw error;
      const pid = readPid(file);
      if (pid !== process.pid && isAlive(pid) && /main\.ts/.test(commandLine(pid))) {
        throw new UsageError(
          `Another stack (process ${pid}) already runs on ${path.dirname(stateDir)}. Stop it, or choose another folder with --data DIR.`,
        );
      }
      fs.rmSync(file, { force: true });
    }
  }
  return () => {
    if (readPid(file) === process.pid) fs.rmSync(file, { force: true });
  };
}

function readPid(file: string): number {
  try {
    return Number((JSON.parse(fs.readFileSync(file, 'utf8')) as { pid?: unknown }).pid) || -1;
  } catch {
    return -1;
  }
}
