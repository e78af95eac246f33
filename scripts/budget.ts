/**
 * `npm run budget`: builds the web app (or takes `--dist FOLDER`), prints what each part weighs and fails when one is
 * heavier than budget-table.ts allows. `--files` lists what each part consists of.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { weighBuild } from './budget-build.ts';
import { table } from './budget-check.ts';

const { values } = parseArgs({ options: { dist: { type: 'string' }, files: { type: 'boolean', default: false } } });
const { weights, problems } = await weighBuild(values.dist, (file) => readFileSync(file));

console.log(table(weights));
if (values.files) {
  for (const { part, files } of weights) {
    console.log(`\n${part.name}`);
    for (const { file, kB } of files) console.log(`${kB.toFixed(1).padStart(7)}  ${path.basename(file)}`);
  }
}
for (const problem of problems) console.error(`FAIL ${problem}`);
if (problems.length > 0) process.exitCode = 1;
