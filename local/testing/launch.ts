/** Starts a stack of its own for a test of the stack itself: on free ports, with the small schema beside this file. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll } from 'vitest';
import type { Stack } from '../stack-file.ts';

const root = path.resolve(import.meta.dirname, '../..');
export const migrationsDir = path.join(import.meta.dirname, 'migrations');

export interface Launched {
  stack: Stack;
  port: number;
  data: string;
  /** The launcher, leader of the process group. */
  child: ChildProcess;
  output(): string;
  /** Ctrl-C as a terminal sends it; resolves with the exit code. */
  stop(): Promise<number | null>;
}

/** A data folder that is removed after `onFinished` is called. */
export function temporaryFolder(onFinished: (clean: () => void) => void, name = 'careslot-stack-'): string {
  const folder = mkdtempSync(path.join(tmpdir(), name));
  onFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** Whether a stack could listen on `port` and the two after it. */
export const areFree = async (port: number) =>
  (await Promise.all([0, 1, 2].map((i) => isFree(port + i)))).every(Boolean);

// Below the ports that the system gives to outgoing connections.
let nextPort = 10_000 + (process.pid % 500) * 18;

/** The first of three neighbouring free ports. */
export async function freePort(): Promise<number> {
  for (; ; nextPort += 3) {
    if (await areFree(nextPort)) {
      nextPort += 3;
      return nextPort - 3;
    }
  }
}

/** Runs the launcher and collects what it says. */
export function run(args: string[]): { child: ChildProcess; output(): string; exited: Promise<number | null> } {
  const child = spawn(process.execPath, ['scripts/start.mjs', ...args], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  const exited = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  return { child, output: () => output, exited };
}

export function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid) process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Polls until `look` gives something; fails with `what` after `seconds`. */
export async function until<T>(what: string, seconds: number, look: () => T | undefined | Promise<T | undefined>) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await delay(25)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error(`not within ${seconds} s: ${what}`);
}

export function readStackFile(data: string): Stack | undefined {
  try {
    return JSON.parse(readFileSync(path.join(data, '.careslot/stack.json'), 'utf8')) as Stack;
  } catch {
    return undefined;
  }
}

/** Starts on `data` and waits until it is usable; it is stopped at the latest when `onFinished`'s callback runs. */
export async function launch(
  data: string,
  onFinished: (clean: () => Promise<void>) => void,
  { port, flags = [] }: { port?: number; flags?: string[] } = {},
): Promise<Launched> {
  const chosen = port ?? (await freePort());
  const args = ['--port', String(chosen), '--data', data, '--migrations', migrationsDir, '--no-demo', ...flags];
  const { child, output, exited } = run(args);
  const stop = async () => {
    signalGroup(child, 'SIGINT');
    const late = setTimeout(() => signalGroup(child, 'SIGKILL'), 15_000);
    const code = await exited;
    clearTimeout(late);
    return code;
  };
  onFinished(async () => {
    await stop();
  });
  const stack = await until('a usable stack', 60, () => {
    if (child.exitCode !== null) throw new Error(`the stack ended with ${child.exitCode}:\n${output()}`);
    // The banner is the last thing that a start says.
    return output().includes('Ctrl-C stops everything') ? readStackFile(data) : undefined;
  });
  return { stack, port: chosen, data, child, output, stop };
}

/** One stack for all tests of a file; the function gives it once the file's tests run. */
export function stackOfFile(options: { flags?: string[] } = {}): () => Launched {
  const undo: (() => void | Promise<void>)[] = [];
  const register = (step: () => void | Promise<void>) => undo.unshift(step);
  let running: Launched | undefined;
  beforeAll(async () => {
    running = await launch(temporaryFolder(register), register, options);
  });
  afterAll(async () => {
    for (const step of undo) await step();
  });
  return () => {
    if (!running) throw new Error('the stack has not been started yet');
    return running;
  };
}

/** The command lines of all processes that mention `text`, by process id. */
export function processesWith(text: string): Map<number, string> {
  const lines = new Map<number, string>();
  for (const name of readdirSync('/proc').map(Number).filter(Boolean)) {
    try {
      const line = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
      if (line.includes(text)) lines.set(name, line);
    } catch {
      // ended in the meantime
    }
  }
  return lines;
}
