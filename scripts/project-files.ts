/** The files of the project, without what is installed, built or left by a running stack. Works without git, too. */
import { readdirSync } from 'node:fs';
import path from 'node:path';

const notOurs = /^(node_modules|dist|coverage|\.git|\.careslot.*|\.temp)$/;

/** Paths relative to the project, with forward slashes, of the files whose path matches. */
export function projectFiles(pattern: RegExp, folder = ''): string[] {
  return readdirSync(folder || '.', { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const file = path.posix.join(folder, entry.name);
      if (entry.isDirectory()) return notOurs.test(entry.name) ? [] : projectFiles(pattern, file);
      return entry.isFile() && pattern.test(file) ? file : [];
    });
}
