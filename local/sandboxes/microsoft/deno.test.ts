import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { openSandbox, visit, window } from './testing.ts';

const root = path.resolve(import.meta.dirname, '../../..');

/** The binary of the platform's package, as local/functions.ts starts it. */
function denoBinary(): string {
  const packages = path.join(root, 'node_modules/@deno');
  const files = fs.readdirSync(packages).map((name) => path.join(packages, name));
  const found = files
    .flatMap((folder) => ['deno', 'deno.exe'].map((name) => path.join(folder, name)))
    .find((file) => fs.existsSync(file));
  if (!found) throw new Error('There is no Deno in node_modules.');
  if ((fs.statSync(found).mode & 0o111) === 0) fs.chmodSync(found, 0o755);
  return found;
}

/** Runs a module from standard input with the permissions of the functions. */
async function deno(source: string): Promise<unknown> {
  const folders = ['supabase/functions', 'node_modules', 'package.json'].map((folder) => path.join(root, folder));
  const child = spawn(
    denoBinary(),
    [
      'run',
      '--quiet',
      '--no-prompt',
      '--cached-only',
      '--no-lock',
      '--node-modules-dir=manual',
      '--unstable-no-legacy-abort',
      `--config=${path.join(root, 'supabase/functions/deno.json')}`,
      '--allow-net=127.0.0.1',
      '--allow-env',
      `--allow-read=${folders.join(',')}`,
      '-',
    ],
    {
      cwd: root,
      env: { PATH: process.env.PATH, DENO_DIR: path.join(root, 'node_modules/.cache/careslot-deno'), NO_COLOR: '1' },
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  child.stdin.end(source);
  const [out, problems] = await Promise.all([text(child.stdout), text(child.stderr)]);
  expect(problems).toBe('');
  return JSON.parse(out);
}

test('the adapter speaks to Graph from Deno as it does from Node', async () => {
  const home = await openSandbox();
  const ended = home.control.grant(home.email).accessToken;
  home.control.expireAccessTokens(home.email);
  const given = {
    baseUrl: home.address,
    calendarId: home.calendarId,
    tokens: [ended, home.control.grant(home.email).accessToken],
    visit: visit('a'),
    later: visit('a', '2026-11-21T08:00:00Z', '2026-11-21T09:00:00Z'),
    window,
  };
  home.control.fault({ kind: 'drop_after', method: 'POST' });

  const told = await deno(`
    import { createMicrosoftCalendar } from './supabase/functions/_shared/calendars/microsoft/microsoft-calendar.ts';
    const { tokens, visit, later, window, ...where } = ${JSON.stringify(given)};
    const access = (refused) => Promise.resolve(refused === undefined ? tokens[0] : (tokens[0] = tokens[1]));
    const calendar = createMicrosoftCalendar({ fetch, tokens: { access }, now: () => new Date(), ...where });
    const hasty = createMicrosoftCalendar({ fetch, tokens: { access }, now: () => new Date(), ...where, timeoutMs: 20 });
    const nameOf = (error) => error.name;
    const names = (await calendar.calendars()).map((one) => one.name);
    const made = await calendar.create(visit);
    const page = await calendar.pull({ cursor: null, page: null, window, isLinked: (id) => id === made.id });
    const stale = await calendar.update(made.id, 'W/"old"', later).catch(nameOf);
    const moved = await calendar.update(made.id, made.etag, later);
    await calendar.remove(made.id, moved.etag);
    const gone = await calendar.get(made.id, window);
    await fetch(where.baseUrl + '/_control/conditions', { method: 'PUT', body: '{"latency": 1000}' });
    const late = await hasty.calendars().catch(nameOf);
    const result = { names, changes: page.changes.length, cursor: page.cursor !== null, stale, moved: moved.time, gone, late };
    console.log(JSON.stringify(result));
  `);
  expect(told).toEqual({
    names: ['Calendar'],
    changes: 1,
    cursor: true,
    stale: 'PreconditionFailed',
    moved: { start: '2026-11-21T08:00:00Z', end: '2026-11-21T09:00:00Z' },
    gone: null,
    late: 'Unreachable',
  });
  await home.close();
}, 60_000);
