import { type ChildProcess, spawn } from 'node:child_process';
import { lookup } from 'node:dns/promises';
import fs from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { parseEnv } from 'node:util';
import { messageOf, warn } from './log.ts';
import type { Secrets } from './state.ts';

export interface Functions {
  ready: Promise<void>;
  stop(): Promise<void>;
}

interface FunctionsOptions {
  root: string;
  port: number;
  apiUrl: string;
  databaseUrl: string;
  secrets: Secrets;
  /** Where outside services are: stand-ins, for what the operator does not set. */
  outside: Record<string, string>;
  /** Where the process id is noted, to find a stray one. */
  pidFile: string;
}

/** Deno's binary lies in the package of the platform; the package's own script would copy or download it. */
export function denoBinary(): string {
  const require = createRequire(import.meta.url);
  const names: Record<string, string> = {
    linux: `linux-${process.arch}-glibc`,
    darwin: `darwin-${process.arch}`,
    win32: `win32-${process.arch}`,
  };
  const file = process.platform === 'win32' ? 'deno.exe' : 'deno';
  const found = createRequire(require.resolve('deno/package.json')).resolve(
    `@deno/${names[process.platform] ?? 'unknown'}/package.json`,
  );
  const binary = path.join(path.dirname(found), file);
  if (process.platform !== 'win32' && (fs.statSync(binary).mode & 0o111) === 0) fs.chmodSync(binary, 0o755);
  return binary;
}

/** The operator's settings of outside services; an address without its credentials would be of no use, so all are taken. */
const settings =
  /^(GOOGLE|MICROSOFT|ICLOUD|CALDAV|SMTP|EMAIL|RESEND|TWILIO|VAPID|WEB_PUSH)_|^(PUBLIC_URL|TOKEN_ENCRYPTION_KEYS|LINK_SIGNING_KEYS)$/;

/** The functions see what the hosted platform gives them, and the operator's own settings; nothing else. */
function environment(options: FunctionsOptions): Record<string, string> {
  const { root, port, apiUrl, databaseUrl, secrets, outside } = options;
  const file = path.join(root, '.env');
  const own = fs.existsSync(file) ? (parseEnv(fs.readFileSync(file, 'utf8')) as Record<string, string>) : {};
  const set = Object.entries(process.env).filter(([name]) => settings.test(name)) as [string, string][];
  return {
    PUBLIC_URL: apiUrl,
    TOKEN_ENCRYPTION_KEYS: JSON.stringify({ local: secrets.tokenKey }),
    ...outside,
    ...own,
    ...Object.fromEntries(set),
    PATH: process.env.PATH ?? '',
    SUPABASE_URL: apiUrl,
    SUPABASE_DB_URL: databaseUrl,
    SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: secrets.publishableKey }),
    SUPABASE_SECRET_KEYS: JSON.stringify({ default: secrets.secretKey }),
    SUPABASE_ANON_KEY: secrets.publishableKey,
    SUPABASE_SERVICE_ROLE_KEY: secrets.secretKey,
    CARESLOT_FUNCTIONS_PORT: String(port),
    DENO_DIR: path.join(root, 'node_modules/.cache/careslot-deno'),
    DENO_NO_UPDATE_CHECK: '1',
    DO_NOT_TRACK: '1',
    NO_COLOR: '1',
  };
}

/** This machine, and the hosts of outside services that the operator has named. */
export function reachable(env: Record<string, string>): string[] {
  const named = Object.entries(env).flatMap(([name, value]) => {
    const parts = name === 'WEB_PUSH_HOSTS' ? value.split(',').map((part) => part.trim()) : [value];
    return settings.test(name) ? parts.flatMap((part) => hostIn(name, part) || []) : [];
  });
  return [...new Set(['127.0.0.1', 'localhost', ...named])];
}

/** With its port; empty for what names no host, such as mailto: or a key. */
function hostIn(name: string, value: string): string {
  if (name === 'WEB_PUSH_HOSTS' && /^[\w*.-]+$/.test(value)) return value;
  if (!URL.canParse(value)) return '';
  const { host, hostname } = new URL(value);
  // A mail server's name is looked up before it is connected to, and a look-up has no port.
  return name === 'SMTP_URL' ? hostname : host;
}

