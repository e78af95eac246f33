/** Whether the documents still say what is so. Each check answers with problems, one a line. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import postgres from 'postgres';

const maximum = 150;

/** The README is read in five minutes or not at all. */
export function readmeProblems(text: string): string[] {
  const lines = text.trimEnd().split('\n').length;
  return lines <= maximum ? [] : [`README.md has ${lines} lines; ${maximum} at most`];
}

/** What GitHub calls a heading in an address: lower case, no punctuation, hyphens for spaces. */
const anchorOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');

/** The headings of a Markdown text, without what stands in fenced blocks. */
const headings = (text: string): string[] =>
  [...text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^#{1,6} +(.*)$/gm)].map((match) => match[1] ?? '');

/** Relative links that lead to no file, or to no heading of it. `read` gives the text of a file, null for a folder. */
export function linkProblems(
  file: string,
  text: string,
  read: (target: string) => string | null | undefined,
): string[] {
  return [...text.matchAll(/\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g)].flatMap((match) => {
    const link = match[1] ?? '';
    const [target = '', anchor] = link.split('#');
    if (/^[a-z]+:/i.test(link)) return [];
    const found = target === '' ? text : read(path.join(path.dirname(file), decodeURI(target)));
    if (found === undefined) return [`${file}: the link to ${target} leads nowhere`];
    if (anchor === undefined || (found !== null && headings(found).map(anchorOf).includes(anchor))) return [];
    return [`${file}: the link to ${link} names no heading`];
  });
}

/** The text of a Markdown file, null for anything else that exists. */
export function readTarget(target: string): string | null | undefined {
  if (!existsSync(target)) return undefined;
  return target.endsWith('.md') ? readFileSync(target, 'utf8') : null;
}

/** Commands in a document that package.json does not have. */
export const scriptProblems = (file: string, text: string, scripts: Record<string, string>): string[] =>
  [...text.matchAll(/\bnpm run ([a-z][\w:-]*)/g)]
    .map((match) => match[1] ?? '')
    .filter((name) => !(name in scripts))
    .map((name) => `${file}: there is no script ${name} (npm run ${name})`);

export interface ErrorCode {
  code: string;
  status: number;
  message: string;
}

/** The rows of the table in docs/error-codes.md: | `code` | status | message | … */
export function documentedCodes(text: string): ErrorCode[] {
  return [...text.matchAll(/^\|\s*`([a-z_]+)`\s*\|\s*(\d{3})\s*\|\s*([^|\n]*?)\s*\|/gm)].map((row) => ({
    code: row[1] ?? '',
    status: Number(row[2]),
    message: row[3] ?? '',
  }));
}

/** The document and private.error_catalog() must list the same codes with the same status and the same sentence. */
export function errorCodeProblems(documented: ErrorCode[], catalog: ErrorCode[]): string[] {
  const text = ({ code, status, message }: ErrorCode) => `${code} ${status} "${message}"`;
  const [docs, database] = [new Set(documented.map(text)), new Set(catalog.map(text))];
  return [
    ...[...database].filter((row) => !docs.has(row)).map((row) => `docs/error-codes.md lacks ${row}`),
    ...[...docs]
      .filter((row) => !database.has(row))
      .map((row) => `docs/error-codes.md lists ${row}, which no function raises`),
    ...documented
      .filter((row, i) => documented.findIndex((other) => other.code === row.code) !== i)
      .map((row) => `docs/error-codes.md lists ${row.code} twice`),
  ];
}

export async function errorCatalog(databaseUrl: string): Promise<ErrorCode[]> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    return await sql<ErrorCode[]>`select code, status, message from private.error_catalog()`;
  } finally {
    await sql.end();
  }
}

interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

/** package.json and the lock file name the same versions, and every version is exact. */
export function lockProblems(manifest: Manifest, lock: { packages: Record<string, Manifest> }): string[] {
  const root = lock.packages[''] ?? {};
  return (['dependencies', 'devDependencies'] as const).flatMap((kind) => {
    const [wanted, locked] = [manifest[kind] ?? {}, root[kind] ?? {}];
    const names = new Set([...Object.keys(wanted), ...Object.keys(locked)]);
    return [...names].flatMap((name) => {
      if (wanted[name] !== locked[name])
        return `${name}: package.json says ${wanted[name]}, package-lock.json says ${locked[name]}; run npm install`;
      return /^\d/.test(wanted[name] ?? '') ? [] : `${name}: pin an exact version instead of ${wanted[name]}`;
    });
  });
}

export const readJson = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8')) as T;
