/** `npm run rules`: every rule of docs/spec has a test that names it, and every named rule exists. */
import { readFileSync } from 'node:fs';
import { projectFiles } from './project-files.ts';
import { definedIds, mentionedIds, ruleProblems } from './rule-ids.ts';

const read = (file: string) => readFileSync(file, 'utf8');
const defined = projectFiles(/^docs\/spec\/[^/]+\.md$/).flatMap((file) => definedIds(read(file)));
// The tests of these scripts use made-up ids.
const tests = projectFiles(/^(?!scripts\/).*\.(test\.tsx?|e2e\.ts)$/);
const problems = ruleProblems(
  defined,
  tests.flatMap((file) => mentionedIds(read(file))),
);

for (const problem of problems) console.log(problem);
console.log(`${defined.length} rules, ${problems.length} problems`);
if (problems.length > 0) process.exitCode = 1;
