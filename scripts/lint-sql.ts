/** `npm run lint:sql`: checks supabase/migrations and supabase/seed.sql against the conventions of docs/conventions.md. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { lintSql } from './sql/lint.ts';

const folder = 'supabase/migrations';
const migrations = readdirSync(folder)
  .filter((name) => name.endsWith('.sql'))
  .sort()
  .map((name) => path.posix.join(folder, name));

const findings = migrations.flatMap((file) => lintSql(file, readFileSync(file, 'utf8')));
const versions = migrations.map((file) => path.basename(file).slice(0, 14));
for (const [index, version] of versions.entries())
  if (versions.indexOf(version) !== index)
    findings.push({
      path: migrations[index] ?? '',
      line: 1,
      rule: 'file-name',
      message: `the number ${version} is taken`,
    });

const seed = 'supabase/seed.sql';
if (existsSync(seed)) findings.push(...lintSql(seed, readFileSync(seed, 'utf8'), 'seed'));

for (const { path: file, line, rule, message } of findings) console.log(`${file}:${line} ${rule}: ${message}`);
console.log(`${migrations.length} migrations, ${findings.length} problems`);
if (findings.length > 0) process.exitCode = 1;
