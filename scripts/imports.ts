/** Which file imports which: the import boundaries of ARCHITECTURE.md as a table, and a check of it. */
import path from 'node:path';

/** A rule forbids, in files under `from`, imports whose target matches `to`. Paths are relative to the project. */
interface Boundary {
  from: RegExp;
  to: RegExp;
  /** Targets that are allowed all the same. */
  except?: RegExp;
  message: string;
}

const shared = 'supabase/functions/_shared';
const adapters = 'calendars|platforms|video|channels';

export const boundaries: Boundary[] = [
  {
    from: /^(?!local\/)/,
    to: /^local\//,
    message: 'nothing outside local/ may know the embedded home',
  },
  {
    from: new RegExp(`^${shared}/core/`),
    to: /./,
    except: new RegExp(
      `^${shared}/core/|^package:(temporal-polyfill|luxon|zod|ical-generator|ical\\.js|timezones-ical-library)$`,
    ),
    message:
      '_shared/core is pure: it imports nothing but itself, a time library, zod and what reads and writes calendar files',
  },
  {
    from: new RegExp(`^${shared}/(?!core/)`),
    to: /^(src|tests|scripts|bench)\/|^supabase\/functions\/(?!_shared\/)/,
    message: 'shared code never imports a function or the web app',
  },
  {
    from: /^supabase\/functions\/(?!_shared\/)/,
    to: /^(src|tests|scripts|bench)\//,
    message: 'functions import shared code and their own files only',
  },
  {
    from: /^src\//,
    to: /^supabase\//,
    except: new RegExp(`^${shared}/(core/|database\\.types\\.ts$)`),
    message: 'the web app reaches _shared/core and the generated types only',
  },
  { from: /^src\//, to: /^(tests|scripts|bench)\//, message: 'the web app imports no tools' },
  {
    from: /^src\/(?!lib\/)/,
    to: /^package:@supabase\//,
    message: 'the clients of Supabase are imported in src/lib only',
  },
  {
    from: /^src\/(lib|components)\//,
    to: /^src\/(features|app)\//,
    message: 'lib and components know no feature',
  },
  { from: /^src\/features\//, to: /^src\/app\//, message: 'features do not know the app around them' },
];

/** Files that test code may reach beyond what its subject may: its support files and test libraries. */
const isTest = (file: string) => /\.(test|e2e)\.tsx?$|^tests\//.test(file) || file.startsWith('src/testing/');

/** The reason why `file` may not import `target`, or null. `target` is a project path or `package:<name>`. */
export function forbidden(file: string, target: string): string | null {
  if (isTest(file) && /^tests\/support\/|^package:/.test(target)) return null;
  const broken = boundaries.find((b) => b.from.test(file) && b.to.test(target) && !b.except?.test(target));
  if (broken) return broken.message;
  return (
    sibling(file, target, /^src\/features\/([^/]+)\//, 'features never import each other') ??
    sibling(file, target, new RegExp(`^${shared}/(?:${adapters})/([^/]+)/`), 'one adapter never imports another') ??
    sibling(file, target, /^supabase\/functions\/(?!_shared)([^/]+)\//, 'functions never import each other')
  );
}

function sibling(file: string, target: string, folder: RegExp, message: string): string | null {
  const [from, to] = [folder.exec(file)?.[1], folder.exec(target)?.[1]];
  return from !== undefined && to !== undefined && from !== to ? message : null;
}

const importPattern =
  /(?:^|[;{}\s])(?:import|export)\s(?:[^'"`;]*?\sfrom\s*)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g;

/** What a file imports, each with its line; `target` as in `forbidden`. */
export function importsOf(file: string, source: string): { target: string; line: number }[] {
  return [...withoutComments(source).matchAll(importPattern)].map((match) => {
    const specifier = match[1] ?? match[2] ?? '';
    const end = (match.index ?? 0) + match[0].length;
    return { target: resolve(file, specifier), line: source.slice(0, end).split('\n').length };
  });
}

/** Comments blanked out, with every line break kept. */
const withoutComments = (source: string) =>
  source.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/[^\n]*/g, (comment) => comment.replace(/[^\n]/g, ' '));

function resolve(file: string, specifier: string): string {
  if (specifier.startsWith('.')) return path.posix.join(path.posix.dirname(file), specifier);
  if (specifier.startsWith('#shared/')) return specifier.replace('#shared', shared);
  const name = specifier.replace(/^(npm|jsr):/, '').split('/');
  return `package:${specifier.includes('@') && name[0]?.startsWith('@') ? name.slice(0, 2).join('/') : name[0]}`;
}
