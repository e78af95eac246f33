import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import type { Server } from 'node:http';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Handler } from './handler.ts';
import { messageOf, warn } from './log.ts';
import { staticFiles } from './static-files.ts';

export interface Web {
  handler: Handler;
  close(): Promise<void>;
}

/** What the built web app depends on. Tests are left out: they change nothing in it. */
const SOURCES = [
  'index.html',
  'vite.config.ts',
  'package-lock.json',
  'src',
  'public',
  'supabase/functions/_shared/core',
  'supabase/functions/_shared/database.types.ts',
];
const KEPT_BUILDS = 3;

function filesUnder(file: string): string[] {
  if (!fs.existsSync(file)) return [];
  if (!fs.statSync(file).isDirectory()) return [file];
  return fs
    .readdirSync(file)
    .sort()
    .flatMap((name) => filesUnder(path.join(file, name)));
}

/** A name for the state of the sources: equal names, equal builds. */
export function sourceStamp(root: string): string {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap((source) => filesUnder(path.join(root, source)))) {
    if (/\.test\.tsx?$/.test(file)) continue;
    const content = fs.readFileSync(file);
    hash.update(`${path.relative(root, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex').slice(0, 20);
}

/** What a person needs of Vite's report: the first lines, without colours and without its own stack. */
const reportOf = (output: string) =>
  stripVTControlCharacters(output)
    .split('\n')
    .filter((line) => !/^\s+at /.test(line))
    .slice(0, 25)
    .join('\n')
    .trim();

async function build(root: string, outDir: string, signal: AbortSignal): Promise<void> {
  const vite = path.join(root, 'node_modules/vite/bin/vite.js');
  const child = spawn(process.execPath, [vite, 'build', '--outDir', outDir, '--emptyOutDir', '--logLevel', 'warn'], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(reportOf(output)))));
  });
}

/** A build of today may still be served by a stack that started with it. */
function forgetOldBuilds(cache: string): void {
  const builds = fs
    .readdirSync(cache)
    .map((name) => ({ dir: path.join(cache, name), at: fs.statSync(path.join(cache, name)).mtimeMs }))
    .sort((a, b) => b.at - a.at);
  const yesterday = Date.now() - 24 * 60 * 60_000;
  for (const { dir } of builds.slice(KEPT_BUILDS).filter(({ at }) => at < yesterday))
    fs.rmSync(dir, { recursive: true, force: true });
}

/** So that the builds in use are the newest; a checkout that belongs to somebody else works without. */
function markUsed(dir: string): void {
  try {
    fs.utimesSync(dir, new Date(), new Date());
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error;
  }
}

/**
 * The folder of a build of the sources as they are now. Builds are kept by the hash of their sources, so stacks side by
 * side share one and never overwrite what another is serving; `npm run build` has its own folder, dist/.
 */
export async function ensureBuild(root: string, signal: AbortSignal): Promise<string> {
  const cache = path.join(root, 'node_modules/.cache/careslot-web');
  const target = path.join(cache, sourceStamp(root));
  if (fs.existsSync(path.join(target, 'index.html'))) {
    markUsed(target);
    return target;
  }
  fs.mkdirSync(cache, { recursive: true });
  const partial = fs.mkdtempSync(path.join(cache, 'partial-'));
  try {
    await build(root, partial, signal);
    fs.chmodSync(partial, 0o755);
    fs.renameSync(partial, target);
  } catch (error) {
    fs.rmSync(partial, { recursive: true, force: true });
    if (!fs.existsSync(path.join(target, 'index.html'))) throw error;
  }
  forgetOldBuilds(cache);
  return target;
}

const page =
  (status: number, title: string, text: string): Handler =>
  (_, response) => {
    const body = text.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`);
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
    response.end(
      `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1><pre>${body}</pre></html>`,
    );
  };

async function devServer(root: string, server: Server): Promise<Web> {
  const { createServer } = await import('vite');
  const vite = await createServer({ root, appType: 'spa', server: { middlewareMode: true, hmr: { server } } });
  return {
    handler: (request, response) => vite.middlewares(request, response),
    close: () => vite.close(),
  };
}

/** The web app: built (and built again when its sources changed), or through Vite's development server. */
export async function startWeb(
  root: string,
  { dev, server, signal }: { dev: boolean; server: Server; signal: AbortSignal },
): Promise<Web> {
  const close = async () => {};
  if (!fs.existsSync(path.join(root, 'index.html'))) {
    return { handler: page(200, 'Careslot', 'The API is running. There is no web app in this checkout.'), close };
  }
  if (dev) return devServer(root, server);
  try {
    return { handler: staticFiles(await ensureBuild(root, signal)), close };
  } catch (error) {
    signal.throwIfAborted();
    warn('web', `the web app could not be built\n${messageOf(error)}`);
    return { handler: page(500, 'The web app could not be built', messageOf(error)), close };
  }
}
