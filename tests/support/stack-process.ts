/**
 * Starts the whole product as a person would (`node scripts/start.mjs`), on free ports and a temporary data folder,
 * and stops it again with everything it started. Tests and scripts know the running stack only through stack.json.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePorts } from './free-port.ts';

export type Role = 'admin' | 'clinician' | 'receptionist' | 'patient';

export interface Stack {
  web_url: string;
  api_url: string;
  publishable_key: string;
  secret_key: string;
  database_url: string;
  functions_url: string;
  mail_url: string;
  accounts: { role: Role; email: string; password: string; full_name: string }[];
}

export interface RunningStack {
  stack: Stack;
  data: string;
  stop(): Promise<void>;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

export const readStack = (data: string): Stack =>
  JSON.parse(readFileSync(path.join(data, '.careslot', 'stack.json'), 'utf8')) as Stack;

export interface StartOptions {
  demo?: boolean;
  /** How long to wait until it is usable. */
  seconds?: number;
  /** More flags of `npm start`. */
  flags?: string[];
}

/** Demo data unless `demo` is false. Rejects with the end of the stack's output when it does not come up. */
export async function startStack({ demo = true, seconds = 180, flags = [] }: StartOptions = {}): Promise<RunningStack> {
  const data = mkdtempSync(path.join(tmpdir(), 'careslot-test-'));
  const port = await freePorts(3);
  const all = ['--port', String(port), '--data', data, ...(demo ? [] : ['--no-demo']), ...flags];
  const child = spawn(process.execPath, ['scripts/start.mjs', ...all], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-8_000);
    });
  // A run that is killed must not leave Postgres behind.
  const killAll = () => signal(child, 'SIGKILL');
  process.once('exit', killAll);

  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      signal(child, 'SIGINT');
      await Promise.race([gone, wait(20_000, undefined, { ref: false })]);
    }
    killAll();
    process.off('exit', killAll);
    rmSync(data, { recursive: true, force: true });
  };

  const deadline = Date.now() + seconds * 1_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) break;
    const stack = await usable(data);
    if (stack) return { stack, data, stop };
    await wait(100);
  }
  await stop();
  throw new Error(`the stack did not come up (exit code ${child.exitCode}):\n${output}`);
}

/** stack.json exists exactly while the stack is usable; the request makes sure that it is not a leftover. */
async function usable(data: string): Promise<Stack | null> {
  try {
    const stack = readStack(data);
    await fetch(stack.web_url);
    return stack;
  } catch {
    return null; // not written yet, or not listening yet
  }
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, name);
  } catch {
    // the group has gone
  }
}
