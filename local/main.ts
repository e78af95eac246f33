import path from 'node:path';
import { messageOf, say, warn } from './log.ts';
import { type Options, readOptions, UsageError } from './options.ts';
import type { RunningStack } from './stack.ts';

// Nothing leaves the machine, whatever a dependency may think of doing.
Object.assign(process.env, {
  DO_NOT_TRACK: '1',
  SUPABASE_TELEMETRY_DISABLED: '1',
  LITE_TELEMETRY: '0',
  DENO_NO_UPDATE_CHECK: '1',
});

const root = path.resolve(import.meta.dirname, '..');
const stopping = new AbortController();
const undo: (() => void | Promise<void>)[] = [];
let running: RunningStack | undefined;
let firstSignalAt = 0;

/** Undoes everything, last first, and ends the process; a part that cannot be stopped does not keep the others. */
async function stop(code: number): Promise<never> {
  stopping.abort();
  const late = setTimeout(() => {
    warn('stop', 'some parts did not end in time');
    process.exit(code || 1);
  }, 9_500);
  for (let step = undo.pop(); step; step = undo.pop()) {
    try {
      await step();
    } catch (error) {
      warn('stop', messageOf(error));
    }
  }
  clearTimeout(late);
  process.exit(code);
}

/** Ctrl-C arrives once from the terminal and again from npm and the launcher; only a later one means "at once". */
function onSignal(): void {
  const now = Date.now();
  if (firstSignalAt && now - firstSignalAt > 1_000) {
    warn('stop', 'stopped at once');
    running?.supervisor.postgres()?.kill();
    process.exit(130);
  }
  if (firstSignalAt) return;
  firstSignalAt = now;
  say('\nStopping …');
  void stop(0);
}

/** postgres.js can throw from a socket event when the server dies under load; its pool is then unusable, not us. */
function onUncaught(error: unknown): void {
  const fromDriver = error instanceof Error && /node_modules[\\/]postgres[\\/]/.test(error.stack ?? '');
  if (fromDriver && running) {
    running.supervisor.suspect(`the driver failed (${error.message})`);
    return;
  }
  console.error(error);
  void stop(1);
}

function banner({ info, migrations }: RunningStack, options: Options): string {
  const seconds = (performance.now() / 1000).toFixed(1);
  const people = info.accounts.map(
    ({ role, email, full_name }) => `    ${role.padEnd(13)} ${email.padEnd(34)} ${full_name}`,
  );
  return [
    '',
    `  Careslot is ready (${seconds} s)`,
    '',
    `  Open     ${info.web_url}`,
    `  Inbox    ${info.mail_url}`,
    `  Data     ${path.relative(process.cwd(), options.dataDir) || '.'}  (keys and addresses: .careslot/stack.json in it)`,
    ...(people.length ? ['', `  Demo sign-ins, password ${info.accounts[0]?.password}:`, ...people] : []),
    ...(migrations.changed.length
      ? [
          '',
          `  These migrations changed after they were applied: ${migrations.changed.join(', ')}.`,
          '  Run npm run reset to apply them afresh.',
        ]
      : []),
    '',
    '  Ctrl-C stops everything; the data stays.',
    '',
  ].join('\n');
}

async function main(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  process.on('uncaughtException', onUncaught);
  process.on('unhandledRejection', onUncaught);
  const options = readOptions(process.argv.slice(2), {
    root,
    cwd: process.env.CARESLOT_CALLED_FROM ?? process.cwd(),
    env: process.env,
  });
  // Loading the rest takes most of a second; a mistake on the command line is told before.
  const { startStack } = await import('./stack.ts');
  running = await startStack(root, options, {
    signal: stopping.signal,
    onStop: (step) => undo.push(step),
    giveUp: (reason) => {
      warn('stop', reason);
      void stop(1);
    },
  });
  say(banner(running, options));
}

main().catch((error: unknown) => {
  if (stopping.signal.aborted) return;
  console.error(error instanceof UsageError ? `\ncareslot: ${error.message}` : error);
  void stop(1);
});