/** Deno wants to know the mail server's addresses too: its name is looked up by the library that speaks to it. */
async function mailServers({ SMTP_URL = '' }: Record<string, string>): Promise<string[]> {
  if (!URL.canParse(SMTP_URL)) return [];
  const found = await lookup(new URL(SMTP_URL).hostname.replace(/^\[|\]$/g, ''), { all: true }).catch(
    (error: unknown) => {
      warn('functions', `the mail server was not found: ${messageOf(error)}`);
      return [];
    },
  );
  return found.map(({ address, family }) => (family === 6 ? `[${address}]` : address));
}

async function launch(options: FunctionsOptions): Promise<ChildProcess> {
  const { root } = options;
  const env = environment(options);
  const hosts = [...reachable(env), ...(await mailServers(env))];
  const folders = ['supabase/functions', 'node_modules', 'local/functions', 'package.json'].map((f) =>
    path.join(root, f),
  );
  return spawn(
    denoBinary(),
    [
      'run',
      '--quiet',
      '--no-prompt',
      '--cached-only',
      '--no-lock',
      '--node-modules-dir=manual',
      // A request's signal fires when its caller goes away, not also when it was answered (and Deno stays silent).
      '--unstable-no-legacy-abort',
      `--config=${path.join(root, 'supabase/functions/deno.json')}`,
      `--allow-net=${hosts.join(',')}`,
      '--allow-env',
      `--allow-read=${folders.join(',')}`,
      path.join(root, 'local/functions/runner.ts'),
    ],
    // Its own group, so that Ctrl-C reaches it through us; it ends by itself when its standard input closes.
    { cwd: root, env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] },
  );
}

const answers = (port: number) =>
  new Promise<boolean>((resolve) => {
    const request = http.get({ host: '127.0.0.1', port, path: '/_ready', timeout: 1000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 204);
    });
    request.on('error', () => resolve(false));
    request.on('timeout', () => request.destroy());
  });

/** Keeps one Deno process running that serves every folder of supabase/functions; it is started again when it dies. */
export function startFunctions(options: FunctionsOptions): Functions {
  let child: ChildProcess | undefined;
  let stopping = false;
  let failures = 0;
  let restart: NodeJS.Timeout | undefined;
  const { promise: ready, resolve: isReady, reject: isBroken } = withResolvers<void>();
  ready.catch(() => {});

  const relay = (stream: NodeJS.ReadableStream) =>
    createInterface({ input: stream }).on('line', (line) => warn('functions', line));

  async function start(): Promise<void> {
    const startedAt = Date.now();
    const started = await launch(options);
    if (stopping) {
      started.kill();
      return;
    }
    child = started;
    if (child.pid) fs.writeFileSync(options.pidFile, `${child.pid}\n`);
    if (child.stdout) relay(child.stdout);
    if (child.stderr) relay(child.stderr);
    child.stdin?.on('error', () => {});
    child.once('error', (error) => warn('functions', messageOf(error)));
    child.once('close', (code, signal) => {
      child = undefined;
      if (stopping) return;
      failures = Date.now() - startedAt > 30_000 ? 1 : failures + 1;
      const wait = Math.min(250 * 2 ** failures, 15_000);
      warn('functions', `ended (${signal ?? code}); starting again in ${wait} ms`);
      restart = setTimeout(() => void start().catch(isBroken), wait);
    });
    waitFor(child).catch((error: unknown) => warn('functions', messageOf(error)));
  }

  async function waitFor(own: ChildProcess): Promise<void> {
    for (let i = 0; i < 600 && own === child; i++) {
      if (await answers(options.port)) return isReady();
      await delay(25);
    }
  }

  start().catch(isBroken);
  return {
    ready,
    stop: async () => {
      stopping = true;
      clearTimeout(restart);
      fs.rmSync(options.pidFile, { force: true });
      const own = child;
      if (!own) return;
      const closed = new Promise((resolve) => own.once('close', resolve));
      own.kill('SIGTERM');
      const harder = setTimeout(() => own.kill('SIGKILL'), 2_000);
      await closed;
      clearTimeout(harder);
    },
  };
}

function withResolvers<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (reason: unknown) => void = () => {};
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
