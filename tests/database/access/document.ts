/** docs/spec/access.md as data: its tables are what the tests expect. */
import { readFileSync } from 'node:fs';

const text = readFileSync(new URL('../../../docs/spec/access.md', import.meta.url), 'utf8');

export type Row = Record<string, string>;

/** The rows of the first table under a heading, by column. */
export function tableUnder(heading: string): Row[] {
  const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  if (!section) throw new Error(`docs/spec/access.md has no section ${heading}`);
  const lines = section.split('\n').filter((line) => line.startsWith('|'));
  const cells = (line: string) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim());
  const [head = '', , ...body] = lines;
  const columns = cells(head);
  return body.map((line) => Object.fromEntries(cells(line).map((cell, i) => [columns[i] ?? '', cell])));
}

/** `a, b` → [a, b]; `–` → []. */
export const list = (cell: string | undefined): string[] =>
  cell === undefined || cell === '–' ? [] : cell.split(',').map((part) => part.trim());

export const people = ['stranger', 'patient', 'clinician', 'colleague', 'receptionist', 'admin'] as const;
export const roles = ['anonymous', ...people, 'service role'] as const;
export type RoleName = (typeof roles)[number];
export type Verb = 'select' | 'insert' | 'update' | 'delete';

const matrix = tableUnder('Matrix');

/** Every table of the document with the column that tells whose a row is. */
export const documentedTables: Map<string, string> = new Map(matrix.map((row) => [row.table ?? '', row.whose ?? '']));

const inPractice = ['practice', 'patient', 'clinician', 'colleague', 'receptionist', 'admin', 'second patient'];
export const everybody = [...inPractice, 'stranger', 'elsewhere'];

/** Whose rows of a table the verb reaches for a role. */
export function reach(table: string, verb: Verb, role: RoleName): Set<string> {
  const row = matrix.find((r) => r.table === table && r.verb === verb);
  if (!row) return new Set(role === 'service role' ? everybody : []);
  const named = list(row[role]).flatMap((word) => {
    if (word === 'own') return [role];
    if (word === 'practice') return inPractice;
    return word === 'all' ? everybody : [word];
  });
  const unknown = named.filter((word) => !everybody.includes(word));
  if (unknown.length > 0) throw new Error(`docs/spec/access.md, ${table} ${verb}: what is ${unknown.join(', ')}?`);
  return new Set(named);
}
