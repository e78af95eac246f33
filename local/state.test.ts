import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadSecrets, openStateDir } from './state.ts';

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'careslot-state-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

test('secrets are made once per data folder, unlike any other, and private', () => {
  const [one, two] = [openStateDir(folder()), openStateDir(folder())];
  const secrets = loadSecrets(one);
  expect(secrets.publishableKey).toMatch(/^sb_publishable_[\w-]{22}_[\w-]{8}$/);
  expect(secrets.secretKey).toMatch(/^sb_secret_[\w-]{22}_[\w-]{8}$/);
  expect(loadSecrets(one)).toEqual(secrets);
  const others = new Set(Object.values(loadSecrets(two)));
  expect(Object.values(secrets).filter((value) => others.has(value))).toEqual([]);
  expect(statSync(path.join(one, 'secrets.json')).mode & 0o777).toBe(0o600);
  expect(readdirSync(one)).toEqual(['secrets.json']);
});

test('a damaged file is named', () => {
  const dir = openStateDir(folder());
  writeFileSync(path.join(dir, 'secrets.json'), '{');
  expect(() => loadSecrets(dir)).toThrow(/secrets\.json cannot be read/);
});
