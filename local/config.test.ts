import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { settings } from './api.ts';

const root = path.resolve(import.meta.dirname, '..');
const functionsDir = path.join(root, 'supabase/functions');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const functions = readdirSync(functionsDir).filter((name) => existsSync(path.join(functionsDir, name, 'index.ts')));
const config = read('supabase/config.toml');

/** The lines of one section of the configuration, as name → value. */
function section(name: string): Map<string, string> {
  const [, body = ''] =
    new RegExp(`^\\[${name.replaceAll('.', '\\.')}\\]\\n((?:(?!\\[).*\\n?)*)`, 'm').exec(config) ?? [];
  return new Map([...body.matchAll(/^(\w+) = (.*)$/gm)].map(([, key = '', value = '']) => [key, value]));
}

describe('deno.json', () => {
  const { imports } = JSON.parse(read('supabase/functions/deno.json')) as { imports: Record<string, string> };
  const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, { version: string }> };

  test.each(Object.entries(imports))('%s is the version that is installed', (name, target) => {
    expect(target).toBe(`npm:${name}@${packages[`node_modules/${name}`]?.version}`);
  });

  test('names every package that the functions import', () => {
    const files = readdirSync(functionsDir, { recursive: true, encoding: 'utf8' });
    const used = new Set<string>();
    for (const file of files.filter((name) => /\.ts$/.test(name) && !/\.(test|d)\.ts$/.test(name))) {
      const text = readFileSync(path.join(functionsDir, file), 'utf8');
      for (const [, name] of text.matchAll(/\bfrom '([^.'#][^']*)'/g)) if (name) used.add(name);
    }
    expect([...used].filter((name) => !(name in imports))).toEqual([]);
  });
});

describe('config.toml', () => {
  test.each(functions)('function %s shares the import map and checks identity itself', (name) => {
    expect(section(`functions.${name}`)).toEqual(
      new Map([
        ['verify_jwt', 'false'],
        ['import_map', '"./functions/deno.json"'],
      ]),
    );
  });

  test.each([
    ['api', { max_rows: settings.max_rows }],
    ['auth', settings.auth],
    ['auth.email', settings.email],
  ])('[%s] agrees with the embedded server', (name, embedded) => {
    const hosted = section(name);
    const same = Object.keys(embedded).map((key) => [key, hosted.get(key)]);
    expect(Object.fromEntries(same)).toEqual(
      Object.fromEntries(Object.entries(embedded).map(([k, v]) => [k, String(v)])),
    );
  });
});

test.each(functions)('index.ts of %s is wiring only', (name) => {
  const lines = readFileSync(path.join(functionsDir, name, 'index.ts'), 'utf8')
    .trimEnd()
    .split('\n');
  expect(lines.length).toBeLessThanOrEqual(20);
});
