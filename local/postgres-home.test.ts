import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { hydrateLinks } from './postgres-home.ts';

test('links that an install without scripts left out are made, broken ones repaired, good ones kept', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'careslot-native-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const native = path.join(root, 'native');
  const lib = (name: string) => path.join(native, 'lib', name);
  mkdirSync(path.join(native, 'lib'), { recursive: true });
  writeFileSync(lib('libpq.so.5.17'), 'library');
  symlinkSync('gone', lib('libpq.so.5'));
  const source = 'native/lib/libpq.so.5.17';
  const links = ['libpq.so', 'libpq.so.5'].map((name) => ({ source, target: `native/lib/${name}` }));
  writeFileSync(path.join(native, 'pg-symlinks.json'), JSON.stringify(links));
  hydrateLinks(native);
  const made = lstatSync(lib('libpq.so')).ino;
  hydrateLinks(native);
  for (const name of ['libpq.so', 'libpq.so.5']) {
    expect(lstatSync(lib(name)).isSymbolicLink()).toBe(true);
    expect(readFileSync(lib(name), 'utf8')).toBe('library');
  }
  expect(lstatSync(lib('libpq.so')).ino).toBe(made);
});
