/** Checks every import of the project against the boundaries in imports.ts. Part of `npm run lint`. */
import { readFileSync } from 'node:fs';
import { forbidden, importsOf } from './imports.ts';
import { projectFiles } from './project-files.ts';

const files = projectFiles(/\.tsx?$/);

let problems = 0;
for (const file of files)
  for (const { target, line } of importsOf(file, readFileSync(file, 'utf8'))) {
    const reason = forbidden(file, target);
    if (!reason) continue;
    problems += 1;
    console.log(`${file}:${line} imports ${target.replace('package:', '')}: ${reason}`);
  }
console.log(`${files.length} files, ${problems} forbidden imports`);
if (problems > 0) process.exitCode = 1;
