/**
 * Radicale and Xandikos as CalDAV servers for tests, each in a temporary folder behind a proxy (caldav-proxy.ts) that asks
 * for the password and can be told to fail.
 */
import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type CalDavProxy, startCalDavProxy } from './caldav-proxy.ts';

export type ServerKind = 'radicale' | 'xandikos';

interface Program {
  command: string;
  args: string[];
}

/** By its path first: another Python may stand before the one that Debian's packages belong to. */
function programOf(kind: ServerKind): Program | null {
  const own = `/usr/bin/${kind}`;
  if (fs.existsSync(own)) return { command: own, args: [] };
  const module = kind === 'radicale' ? 'radicale' : 'xandikos.web';
  for (const python of ['/usr/bin/python3', 'python3']) {
    if (spawnSync(python, ['-c', `import ${module}`]).status === 0) return { command: python, args: ['-m', module] };
  }
  return null;
}

const programs = { radicale: programOf('radicale'), xandikos: programOf('xandikos') };

/** The servers of this machine; `reason` says in a test's name why one is left out. */
export const calDavServers = (['radicale', 'xandikos'] as const).map((kind) => ({
  kind,
  installed: programs[kind] !== null,
  reason: programs[kind] ? '' : ` (skipped: ${kind} is not installed)`,
}));

/** Somebody with another client and the same calendar. */
export interface Person {
  /** Writes an object, a new one or another version, and says the id that the adapter will give it. */
  put(name: string, text: string): Promise<string>;
  read(id: string): Promise<string | null>;
  remove(id: string): Promise<void>;
  /** Ids of all objects. */
  list(): Promise<string[]>;
}

export interface CalDavServer {
  kind: ServerKind;
  /** Through the proxy, as all addresses here. */
  url: string;
  username: string;
  password: string;
  principalUrl: string;
  proxy: CalDavProxy;
  /** A new, empty calendar. `fill` lays thousands of objects into it at once, past the protocol. */
  newCalendar(): Promise<{ calendarUrl: string; person: Person; fill(objects: Map<string, string>): Promise<void> }>;
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<unknown>((resolve) => server.close(resolve));
  return port;
}

function argumentsFor(kind: ServerKind, folder: string, port: number, username: string, password: string): string[] {
  const store = path.join(folder, 'store');
  fs.mkdirSync(store);
  if (kind === 'xandikos') {
    return [
      '-d',
      store,
      '-l',
      '127.0.0.1',
      '-p',
      String(port),
      '--defaults',
      '--current-user-principal',
      `/${username}/`,
    ];
  }
  const users = path.join(folder, 'users');
  fs.writeFileSync(users, `${username}:${password}\n`);
  const config = path.join(folder, 'config');
  const lines = ['[server]', `hosts = 127.0.0.1:${port}`, '[auth]', 'type = htpasswd', `htpasswd_filename = ${users}`];
  lines.push('htpasswd_encryption = plain', 'delay = 0', '[rights]', 'type = owner_only');
  lines.push('[storage]', `filesystem_folder = ${store}`, '[logging]', 'level = error', '');
  fs.writeFileSync(config, lines.join('\n'));
  return ['--config', config];
}

export async function startCalDavServer(kind: ServerKind, password = 'app-specific: pässword'): Promise<CalDavServer> {
  const program = programs[kind];
  if (!program) throw new Error(`${kind} is not installed`);
  const username = 'clinician';
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `careslot-${kind}-`));
  const port = await freePort();
  const target = `http://127.0.0.1:${port}`;
  const args = argumentsFor(kind, folder, port, username, password);
  const child = spawn(program.command, [...program.args, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (data) => {
    said = `${said}${data}`.slice(-2000);
  });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  while (
    !(await fetch(target).then(
      () => true,
      () => false,
    ))
  ) {
    if (child.exitCode !== null) throw new Error(`${kind} ended: ${said}`);
    await delay(50);
  }
  const proxy = await startCalDavProxy({ target, username, password, passwordOn: kind === 'radicale' });
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

  /** The person's own way to the server, past the proxy. */
  async function send(method: string, address: string, body?: string, type = 'text/xml'): Promise<Response> {
    const headers = { authorization, depth: '1' };
    // Xandikos reads XML wherever a request says that it has some.
    const sent =
      body === undefined ? { headers } : { headers: { ...headers, 'content-type': `${type}; charset=utf-8` }, body };
    return fetch(new URL(address, target), { method, ...sent });
  }
  async function expectOk(response: Response, what: string): Promise<Response> {
    if (!response.ok) throw new Error(`${kind}: ${what}: ${response.status} ${await response.text()}`);
    return response;
  }

  return {
    kind,
    url: proxy.url,
    username,
    password,
    principalUrl: `${proxy.url}/${username}/`,
    proxy,
    newCalendar: async () => {
      const home = kind === 'radicale' ? `/${username}/` : `/${username}/calendars/`;
      const place = `${home}${randomUUID()}/`;
      await expectOk(await send('MKCALENDAR', place), 'a new calendar');
      const person = personAt(place, send, expectOk);
      const fill = async (objects: Map<string, string>) => {
        const store = path.join(folder, 'store', kind === 'radicale' ? 'collection-root' : '', place);
        for (const [name, text] of objects) fs.writeFileSync(path.join(store, name), text);
        // Xandikos keeps a calendar as a git repository and serves what was committed.
        if (kind === 'xandikos') {
          const git = (...args: string[]) => {
            const done = spawnSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.test', ...args], {
              cwd: store,
            });
            if (done.status !== 0) throw new Error(`git ${args[0]}: ${done.stderr}`);
          };
          git('add', '--all');
          git('commit', '--quiet', '--message', 'many');
        }
        // The server's own index is made now, not in the time that somebody measures.
        await person.list();
      };
      return { calendarUrl: `${proxy.url}${place}`, person, fill };
    },
    stop: async () => {
      await proxy.stop();
      child.kill('SIGTERM');
      await closed;
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

function personAt(
  place: string,
  send: (method: string, address: string, body?: string, type?: string) => Promise<Response>,
  expectOk: (response: Response, what: string) => Promise<Response>,
): Person {
  return {
    put: async (name, text) => {
      await expectOk(await send('PUT', `${place}${encodeURIComponent(name)}`, text, 'text/calendar'), 'an object');
      return `${place}${name}`;
    },
    read: async (id) => {
      const response = await send('GET', encodeURI(id));
      return response.status === 404 ? null : (await expectOk(response, 'an object')).text();
    },
    remove: async (id) => {
      await expectOk(await send('DELETE', encodeURI(id)), 'a deletion');
    },
    list: async () => {
      const body = '<d:propfind xmlns:d="DAV:"><d:prop><d:getetag/></d:prop></d:propfind>';
      const text = await (await expectOk(await send('PROPFIND', place, body), 'a list')).text();
      const hrefs = [...text.matchAll(/<(?:\w+:)?href>([^<]+)<\/(?:\w+:)?href>/g)].map((m) =>
        decodeURIComponent(m[1] ?? ''),
      );
      return hrefs.filter((href) => !href.endsWith('/'));
    },
  };
}
