/** The files of the project as git sees them: tracked, or new and not ignored. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

export const projectFiles = (...patterns: string[]): string[] =>
  execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z', '--', ...patterns], { encoding: 'utf8' })
    .split('\0')
    .filter((file) => file !== '' && existsSync(file));
