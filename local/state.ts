import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** Made once per data folder and kept in .careslot/secrets.json, readable by its owner alone. */
export interface Secrets {
  jwt: string;
  publishableKey: string;
  secretKey: string;
  databasePassword: string;
  /** 32 bytes in base64: keeps tokens of outside calendars as ciphertext. */
  tokenKey: string;
}

/** Writes a file that other users of the machine cannot read, whole or not at all. */
export function writePrivate(file: string, text: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  fs.writeFileSync(temporary, text, { mode: 0o600 });
  fs.renameSync(temporary, file);
}

export function readJson<T>(file: string): T | undefined {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

/** The folder for everything about a stack but its rows: DIR/.careslot. */
export function openStateDir(dataDir: string): string {
  const dir = path.join(dataDir, '.careslot');
  fs.mkdirSync(dir, { recursive: true });
  fs.chmodSync(dir, 0o700);
  return dir;
}

/** sb_<kind>_<22 random characters>_<8 of checksum>: the form of hosted keys, which supabase-js and the API recognise. */
function apiKey(kind: 'publishable' | 'secret'): string {
  const body = `sb_${kind}_${randomBytes(17).toString('base64url').slice(0, 22)}`;
  return `${body}_${createHash('sha256').update(body).digest('base64url').slice(0, 8)}`;
}

export function loadSecrets(stateDir: string): Secrets {
  const file = path.join(stateDir, 'secrets.json');
  const known = readJson<Partial<Secrets>>(file);
  if (known?.tokenKey) return known as Secrets;
  const fresh: Secrets = {
    jwt: randomBytes(32).toString('base64url'),
    publishableKey: apiKey('publishable'),
    secretKey: apiKey('secret'),
    databasePassword: randomBytes(18).toString('base64url'),
    tokenKey: randomBytes(32).toString('base64'),
    // A folder from before some secret was needed keeps those it has.
    ...known,
  };
  writePrivate(file, `${JSON.stringify(fresh, null, 2)}\n`);
  return fresh;
}
