/** vdirsyncer does what Careslot does: the same calendar, from the same server, into a folder of files. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { startCalDavServer } from '../tests/support/caldav-server.ts';

export interface Reading {
  requests: number;
  seconds: number;
}
export interface Line {
  provider: string;
  events: number;
  first: Reading;
  unchanged: Reading;
  /** The provider's own page size. */
  pages: string;
}

/** Empty where it is not installed. */
export async function vdirsyncer(
  server: Awaited<ReturnType<typeof startCalDavServer>>,
  calendarUrl: string,
  kind: string,
  events: number,
): Promise<Line[]> {
  if (spawnSync('vdirsyncer', ['--version']).status !== 0) return [];
  const folder = mkdtempSync(path.join(os.tmpdir(), 'careslot-vdirsyncer-'));
  try {
    mkdirSync(path.join(folder, 'files'));
    const config = path.join(folder, 'config');
    writeFileSync(
      config,
      `[general]
status_path = "${folder}/status"
[pair bench]
a = "server"
b = "files"
collections = null
[storage server]
type = "caldav"
url = "${calendarUrl}"
username = "${server.username}"
password = "${server.password}"
[storage files]
type = "filesystem"
path = "${folder}/files"
fileext = ".ics"
`,
    );
    // Not by spawnSync: the proxy in between is this very process.
    const run = async (...args: string[]): Promise<Reading> => {
      const before = server.proxy.requests.length;
      const started = performance.now();
      const child = spawn('vdirsyncer', ['-c', config, ...args], { stdio: ['pipe', 'ignore', 'pipe'] });
      child.stdin.end('y\n');
      let said = '';
      child.stderr.on('data', (chunk: Buffer) => {
        said += chunk.toString();
      });
      const [code] = (await once(child, 'close')) as [number];
      if (code !== 0) throw new Error(`vdirsyncer ${args.join(' ')}: ${said.slice(-500)}`);
      return { requests: server.proxy.requests.length - before, seconds: (performance.now() - started) / 1000 };
    };
    await run('discover');
    return [
      {
        provider: `vdirsyncer, ${kind}`,
        events,
        pages: 'its own',
        first: await run('sync'),
        unchanged: await run('sync'),
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
