/**
 * `npm run check`: everything that CI looks at besides the tests. Looks at files and at two temporary databases: one
 * with our migrations, and a bare one for the official CLI. `--no-database` leaves the latter out.
 */
import { readFileSync } from 'node:fs';
import { advisorFindings, catalogFindings } from './database/advisors.ts';
import { difference, schema, types } from './database/generated.ts';
import { pushDifference } from './database/push.ts';
import { snapshot } from './database/snapshot.ts';
import { withBareDatabase, withMigratedDatabase } from './database/stacks.ts';
import {
  documentedCodes,
  errorCatalog,
  errorCodeProblems,
  linkProblems,
  lockProblems,
  readJson,
  readmeProblems,
  readTarget,
  scriptProblems,
} from './docs.ts';
import { projectFiles } from './project-files.ts';
import { command, problems, runSteps, type Step } from './steps.ts';

const node = (name: string, ...args: string[]) => command(name, process.execPath, ...args);
const script = (name: string, file: string) => node(name, '--import', 'tsx', file);
const read = (file: string) => readFileSync(file, 'utf8');

const files: Step[] = [
  node('types', 'node_modules/typescript/bin/tsc', '-b'),
  node('lint and format', 'node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'),
  script('import boundaries', 'scripts/boundaries.ts'),
  script('SQL lint', 'scripts/lint-sql.ts'),
  node('unused code', 'node_modules/knip/bin/knip.js'),
  script('rules and tests', 'scripts/rules.ts'),
  script('size budget', 'scripts/budget.ts'),
  problems('documents', () => [
    ...readmeProblems(read('README.md')),
    ...projectFiles(/\.md$/).flatMap((file) => [
      ...linkProblems(file, read(file), readTarget),
      ...scriptProblems(file, read(file), readJson<{ scripts: Record<string, string> }>('package.json').scripts),
    ]),
  ]),
  problems('lock file', () => lockProblems(readJson('package.json'), readJson('package-lock.json'))),
];

const compare = (name: string, find: () => Promise<string | null>): Step => ({ name, run: find });

const onMigrated = (url: string): Step[] => [
  compare('generated types', () => difference(types, url)),
  compare('schema snapshot', () => difference(schema, url)),
  problems('Supabase advisors', () => advisorFindings(url)),
  problems('database catalog', () => catalogFindings(url)),
  problems('error codes', async () =>
    errorCodeProblems(documentedCodes(read('docs/error-codes.md')), await errorCatalog(url)),
  ),
];

const failures = await runSteps(files);

if (!process.argv.includes('--no-database')) {
  failures.push(
    ...(await withMigratedDatabase(async (migrated) => [
      ...(await runSteps(onMigrated(migrated))),
      ...(await runSteps([
        compare('supabase db push', () =>
          withBareDatabase(async (bare) => pushDifference(bare, await snapshot(migrated))),
        ),
      ])),
    ])),
  );
}

for (const { name, output } of failures) console.log(`\n--- ${name} ---\n${output}`);
if (failures.length > 0) process.exitCode = 1;
