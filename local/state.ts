import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
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
  /** 32 bytes in base64: signs the links in messages. */
  linkKey: string;
  /** What browsers know the sender of pushes by (RFC 8292): a P-256 pair in base64url. */
  vapidPublicKey: string;
  vapidPrivateKey: string;
  /** What the keys of the stand-in's browsers are made from, so that they stay the same. */
  pushDevices: string;
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

/** The public key as an uncompressed point, the private one as its number: the form that Web Push libraries read. */
export function createVapidKeys(): { publicKey: string; privateKey: string } {
  const {
    d = '',
    x = '',
    y = '',
  } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey.export({
    format: 'jwk',
  });
  const point = [Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')];
  return { publicKey: Buffer.concat(point).toString('base64url'), privateKey: d };
}

export function loadSecrets(stateDir: string): Secrets {
  const file = path.join(stateDir, 'secrets.json');
  const known = readJson<Partial<Secrets>>(file);
  const vapid = createVapidKeys();
  const fresh: Secrets = {
    jwt: randomBytes(32).toString('base64url'),
    publishableKey: apiKey('publishable'),
    secretKey: apiKey('secret'),
    databasePassword: randomBytes(18).toString('base64url'),
    tokenKey: randomBytes(32).toString('base64'),
    linkKey: randomBytes(32).toString('base64'),
    vapidPublicKey: vapid.publicKey,
    vapidPrivateKey: vapid.privateKey,
    pushDevices: randomBytes(32).toString('base64url'),
    // A folder from before some secret was needed keeps those it has.
    ...known,
  };
  const isComplete = known !== undefined && Object.keys(fresh).every((name) => name in known);
  if (!isComplete) writePrivate(file, `${JSON.stringify(fresh, null, 2)}\n`);
  return fresh;
}
